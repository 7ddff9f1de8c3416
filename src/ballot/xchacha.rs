//! XChaCha20-Poly1305: ChaCha20-Poly1305 with a nonce long enough to be drawn at random.
//!
//! draft-irtf-cfrg-xchacha-03, section 2: the first 16 bytes of the nonce and the key give a subkey by
//! HChaCha20; under it the last 8 bytes, behind four zeros, are the nonce of RFC 8439.

use chacha20poly1305::aead::{Aead, Payload};
use zeroize::Zeroizing;

use super::chacha::Cipher;
use super::padding::SealError;

/// Seals `plain`; the result is 16 bytes longer.
pub(super) fn seal(key: &[u8; 32], nonce: &[u8; 24], aad: &[u8], plain: &[u8]) -> Result<Vec<u8>, SealError> {
    let (cipher, nonce) = derived(key, nonce);
    cipher
        .encrypt(&nonce.into(), Payload { msg: plain, aad })
        .map_err(|_| SealError::DoesNotOpen)
}

/// Opens what [`seal`] made, in memory that is wiped when dropped.
pub(super) fn open(
    key: &[u8; 32],
    nonce: &[u8; 24],
    aad: &[u8],
    sealed: &[u8],
) -> Result<Zeroizing<Vec<u8>>, SealError> {
    let (cipher, nonce) = derived(key, nonce);
    cipher
        .decrypt(&nonce.into(), Payload { msg: sealed, aad })
        .map(Zeroizing::new)
        .map_err(|_| SealError::DoesNotOpen)
}

fn derived(key: &[u8; 32], nonce: &[u8; 24]) -> (Cipher, [u8; 12]) {
    let (mut first, mut last) = ([0; 16], [0; 12]);
    first.copy_from_slice(&nonce[..16]);
    last[4..].copy_from_slice(&nonce[16..]);
    let subkey: Zeroizing<[u8; 32]> =
        Zeroizing::new(chacha20::hchacha::<chacha20::R20>(&(*key).into(), &first.into()).into());
    (Cipher::with_key(&subkey), last)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The draft's own example, appendix A.3.1.
    #[test]
    fn the_cipher_gives_the_published_tag() {
        let key: [u8; 32] = core::array::from_fn(|i| 0x80 + u8::try_from(i).expect("small"));
        let nonce: [u8; 24] = core::array::from_fn(|i| 0x40 + u8::try_from(i).expect("small"));
        let aad = [
            0x50, 0x51, 0x52, 0x53, 0xc0, 0xc1, 0xc2, 0xc3, 0xc4, 0xc5, 0xc6, 0xc7,
        ];
        let plain = b"Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, sunscreen would be it.";
        let sealed = seal(&key, &nonce, &aad, plain).expect("sealed");
        assert_eq!(
            data_encoding::HEXLOWER.encode(&sealed[plain.len()..]),
            "c0875924c1c7987947deafd8780acf49"
        );
        assert_eq!(*open(&key, &nonce, &aad, &sealed).expect("opens"), plain);
    }
}
