//! Sealing to a public key: HPKE (RFC 9180) in base mode with X25519, HKDF-SHA256 and ChaCha20-Poly1305.
//!
//! The key's purpose is part of its type and of the sealed thing's context, so that an address key
//! never opens a ballot; the place (an epoch, an upload, a cohort) stands in the context as well.

use std::fmt;
use std::marker::PhantomData;

use hpke::kdf::HkdfSha256;
use hpke::kem::X25519HkdfSha256;
use hpke::{Deserializable, Kem, OpModeR, OpModeS, Serializable};
use rand::CryptoRng;
use uuid::Uuid;
use zeroize::Zeroizing;

use super::SecretKey;
use super::chacha::ChaCha20Poly1305;
use super::padding::SealError;

type Suite = X25519HkdfSha256;

const ENCAPSULATED_BYTES: usize = 32;
/// What sealing adds: the encapsulated key and the tag.
pub(super) const OVERHEAD_BYTES: usize = ENCAPSULATED_BYTES + 16;

/// What a key pair is for.
pub trait Purpose {
    /// Goes into the context of everything sealed.
    const LABEL: &'static str;
}

/// Ballots of one epoch.
#[derive(Clone, Copy)]
pub struct OfEpoch;
/// The data keys of one wave's uploads.
#[derive(Clone, Copy)]
pub struct OfContacts;
/// Free text for the people who read it.
#[derive(Clone, Copy)]
pub struct OfBench;

/// What people write who ask to be contacted.
#[derive(Clone, Copy)]
pub struct OfSupport;

impl Purpose for OfEpoch {
    const LABEL: &'static str = "heard/ballot/1";
}
impl Purpose for OfContacts {
    const LABEL: &'static str = "heard/contacts/1";
}
impl Purpose for OfBench {
    const LABEL: &'static str = "heard/comment/1";
}
impl Purpose for OfSupport {
    const LABEL: &'static str = "heard/support/1";
}

/// The public half of an epoch's key pair.
pub type EpochPublicKey = PublicKey<OfEpoch>;
/// The private half of an epoch's key pair: a file of the mixer, never in the database.
pub type EpochPrivateKey = PrivateKey<OfEpoch>;
/// The public half of a wave's contact key pair.
pub type ContactPublicKey = PublicKey<OfContacts>;
/// The private half of a wave's contact key pair: a file of the mailer, destroyed at the close.
pub type ContactPrivateKey = PrivateKey<OfContacts>;
/// The public half of the reading bench's key pair.
pub type BenchPublicKey = PublicKey<OfBench>;
/// The private half of the reading bench's key pair.
pub type BenchPrivateKey = PrivateKey<OfBench>;

/// The public half of the support team's key pair: web seals to it and can open nothing.
pub type SupportPublicKey = PublicKey<OfSupport>;
/// The private half of the support team's key pair, which only the team holds.
pub type SupportPrivateKey = PrivateKey<OfSupport>;

/// An X25519 public key for one purpose.
#[derive(Clone, Copy)]
pub struct PublicKey<P> {
    bytes: [u8; 32],
    purpose: PhantomData<P>,
}

/// An X25519 private key for one purpose. Wiped when dropped, redacted when printed.
#[derive(Clone)]
pub struct PrivateKey<P> {
    bytes: SecretKey,
    purpose: PhantomData<P>,
}

impl<P: Purpose> PublicKey<P> {
    /// The key as it was kept. Whether it is a usable point shows at the first sealing.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self {
            bytes,
            purpose: PhantomData,
        }
    }

    /// The key as a slice from the database.
    ///
    /// # Errors
    /// It has not 32 bytes.
    pub fn from_slice(bytes: &[u8]) -> Result<Self, SealError> {
        let bytes = bytes.try_into().map_err(|_| SealError::DoesNotOpen)?;
        Ok(Self::from_bytes(bytes))
    }

    /// The bytes, which are public.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.bytes
    }

    /// Seals `plain` for `place`; the result is [`OVERHEAD_BYTES`] longer.
    pub(super) fn seal(
        &self,
        place: Uuid,
        plain: &[u8],
        rng: &mut impl CryptoRng,
    ) -> Result<Vec<u8>, SealError> {
        let key = <Suite as Kem>::PublicKey::from_bytes(&self.bytes).map_err(|_| SealError::DoesNotOpen)?;
        let (encapsulated, sealed) = hpke::single_shot_seal_with_rng::<ChaCha20Poly1305, HkdfSha256, Suite>(
            &OpModeS::Base,
            &key,
            &context::<P>(place),
            plain,
            place.as_bytes(),
            rng,
        )
        .map_err(|_| SealError::DoesNotOpen)?;
        let mut whole = encapsulated.to_bytes().to_vec();
        whole.extend_from_slice(&sealed);
        Ok(whole)
    }
}

impl<P: Purpose> PrivateKey<P> {
    /// A new key from `rng`.
    pub fn generate(rng: &mut impl CryptoRng) -> Self {
        Self::from_bytes(*SecretKey::generate(rng).expose())
    }

    /// The key as it was kept in its file. Any 32 bytes are an X25519 key (RFC 7748, section 5).
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self {
            bytes: SecretKey::from_bytes(bytes),
            purpose: PhantomData,
        }
    }

    /// The bytes, for the key's file and nothing else.
    pub fn expose(&self) -> &[u8; 32] {
        self.bytes.expose()
    }

    /// The public half.
    pub fn public(&self) -> PublicKey<P> {
        let public = <Suite as Kem>::sk_to_pk(&self.key());
        let mut bytes = [0; 32];
        bytes.copy_from_slice(&public.to_bytes());
        PublicKey::from_bytes(bytes)
    }

    /// Opens what [`PublicKey::seal`] made for the same `place`.
    pub(super) fn open(&self, place: Uuid, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, SealError> {
        let (encapsulated, sealed) = sealed
            .split_at_checked(ENCAPSULATED_BYTES)
            .ok_or(SealError::DoesNotOpen)?;
        let encapsulated =
            <Suite as Kem>::EncappedKey::from_bytes(encapsulated).map_err(|_| SealError::DoesNotOpen)?;
        hpke::single_shot_open::<ChaCha20Poly1305, HkdfSha256, Suite>(
            &OpModeR::Base,
            &self.key(),
            &encapsulated,
            &context::<P>(place),
            sealed,
            place.as_bytes(),
        )
        .map(Zeroizing::new)
        .map_err(|_| SealError::DoesNotOpen)
    }

    fn key(&self) -> <Suite as Kem>::PrivateKey {
        #[expect(
            clippy::expect_used,
            reason = "any 32 bytes are an X25519 private key (RFC 7748, section 5)"
        )]
        <Suite as Kem>::PrivateKey::from_bytes(self.bytes.expose()).expect("32 bytes are a key")
    }
}

fn context<P: Purpose>(place: Uuid) -> Vec<u8> {
    [P::LABEL.as_bytes(), place.as_bytes()].concat()
}

impl<P: Purpose> fmt::Debug for PublicKey<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "PublicKey({}, {})",
            P::LABEL,
            data_encoding::HEXLOWER.encode(&self.bytes)
        )
    }
}

impl<P: Purpose> fmt::Debug for PrivateKey<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PrivateKey({}, [redacted])", P::LABEL)
    }
}
