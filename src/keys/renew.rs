//! Putting a new key in the place of an old one: on purpose, or because the old one is lost or was seen by others.

use std::path::Path;

use rand::CryptoRng;

use super::lay_out::Process;
use super::{KeyDir, KeyError, lay_out, mixer, support, web};

/// The keys that can be renewed. The others must stay: `opt-out.key` knows again who must not be written to,
/// `cell-key.key` gives the same people the same number in every edition, `staff.key` opens second factors; those of
/// waves, epochs and months are made and destroyed with them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Renewable {
    /// Of the sittings' cookies.
    Cookie,
    /// Of return codes.
    Pepper,
    /// Of cards.
    Card,
    /// Of what signs certificates.
    Certificate,
    /// Of the support team.
    Support,
    /// Of the reading bench.
    Bench,
}

/// Destroys the key of `which` below `root` and makes a new one; returns what was made. Private halves that old
/// requests and comments are sealed to are kept under a number, beside the new one.
///
/// # Errors
/// The system refuses, or a folder can be read by others.
pub fn renew(root: &Path, which: Renewable, rng: &mut impl CryptoRng) -> Result<Vec<String>, KeyError> {
    let folder = |process: Process| KeyDir::open(&root.join(process.folder()));
    match which {
        Renewable::Cookie => folder(Process::Web)?.destroy(web::COOKIE)?,
        Renewable::Pepper => folder(Process::Web)?.destroy(web::PEPPER)?,
        Renewable::Card => folder(Process::Web)?.destroy(web::CARD)?,
        Renewable::Certificate => {
            folder(Process::Mixer)?.destroy(mixer::CERTIFICATE)?;
            folder(Process::Web)?.destroy(web::CERTIFICATE_PUBLIC)?;
        }
        Renewable::Support => {
            set_aside(&root.join(Process::Support.folder()), support::PRIVATE)?;
            folder(Process::Web)?.destroy(web::SUPPORT_PUBLIC)?;
        }
        Renewable::Bench => {
            set_aside(&root.join(Process::Bench.folder()), mixer::BENCH_PRIVATE)?;
            folder(Process::Mixer)?.destroy(mixer::BENCH_PUBLIC)?;
        }
    }
    lay_out(root, rng)
}

/// Renames a private half to the first free number, where its folder is still here.
fn set_aside(folder: &Path, name: &str) -> Result<(), KeyError> {
    if !folder.exists() {
        return Ok(());
    }
    let folder = KeyDir::open(folder)?;
    if !folder.has(name) {
        return Ok(());
    }
    let stem = name.trim_end_matches(".key");
    let free = (1..u32::MAX)
        .map(|number| format!("{stem}.{number}.key"))
        .find(|name| !folder.has(name));
    folder.rename(name, &free.unwrap_or_else(|| format!("{stem}.old.key")))
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand::rngs::StdRng;

    use super::super::{BenchKeys, MixerKeys, SupportKeys, WebKeys};
    use super::*;

    #[test]
    fn a_renewed_key_is_another_one_and_its_partner_follows_it() {
        let outer = tempfile::tempdir().expect("a folder");
        let root = outer.path().join("keys");
        let mut rng = StdRng::seed_from_u64(9);
        lay_out(&root, &mut rng).expect("made");
        let web = || WebKeys::load(&root.join("web")).expect("web's keys");
        let mixer = || MixerKeys::open(&root.join("mixer")).expect("the mixer's keys");
        let (before, mixed_before) = (web(), mixer());
        for (which, made) in [
            (Renewable::Cookie, 1),
            (Renewable::Pepper, 1),
            (Renewable::Card, 1),
            (Renewable::Certificate, 2),
            (Renewable::Support, 2),
            (Renewable::Bench, 2),
        ] {
            assert_eq!(
                renew(&root, which, &mut rng).expect("renewed").len(),
                made,
                "{which:?}"
            );
        }
        let (after, mixed_after) = (web(), mixer());
        assert_ne!(before.cookie.expose(), after.cookie.expose());
        assert_ne!(before.card.expose(), after.card.expose());
        assert_ne!(before.pepper.expose(), after.pepper.expose());
        assert_eq!(before.opt_out.expose(), after.opt_out.expose());
        assert_eq!(mixed_before.cell_key.expose(), mixed_after.cell_key.expose());
        assert_ne!(before.certificates, after.certificates);
        assert_eq!(mixed_after.certificates.public(), after.certificates);
        let bench = BenchKeys::load(&root.join("bench")).expect("the bench's key");
        assert_eq!(mixed_after.bench.as_bytes(), bench.private.public().as_bytes());
        let team = SupportKeys::load(&root.join("support")).expect("the team's key");
        assert_eq!(team.private.public().as_bytes(), after.support.as_bytes());
        for old in ["bench/reading-bench.1.key", "support/support-team.1.key"] {
            assert!(
                root.join(old).exists(),
                "{old} still opens what was sealed before"
            );
        }
    }
}
