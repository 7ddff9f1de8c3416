//! The sitting: what the respondent's cookie carries from one page to the next, and for how long.
//!
//! The cookie is the only place where the link secret, the draft's id and the draft's key stand
//! together, sealed with XChaCha20-Poly1305 under the web process's cookie key; it is never stored
//! on the server. Answers are not here: they lie in the draft, which only this cookie opens.

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use chrono::{DateTime, Duration, Utc};
use data_encoding::BASE64URL_NOPAD;
use rand::CryptoRng;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::journey::Place;
use crate::survey::response::Mode;

/// Bound into every seal, so that a sealed value of another kind never opens as a sitting.
const SEAL_LABEL: &[u8] = b"heard sitting 1";
const NONCE_BYTES: usize = 24;

/// Who may pick up the device, as far as the respondent told us; decides how long a sitting waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Device {
    /// Nobody else uses it.
    Own,
    /// Somebody else might, or she has not said.
    Shared,
}

impl Device {
    /// How long a sitting on this device may stay untouched.
    pub fn idle_limit(self) -> Duration {
        match self {
            Device::Own => Duration::hours(20),
            Device::Shared => Duration::minutes(30),
        }
    }
}

/// The draft this sitting writes to, with the key that exists nowhere else.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftHandle {
    /// Its row.
    pub id: Uuid,
    /// Opens its body.
    pub key: [u8; 32],
}

/// Someone is answering: everything the next request needs.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sitting {
    /// The link secret.
    pub link: [u8; 16],
    /// None until the first thing is to be kept.
    pub draft: Option<DraftHandle>,
    /// Stands in every form of this sitting, so that no other page can post into it.
    pub nonce: String,
    /// The short name of the wording set she chose.
    #[serde(default)]
    pub language: String,
    /// The page that is shown next.
    pub place: Place,
    /// The page that was left for a change, by the name of its button on the list: the list is shown at
    /// that place again.
    #[serde(default)]
    pub left: Option<String>,
    /// Whose device this is.
    pub device: Device,
    /// Who fills in the pages, and what began the sitting.
    #[serde(default)]
    pub mode: Mode,
    /// When the sitting was last used.
    pub last_seen: DateTime<Utc>,
}

/// What a cookie may hold.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Pass {
    /// A sitting under way.
    Answering(Sitting),
    /// This sitting has sent its answers. Link and key are gone, so the thank-you leads nowhere.
    Sent {
        /// When the sitting was last used.
        last_seen: DateTime<Utc>,
        /// The language of its thank-you.
        #[serde(default)]
        language: String,
    },
}

impl Pass {
    /// The language of the sitting's pages.
    pub fn language(&self) -> &str {
        match self {
            Pass::Answering(sitting) => &sitting.language,
            Pass::Sent { language, .. } => language,
        }
    }

    /// Whether the sitting has lain untouched for longer than its device allows.
    pub fn has_lapsed(&self, now: DateTime<Utc>) -> bool {
        match self {
            Pass::Answering(sitting) => now - sitting.last_seen > sitting.device.idle_limit(),
            Pass::Sent { last_seen, .. } => now - *last_seen > Device::Shared.idle_limit(),
        }
    }
}

/// A fresh sitting for this link, at its first page.
pub fn begin(link: [u8; 16], language: &str, now: DateTime<Utc>, rng: &mut impl CryptoRng) -> Sitting {
    let mut nonce = [0_u8; 16];
    rng.fill_bytes(&mut nonce);
    Sitting {
        link,
        nonce: BASE64URL_NOPAD.encode(&nonce),
        draft: None,
        language: language.to_owned(),
        place: Place::Leaving,
        left: None,
        device: Device::Shared,
        mode: Mode::Online,
        last_seen: now,
    }
}

/// Seals and opens the cookie's value.
pub struct CookieSeal {
    cipher: XChaCha20Poly1305,
}

impl CookieSeal {
    /// A seal under the web process's cookie key.
    pub fn new(key: &[u8; 32]) -> Self {
        CookieSeal {
            cipher: XChaCha20Poly1305::new(key.into()),
        }
    }

