//! The built style sheets, scripts and icons, embedded at build time under names that carry their hash.
//!
//! A browser may keep one for ever: a changed file has another name.

use super::host::Host;

/// One embedded file with its compressed copies.
pub(super) struct Asset {
    source: &'static str,
    path: &'static str,
    pub(super) media_type: &'static str,
    pub(super) plain: &'static [u8],
    pub(super) brotli: &'static [u8],
    pub(super) gzip: &'static [u8],
}

include!(concat!(env!("OUT_DIR"), "/assets.rs"));

/// The address of this host's asset with the given ending (`css`, `js`, `svg`).
pub fn path_of(host: Host, ending: &str) -> &'static str {
    ASSETS
        .iter()
        .find(|asset| belongs(asset, host) && asset.source.ends_with(ending))
        .map_or("/assets/missing", |asset| asset.path)
}

/// The asset of this host that stands at a path.
pub(super) fn find(host: Host, path: &str) -> Option<&'static Asset> {
    ASSETS
        .iter()
        .find(|asset| belongs(asset, host) && asset.path == path)
}

fn belongs(asset: &Asset, host: Host) -> bool {
    asset.source.starts_with(host.stem())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_page_of_the_survey_needs_less_than_twenty_kilobytes_of_assets() {
        let bytes: usize = ASSETS
            .iter()
            .filter(|asset| belongs(asset, Host::Survey))
            .map(|asset| asset.gzip.len())
            .sum();
        assert!(bytes < 20_000, "{bytes} bytes");
    }

    #[test]
    fn nothing_sent_to_a_respondent_names_the_service() {
        for asset in ASSETS.iter().filter(|asset| belongs(asset, Host::Survey)) {
            let text = String::from_utf8_lossy(asset.plain).to_lowercase();
            for word in ["heard", "victim", "police", "crime", "http://", "https://"] {
                // A name space is no address, and a selector of printed links asks nobody for anything.
                let text = [
                    "http://www.w3.org/2000/svg",
                    "[href^=\"http://\"]",
                    "[href^=\"https://\"]",
                ]
                .iter()
                .fold(text.clone(), |text, harmless| text.replace(harmless, ""));
                assert!(!text.contains(word), "{} holds {word}", asset.source);
            }
        }
    }
}
