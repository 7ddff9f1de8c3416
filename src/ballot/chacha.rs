//! ChaCha20-Poly1305 (RFC 8439) by ring, in the shape that HPKE asks for.
//!
//! The bytes are those of any other implementation; a test compares them. ring's arithmetic comes
//! compiled, so that a build without optimisation, in which demonstration and tests run, seals a
//! ballot in a fraction of a millisecond instead of several.

use chacha20poly1305::aead::common::typenum::{U12, U16, U32};
use chacha20poly1305::aead::inout::InOutBuf;
use chacha20poly1305::aead::{self, AeadCore, AeadInOut, KeyInit, KeySizeUser, Nonce, Tag, TagPosition};
use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, UnboundKey};

/// The third of RFC 9180's algorithms (section 7.3).
pub(super) struct ChaCha20Poly1305;

impl hpke::aead::Aead for ChaCha20Poly1305 {
    type AeadImpl = Cipher;
    const AEAD_ID: u16 = 0x0003;
}

/// The cipher with its key.
#[derive(Clone)]
pub(super) struct Cipher(LessSafeKey);

impl Cipher {
    /// The cipher with this key.
    pub(super) fn with_key(key: &[u8; 32]) -> Self {
        #[expect(
            clippy::expect_used,
            reason = "the algorithm takes keys of 32 bytes and this one has as many"
        )]
        let key = UnboundKey::new(&CHACHA20_POLY1305, key).expect("32 bytes are a key");
        Self(LessSafeKey::new(key))
    }
}

impl KeySizeUser for Cipher {
    type KeySize = U32;
}

impl KeyInit for Cipher {
    fn new(key: &aead::Key<Self>) -> Self {
        Self::with_key(&(*key).into())
    }
}

impl AeadCore for Cipher {
    type NonceSize = U12;
    type TagSize = U16;
    const TAG_POSITION: TagPosition = TagPosition::Postfix;
}

impl AeadInOut for Cipher {
    fn encrypt_inout_detached(
        &self,
        nonce: &Nonce<Self>,
        associated_data: &[u8],
        buffer: InOutBuf<'_, '_, u8>,
    ) -> aead::Result<Tag<Self>> {
        let nonce = ring::aead::Nonce::assume_unique_for_key((*nonce).into());
        let text = buffer.into_out_with_copied_in();
        let tag = self
            .0
            .seal_in_place_separate_tag(nonce, Aad::from(associated_data), text)
            .map_err(|_| aead::Error)?;
        Tag::<Self>::try_from(tag.as_ref()).map_err(|_| aead::Error)
    }

    fn decrypt_inout_detached(
        &self,
        nonce: &Nonce<Self>,
        associated_data: &[u8],
        buffer: InOutBuf<'_, '_, u8>,
        tag: &Tag<Self>,
    ) -> aead::Result<()> {
        let nonce = ring::aead::Nonce::assume_unique_for_key((*nonce).into());
        let tag = tag.as_slice().try_into().map_err(|_| aead::Error)?;
        let text = buffer.into_out_with_copied_in();
        self.0
            .open_in_place_separate_tag(nonce, Aad::from(associated_data), tag, text, 0..)
            .map(drop)
            .map_err(|_| aead::Error)
    }
}

#[cfg(test)]
mod tests {
    use chacha20poly1305::aead::{Aead, Payload};

    use super::*;

    #[test]
    fn the_bytes_are_those_of_another_implementation() {
        let (key, nonce) = ([7; 32], [9; 12]);
        let ours = Cipher::with_key(&key);
        let theirs = chacha20poly1305::ChaCha20Poly1305::new(&key.into());
        for length in [0, 1, 63, 64, 65, 16_388] {
            let payload = || Payload {
                msg: &[3; 16_388][..length],
                aad: b"an epoch",
            };
            let sealed = ours.encrypt(&nonce.into(), payload()).expect("sealed");
            let expected = theirs.encrypt(&nonce.into(), payload()).expect("sealed");
            assert_eq!(sealed, expected, "{length}");
            let to_open = Payload {
                msg: &sealed,
                aad: b"an epoch",
            };
            let opened = ours.decrypt(&nonce.into(), to_open).expect("opens");
            assert_eq!(opened, payload().msg);
            let elsewhere = Payload {
                msg: &sealed,
                aad: b"another epoch",
            };
            assert!(ours.decrypt(&nonce.into(), elsewhere).is_err());
        }
    }
}
