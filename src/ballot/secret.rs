//! Thirty-two secret bytes: wiped when dropped, redacted when printed.

use std::fmt;

use rand::CryptoRng;
use zeroize::{Zeroize, ZeroizeOnDrop};

/// A symmetric key of 256 bits. What it is for, the type around it says.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct SecretKey([u8; 32]);

impl SecretKey {
    /// A new key from `rng`.
    pub fn generate(rng: &mut impl CryptoRng) -> Self {
        let mut bytes = [0; 32];
        rng.fill_bytes(&mut bytes);
        Self(bytes)
    }

    /// The key as it was kept in a file or a cookie.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The bytes, for whoever must write or use them.
    pub fn expose(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretKey([redacted])")
    }
}

/// A newtype over [`SecretKey`] with its constructors.
macro_rules! named_key {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug)]
        pub struct $name(crate::ballot::SecretKey);

        impl $name {
            /// A new key from `rng`.
            pub fn generate(rng: &mut impl rand::CryptoRng) -> Self {
                Self(crate::ballot::SecretKey::generate(rng))
            }

            /// The key as it was kept.
            pub fn from_bytes(bytes: [u8; 32]) -> Self {
                Self(crate::ballot::SecretKey::from_bytes(bytes))
            }

            /// The bytes, for whoever must keep them.
            pub fn expose(&self) -> &[u8; 32] {
                self.0.expose()
            }
        }
    };
}
pub(crate) use named_key;

/// HMAC-SHA256 over the parts, one after the other; every caller's parts have fixed lengths or a label in front.
pub(super) fn hmac_sha256(key: &[u8], parts: &[&[u8]]) -> [u8; 32] {
    use hmac::{Hmac, KeyInit, Mac};
    #[expect(
        clippy::expect_used,
        reason = "HMAC takes a key of any length (RFC 2104, section 2)"
    )]
    let mut mac = Hmac::<sha2::Sha256>::new_from_slice(key).expect("HMAC takes any key length");
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

/// SHA-256 over the parts, one after the other.
pub(super) fn sha256(parts: &[&[u8]]) -> [u8; 32] {
    use sha2::Digest;
    let mut hash = sha2::Sha256::new();
    for part in parts {
        hash.update(part);
    }
    hash.finalize().into()
}
