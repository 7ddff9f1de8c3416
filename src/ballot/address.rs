//! Addresses: sealed under a key of their upload, which is sealed to the wave's contact key; and
//! what survives of somebody who never wants to be written to again.

use std::fmt;

use rand::CryptoRng;
use secrecy::{ExposeSecret, SecretString};
use uuid::Uuid;
use zeroize::Zeroizing;

use super::draft::{open_with, seal_with};
use super::hpke_box::{ContactPrivateKey, ContactPublicKey};
use super::padding::{SealError, pad, unpad};
use super::secret::{hmac_sha256, named_key};

/// Bytes of the longest address: 254 (RFC 5321, section 4.5.3.1.3, less the angle brackets).
pub const ADDRESS_BYTES: usize = 254;

named_key! {
    /// The key of one upload's addresses: random, kept only sealed to the wave's contact key.
    DataKey
}

named_key! {
    /// The key of the opt-out tags, outside the database.
    OptOutKey
}

impl DataKey {
    /// Seals the address of `contact`; all sealed addresses have one length.
    ///
    /// # Errors
    /// The address is longer than [`ADDRESS_BYTES`].
    pub fn seal_address(
        &self,
        contact: Uuid,
        address: &str,
        rng: &mut impl CryptoRng,
    ) -> Result<Vec<u8>, SealError> {
        let padded = pad(address.as_bytes(), ADDRESS_BYTES)?;
        seal_with(self.expose(), contact, &padded, rng)
    }

    /// Opens the address of `contact`.
    ///
    /// # Errors
    /// Another upload's key, another contact, or changed.
    pub fn open_address(&self, contact: Uuid, sealed: &[u8]) -> Result<SecretString, SealError> {
        let plain = unpad(&open_with(self.expose(), contact, sealed)?)?;
        let address = std::str::from_utf8(&plain).map_err(|_| SealError::DoesNotOpen)?;
        Ok(SecretString::from(address))
    }

    /// Seals this key to the wave's contact key, bound to `upload`.
    ///
    /// # Errors
    /// The contact key is no usable key.
    pub fn seal_for(
        &self,
        key: &ContactPublicKey,
        upload: Uuid,
        rng: &mut impl CryptoRng,
    ) -> Result<Vec<u8>, SealError> {
        key.seal(upload, self.expose(), rng)
    }

    /// Opens the data key of `upload`.
    ///
    /// # Errors
    /// Another wave's key, another upload, or changed.
    pub fn open_sealed(key: &ContactPrivateKey, upload: Uuid, sealed: &[u8]) -> Result<Self, SealError> {
        let plain = key.open(upload, sealed)?;
        let bytes = plain.as_slice().try_into().map_err(|_| SealError::DoesNotOpen)?;
        Ok(Self::from_bytes(bytes))
    }
}

/// `HMAC(key, address)`: known again when the same address is uploaded, and otherwise says nothing.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OptOutTag([u8; 32]);

impl OptOutTag {
    /// The bytes, for the database.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Debug for OptOutTag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OptOutTag([redacted])")
    }
}

impl OptOutKey {
    /// The tag of an address; spaces around it and the case of its letters make no difference.
    pub fn tag(&self, address: &SecretString) -> OptOutTag {
        OptOutTag(hmac_sha256(
            self.expose(),
            &[b"opt-out", as_known(address).as_bytes()],
        ))
    }
}

/// The spelling by which an address is known again.
pub(super) fn as_known(address: &SecretString) -> Zeroizing<String> {
    Zeroizing::new(address.expose_secret().trim().to_lowercase())
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand::rngs::StdRng;

    use super::*;

    #[test]
    fn an_address_opens_for_its_own_contact_through_its_own_upload_only() {
        let mut rng = StdRng::seed_from_u64(8);
        let contact_key = ContactPrivateKey::generate(&mut rng);
        let data_key = DataKey::generate(&mut rng);
        let (upload, contact) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let sealed_key = data_key
            .seal_for(&contact_key.public(), upload, &mut rng)
            .expect("sealed");
        let sealed = data_key
            .seal_address(contact, "mary@example.org", &mut rng)
            .expect("sealed");
        let opened = DataKey::open_sealed(&contact_key, upload, &sealed_key).expect("opens");
        let address = opened.open_address(contact, &sealed).expect("opens");
        assert_eq!(address.expose_secret(), "mary@example.org");
        assert!(opened.open_address(Uuid::from_u128(3), &sealed).is_err());
        assert!(DataKey::open_sealed(&contact_key, Uuid::from_u128(9), &sealed_key).is_err());
        assert!(!format!("{address:?}{opened:?}").contains("mary"));
    }

    #[test]
    fn a_short_and_the_longest_address_have_one_sealed_length() {
        let mut rng = StdRng::seed_from_u64(9);
        let key = DataKey::generate(&mut rng);
        let seal =
            |address: &str, rng: &mut StdRng| key.seal_address(Uuid::nil(), address, rng).map(|s| s.len());
        assert_eq!(seal("a@b.uk", &mut rng), seal(&"x".repeat(254), &mut rng));
        assert!(seal(&"x".repeat(255), &mut rng).is_err());
    }

    #[test]
    fn an_opt_out_is_known_again_however_the_address_is_spelled() {
        let key = OptOutKey::from_bytes([3; 32]);
        let tag = |address: &str| key.tag(&SecretString::from(address));
        assert_eq!(tag("Mary@Example.org"), tag(" mary@example.org "));
        assert_ne!(tag("mary@example.org"), tag("john@example.org"));
        let other = OptOutKey::from_bytes([4; 32]);
        let elsewhere = other.tag(&SecretString::from("mary@example.org"));
        assert_ne!(tag("mary@example.org"), elsewhere);
    }
}