    /// The cookie's value: letters that are safe in a header. None only if the text could not be
    /// sealed, which leaves the respondent without a sitting rather than with an open one.
    pub fn seal(&self, pass: &Pass, rng: &mut impl CryptoRng) -> Option<String> {
        let plain = serde_json::to_vec(pass).ok()?;
        self.seal_bytes(SEAL_LABEL, &plain, rng)
    }

    /// What the value holds; None for anything this key did not seal.
    pub fn open(&self, value: &str) -> Option<Pass> {
        serde_json::from_slice(&self.open_bytes(SEAL_LABEL, value)?).ok()
    }

    /// Seals other short values of the web process under a label of their own.
    pub(super) fn seal_bytes(&self, label: &[u8], plain: &[u8], rng: &mut impl CryptoRng) -> Option<String> {
        let mut nonce = [0_u8; NONCE_BYTES];
        rng.fill_bytes(&mut nonce);
        let payload = Payload {
            msg: plain,
            aad: label,
        };
        let sealed = self.cipher.encrypt(&XNonce::from(nonce), payload).ok()?;
        Some(BASE64URL_NOPAD.encode(&[nonce.as_slice(), &sealed].concat()))
    }

    /// The opposite of [`Self::seal_bytes`].
    pub(super) fn open_bytes(&self, label: &[u8], value: &str) -> Option<Vec<u8>> {
        let bytes = BASE64URL_NOPAD.decode(value.as_bytes()).ok()?;
        let (nonce, sealed) = bytes.split_first_chunk::<NONCE_BYTES>()?;
        let payload = Payload {
            msg: sealed,
            aad: label,
        };
        self.cipher.decrypt(&XNonce::from(*nonce), payload).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::SeedableRng;

    fn noon() -> DateTime<Utc> {
        DateTime::from_timestamp(1_790_000_000, 0).unwrap()
    }

    fn seal() -> CookieSeal {
        CookieSeal::new(&[7; 32])
    }

    fn sent() -> Pass {
        Pass::Sent {
            last_seen: noon(),
            language: "en".to_owned(),
        }
    }

    fn rng() -> rand::rngs::StdRng {
        rand::rngs::StdRng::seed_from_u64(1)
    }

    #[test]
    fn a_sealed_sitting_opens_to_what_it_was() {
        let pass = Pass::Answering(begin([1; 16], "en", noon(), &mut rng()));
        let value = seal().seal(&pass, &mut rng()).unwrap();
        assert!(seal().open(&value) == Some(pass));
    }

    #[test]
    fn a_changed_letter_opens_nothing() {
        let pass = sent();
        let value = seal().seal(&pass, &mut rng()).unwrap();
        for at in [0, 30, value.len() - 2] {
            let mut changed = value.clone().into_bytes();
            changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
            assert!(seal().open(&String::from_utf8(changed).unwrap()).is_none());
        }
        assert!(seal().open("").is_none());
        assert!(seal().open("not a cookie of ours; é").is_none());
    }

    #[test]
    fn another_key_or_another_label_opens_nothing() {
        let pass = sent();
        let value = seal().seal(&pass, &mut rng()).unwrap();
        assert!(CookieSeal::new(&[8; 32]).open(&value).is_none());
        assert!(seal().open_bytes(b"heard start 1", &value).is_none());
    }

    #[test]
    fn a_sitting_waits_half_an_hour_or_twenty_hours() {
        let mut sitting = begin([1; 16], "en", noon(), &mut rng());
        let after = |minutes| noon() + Duration::minutes(minutes);
        assert!(!Pass::Answering(sitting.clone()).has_lapsed(after(30)));
        assert!(Pass::Answering(sitting.clone()).has_lapsed(after(31)));
        sitting.device = Device::Own;
        assert!(!Pass::Answering(sitting.clone()).has_lapsed(after(20 * 60)));
        assert!(Pass::Answering(sitting).has_lapsed(after(20 * 60 + 1)));
    }
}
