//! A request to be contacted: sealed to the support team's key, in one length, and armoured as plain letters so
//! that it travels through any mail program.

use data_encoding::BASE64;
use rand::CryptoRng;
use uuid::Uuid;
use zeroize::Zeroizing;

use super::hpke_box::{SupportPrivateKey, SupportPublicKey};
use super::padding::{SealError, pad, unpad};

/// Bytes of a request; every one is padded to them.
const REQUEST_BYTES: usize = 8_192;
/// The first line of an armoured request.
const BEGIN: &str = "-----BEGIN SEALED REQUEST-----";
/// The last line.
const END: &str = "-----END SEALED REQUEST-----";
/// Letters of a line in between.
const LINE: usize = 64;

/// Seals a request to the support team.
///
/// # Errors
/// It is longer than eight kilobytes.
pub fn seal_request(
    key: &SupportPublicKey,
    text: &str,
    rng: &mut impl CryptoRng,
) -> Result<Vec<u8>, SealError> {
    key.seal(Uuid::nil(), &pad(text.as_bytes(), REQUEST_BYTES)?, rng)
}

/// Opens a request, as the support team does.
///
/// # Errors
/// It was sealed to another key, or changed.
pub fn open_request(key: &SupportPrivateKey, sealed: &[u8]) -> Result<Zeroizing<String>, SealError> {
    let plain = unpad(&key.open(Uuid::nil(), sealed)?)?;
    let text = std::str::from_utf8(&plain).map_err(|_| SealError::DoesNotOpen)?;
    Ok(Zeroizing::new(text.to_owned()))
}

/// The sealed request as lines of letters.
pub fn armoured(sealed: &[u8]) -> String {
    let letters = BASE64.encode(sealed);
    let mut lines = vec![BEGIN];
    let mut rest = letters.as_str();
    while !rest.is_empty() {
        let (line, after) = rest.split_at(rest.len().min(LINE));
        lines.push(line);
        rest = after;
    }
    lines.push(END);
    lines.join("\n")
}

/// The sealed request in a text that holds it, such as a saved mail: quoted, indented and with any line ends.
pub fn unarmoured(text: &str) -> Option<Vec<u8>> {
    let (_, after) = text.split_once(BEGIN)?;
    let (between, _) = after.split_once(END)?;
    let letters: String = between
        .chars()
        .filter(|letter| !letter.is_whitespace() && *letter != '>')
        .collect();
    BASE64.decode(letters.as_bytes()).ok()
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand::rngs::StdRng;

    use super::*;

    #[test]
    fn only_the_team_opens_a_request_and_its_length_says_nothing() {
        let mut rng = StdRng::seed_from_u64(6);
        let team = SupportPrivateKey::generate(&mut rng);
        let long = "ring after six ".repeat(200);
        let short = seal_request(&team.public(), "x", &mut rng).expect("sealed");
        let sealed = seal_request(&team.public(), &long, &mut rng).expect("sealed");
        assert_eq!(short.len(), sealed.len());
        assert_eq!(*open_request(&team, &sealed).expect("opens"), long);
        let stranger = SupportPrivateKey::generate(&mut rng);
        assert_eq!(open_request(&stranger, &sealed), Err(SealError::DoesNotOpen));
    }

    #[test]
    fn a_request_is_found_in_a_mail_that_was_forwarded() {
        let mut rng = StdRng::seed_from_u64(7);
        let team = SupportPrivateKey::generate(&mut rng);
        let sealed = seal_request(&team.public(), "after six", &mut rng).expect("sealed");
        let armour = armoured(&sealed);
        assert!(armour.lines().all(|line| line.len() <= LINE));
        let quoted: String = armour.lines().map(|line| format!("> {line}\r\n")).collect();
        for text in [format!("Subject: x\n\nHello\n{armour}\nBye"), quoted] {
            assert_eq!(unarmoured(&text).as_deref(), Some(sealed.as_slice()));
        }
        assert_eq!(unarmoured("no such thing"), None);
        assert_eq!(unarmoured(&format!("{BEGIN}\n***\n{END}")), None);
    }
}
