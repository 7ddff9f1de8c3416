//! Drafts: the answers so far, sealed under a random key that lives only in the respondent's cookie.

use std::fmt;

use rand::CryptoRng;
use uuid::Uuid;
use zeroize::Zeroizing;

use super::LinkSecret;
use super::padding::{SealError, pad, unpad};
use super::secret::{hmac_sha256, named_key};
use super::xchacha;

/// Bytes of content one draft holds: a ballot's worth on the path and as much again off it.
pub const DRAFT_BYTES: usize = 2 * super::BALLOT_BYTES;

const NONCE_BYTES: usize = 24;
/// A wrapped draft key: nonce, 32 bytes, tag.
const WRAPPED_KEY_BYTES: usize = NONCE_BYTES + 32 + 16;

named_key! {
    /// The key of one draft; it lives in the respondent's cookie and nowhere else.
    DraftKey
}

named_key! {
    /// A secret of the web process outside the database, mixed into what the drafts table is searched by.
    Pepper
}

/// `HMAC(pepper, t)`: counts the drafts of a link without naming it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct LinkTag([u8; 32]);

impl LinkTag {
    /// The bytes, for the database.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Debug for LinkTag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LinkTag([redacted])")
    }
}

impl Pepper {
    /// The tag under which the drafts of `link` are counted.
    pub fn link_tag(&self, link: &LinkSecret) -> LinkTag {
        LinkTag(hmac_sha256(self.expose(), &[b"draft", link.expose()]))
    }
}

/// Seals the answers so far; the result has one length and opens only as draft `id`.
///
/// # Errors
/// The content passes [`DRAFT_BYTES`].
pub fn seal_draft(
    key: &DraftKey,
    id: Uuid,
    plain: &[u8],
    rng: &mut impl CryptoRng,
) -> Result<Vec<u8>, SealError> {
    seal_with(key.expose(), id, &pad(plain, DRAFT_BYTES)?, rng)
}

/// Opens draft `id`, in memory that is wiped when dropped.
///
/// # Errors
/// Another key, another draft, or changed.
pub fn open_draft(key: &DraftKey, id: Uuid, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, SealError> {
    unpad(&open_with(key.expose(), id, sealed)?)
}

/// The nonce that a sealed draft begins with: no two seals share one, so it tells two bodies of a draft apart.
pub fn nonce_of_draft(sealed: &[u8]) -> &[u8] {
    &sealed[..sealed.len().min(NONCE_BYTES)]
}

/// What stands in `wrapped_key` where there is no return code: noise that looks like a wrapped key.
pub fn noise_for_wrapped_key(rng: &mut impl CryptoRng) -> Vec<u8> {
    let mut noise = vec![0; WRAPPED_KEY_BYTES];
    rng.fill_bytes(&mut noise);
    noise
}

/// XChaCha20-Poly1305 with a random nonce in front and the row's id as associated data.
pub(super) fn seal_with(
    key: &[u8; 32],
    row: Uuid,
    plain: &[u8],
    rng: &mut impl CryptoRng,
) -> Result<Vec<u8>, SealError> {
    let mut nonce = [0; NONCE_BYTES];
    rng.fill_bytes(&mut nonce);
    let sealed = xchacha::seal(key, &nonce, row.as_bytes(), plain)?;
    Ok([nonce.as_slice(), &sealed].concat())
}

/// Opens what [`seal_with`] made for the same row.
pub(super) fn open_with(key: &[u8; 32], row: Uuid, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, SealError> {
    let (nonce, sealed) = sealed
        .split_first_chunk::<NONCE_BYTES>()
        .ok_or(SealError::DoesNotOpen)?;
    xchacha::open(key, nonce, row.as_bytes(), sealed)
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand::rngs::StdRng;

    use super::*;

    #[test]
    fn a_draft_opens_with_its_own_key_as_its_own_row_only() {
        let mut rng = StdRng::seed_from_u64(6);
        let key = DraftKey::generate(&mut rng);
        let id = Uuid::from_u128(1);
        let sealed = seal_draft(&key, id, b"so far", &mut rng).expect("sealed");
        assert_eq!(*open_draft(&key, id, &sealed).expect("opens"), b"so far");
        assert!(open_draft(&key, Uuid::from_u128(2), &sealed).is_err());
        let other = DraftKey::generate(&mut rng);
        assert!(open_draft(&other, id, &sealed).is_err());
    }

    #[test]
    fn every_draft_has_one_length_and_no_two_seals_are_alike() {
        let mut rng = StdRng::seed_from_u64(7);
        let key = DraftKey::generate(&mut rng);
        let one = seal_draft(&key, Uuid::nil(), b"", &mut rng).expect("sealed");
        let two = seal_draft(&key, Uuid::nil(), &[1; DRAFT_BYTES], &mut rng).expect("sealed");
        assert_eq!(one.len(), two.len());
        let again = seal_draft(&key, Uuid::nil(), b"", &mut rng).expect("sealed");
        assert_ne!(one, again);
    }
}
