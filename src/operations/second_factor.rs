//! The second factor: time-based codes, each step once, and one-use recovery codes.
//!
//! Sources: RFC 6238 (30 seconds, one step of skew either way), sections 4 and 5.2; the key URI format that
//! authenticator apps read (`otpauth://totp/…`).

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use chrono::{DateTime, Utc};
use rand::CryptoRng;
use sha2::{Digest, Sha256};
use totp_rs::{Builder, Totp};
use uuid::Uuid;
use zeroize::Zeroizing;

use super::passwords::letter_groups;
use crate::ballot::SecretKey;

/// Bytes of a secret: as long as the hash of HMAC-SHA1 (RFC 4226, section 4, R6).
const SECRET_BYTES: usize = 20;
const NONCE_BYTES: usize = 24;
/// Recovery codes an account gets.
pub const RECOVERY_CODES: usize = 10;

/// The secret of one account's second factor.
pub struct SecondFactor(Zeroizing<Vec<u8>>);

/// A sealed secret that does not open: another key, another account, or changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a second factor's secret does not open with the staff key of this service")]
pub struct DoesNotOpen;

impl SecondFactor {
    /// A new secret.
    pub fn generate(rng: &mut impl CryptoRng) -> Self {
        let mut bytes = Zeroizing::new(vec![0; SECRET_BYTES]);
        rng.fill_bytes(&mut bytes);
        Self(bytes)
    }

    /// Seals the secret for the row of its account.
    ///
    /// # Errors
    /// Never with a secret of [`SECRET_BYTES`].
    pub fn seal(
        &self,
        key: &SecretKey,
        account: Uuid,
        rng: &mut impl CryptoRng,
    ) -> Result<Vec<u8>, DoesNotOpen> {
        let mut nonce = [0; NONCE_BYTES];
        rng.fill_bytes(&mut nonce);
        let payload = Payload {
            msg: &self.0,
            aad: account.as_bytes(),
        };
        let sealed = XChaCha20Poly1305::new(key.expose().into())
            .encrypt(&XNonce::from(nonce), payload)
            .map_err(|_| DoesNotOpen)?;
        Ok([nonce.as_slice(), &sealed].concat())
    }

    /// Opens the secret of an account.
    ///
    /// # Errors
    /// Another key or account, or changed.
    pub fn open(key: &SecretKey, account: Uuid, sealed: &[u8]) -> Result<Self, DoesNotOpen> {
        let (nonce, sealed) = sealed.split_first_chunk::<NONCE_BYTES>().ok_or(DoesNotOpen)?;
        let payload = Payload {
            msg: sealed,
            aad: account.as_bytes(),
        };
        let secret = XChaCha20Poly1305::new(key.expose().into())
            .decrypt(&XNonce::from(*nonce), payload)
            .map_err(|_| DoesNotOpen)?;
        Ok(Self(Zeroizing::new(secret)))
    }

    /// The time step that `code` belongs to at `now`, one before and one after included.
    pub fn step_of(&self, code: &str, now: DateTime<Utc>) -> Option<i64> {
        let digits: String = code.chars().filter(|c| !c.is_whitespace()).collect();
        let now = u64::try_from(now.timestamp()).ok()?;
        self.totp()
            .check(&digits, now)
            .and_then(|step| i64::try_from(step).ok())
    }

    /// The code at `now`: what an authenticator app would show.
    pub fn code_at(&self, now: DateTime<Utc>) -> String {
        let now = u64::try_from(now.timestamp()).unwrap_or_default();
        self.totp().generate(now).to_string()
    }

    /// The secret in groups of four letters, to be typed into an app.
    pub fn letters(&self) -> String {
        let letters = data_encoding::BASE32_NOPAD.encode(&self.0);
        let groups: Vec<&str> = letters
            .as_bytes()
            .chunks(4)
            .map(|group| std::str::from_utf8(group).unwrap_or_default())
            .collect();
        groups.join(" ")
    }

    /// The address an authenticator app reads from a picture.
    pub fn address(&self, username: &str) -> String {
        let name: String = url::form_urlencoded::byte_serialize(username.as_bytes()).collect();
        let secret = data_encoding::BASE32_NOPAD.encode(&self.0);
        format!("otpauth://totp/Heard:{name}?secret={secret}&issuer=Heard&algorithm=SHA1&digits=6&period=30")
    }

    fn totp(&self) -> Totp {
        Builder::new().with_secret(self.0.to_vec()).build_noncompliant()
    }
}

/// Ten new recovery codes as they are shown once.
pub fn new_recovery_codes(rng: &mut impl CryptoRng) -> Vec<String> {
    (0..RECOVERY_CODES).map(|_| letter_groups(rng, 4, 5)).collect()
}

/// What is kept of a recovery code; case, spaces and hyphens make no difference.
pub fn recovery_hash(code: &str) -> [u8; 32] {
    let letters: String = code
        .chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect();
    Sha256::digest([b"recovery".as_slice(), letters.as_bytes()].concat()).into()
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use rand::SeedableRng;
    use rand::rngs::StdRng;

    use super::*;

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(seconds, 0).expect("a time")
    }

    #[test]
    fn the_codes_are_those_of_rfc_6238() {
        // RFC 6238, appendix B, SHA1: the last six of its eight digits.
        let factor = SecondFactor(Zeroizing::new(b"12345678901234567890".to_vec()));
        for (seconds, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (2_000_000_000, "279037"),
        ] {
            assert_eq!(factor.code_at(at(seconds)), code);
            assert_eq!(factor.step_of(code, at(seconds)), Some(seconds / 30));
        }
    }

    #[test]
    fn one_step_of_skew_is_taken_and_two_are_not() {
        let factor = SecondFactor::generate(&mut StdRng::seed_from_u64(3));
        let now = at(1_700_000_010);
        for (steps, taken) in [(-2, false), (-1, true), (0, true), (1, true), (2, false)] {
            let code = factor.code_at(now + TimeDelta::seconds(30 * steps));
            assert_eq!(factor.step_of(&code, now).is_some(), taken, "{steps} steps");
        }
    }

    #[test]
    fn a_secret_opens_for_its_own_account_only() {
        let mut rng = StdRng::seed_from_u64(4);
        let (key, account) = (SecretKey::generate(&mut rng), Uuid::from_u128(1));
        let factor = SecondFactor::generate(&mut rng);
        let sealed = factor.seal(&key, account, &mut rng).expect("sealed");
        let opened = SecondFactor::open(&key, account, &sealed).expect("opened");
        assert_eq!(opened.letters(), factor.letters());
        assert!(SecondFactor::open(&key, Uuid::from_u128(2), &sealed).is_err());
        assert!(SecondFactor::open(&SecretKey::generate(&mut rng), account, &sealed).is_err());
    }

    #[test]
    fn a_recovery_code_is_known_again_however_it_is_typed() {
        let codes = new_recovery_codes(&mut StdRng::seed_from_u64(5));
        assert_eq!(codes.len(), 10);
        let typed = codes[0].to_uppercase().replace('-', " ");
        assert_eq!(recovery_hash(&codes[0]), recovery_hash(&typed));
        assert_ne!(recovery_hash(&codes[0]), recovery_hash(&codes[1]));
    }
}
