//! The key that signs certificates, and its public half, which the anonymity page publishes.

use std::fmt;

use data_encoding::{HEXLOWER, HEXLOWER_PERMISSIVE};
use ring::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};

use crate::ballot::secret::named_key;

named_key! {
    /// Signs certificates. A file of the process that mixes.
    CertificateKey
}

/// The public half of a [`CertificateKey`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct CertificatePublicKey([u8; 32]);

/// A text that is no public key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a public key is 64 hexadecimal digits, as the anonymity page shows them")]
pub struct NoPublicKey;

impl CertificateKey {
    /// The public half.
    pub fn public(&self) -> CertificatePublicKey {
        let mut bytes = [0; 32];
        bytes.copy_from_slice(self.pair().public_key().as_ref());
        CertificatePublicKey(bytes)
    }

    /// The signature of a message (Ed25519; S. Josefsson and I. Liusvaara, RFC 8032, section 5.1.6).
    pub fn sign(&self, message: &[u8]) -> [u8; 64] {
        let mut bytes = [0; 64];
        bytes.copy_from_slice(self.pair().sign(message).as_ref());
        bytes
    }

    #[expect(
        clippy::expect_used,
        reason = "any 32 bytes are a seed (RFC 8032, section 5.1.5)"
    )]
    fn pair(&self) -> Ed25519KeyPair {
        Ed25519KeyPair::from_seed_unchecked(self.expose()).expect("a seed has 32 bytes")
    }
}

impl CertificatePublicKey {
    /// The key as it was kept.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The bytes, for whoever keeps them.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Reads 64 hexadecimal digits; large letters and spaces between them are taken.
    ///
    /// # Errors
    /// It is anything else.
    pub fn parse(text: &str) -> Result<Self, NoPublicKey> {
        let digits: String = text.split_whitespace().collect();
        let bytes = HEXLOWER_PERMISSIVE
            .decode(digits.as_bytes())
            .map_err(|_| NoPublicKey)?;
        Ok(Self(bytes.try_into().map_err(|_| NoPublicKey)?))
    }

    /// Whether the signature is this key's of this message.
    pub fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        UnparsedPublicKey::new(&ED25519, self.0)
            .verify(message, signature)
            .is_ok()
    }
}

impl fmt::Display for CertificatePublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&HEXLOWER.encode(&self.0))
    }
}

impl fmt::Debug for CertificatePublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CertificatePublicKey({self})")
    }
}
