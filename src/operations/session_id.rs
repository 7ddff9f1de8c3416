//! The id of a session: random, in the cookie alone; the database has its hash.

use rand::CryptoRng;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

/// The id of a session as it stands in the cookie. `Debug` and the database never show it.
#[derive(Clone)]
pub struct SessionId(Zeroizing<[u8; 32]>);

impl SessionId {
    pub(super) fn generate(rng: &mut impl CryptoRng) -> Self {
        let mut bytes = Zeroizing::new([0; 32]);
        rng.fill_bytes(bytes.as_mut_slice());
        Self(bytes)
    }

    /// The id of a cookie's value, where it is one.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = data_encoding::BASE64URL_NOPAD.decode(text.as_bytes()).ok()?;
        Some(Self(Zeroizing::new(bytes.try_into().ok()?)))
    }

    /// The cookie's value.
    pub fn to_cookie(&self) -> String {
        data_encoding::BASE64URL_NOPAD.encode(self.0.as_slice())
    }

    pub(super) fn hash(&self) -> [u8; 32] {
        Sha256::digest(self.0.as_slice()).into()
    }
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand::rngs::StdRng;

    use super::*;

    #[test]
    fn a_session_id_comes_back_from_its_cookie_and_nothing_else_does() {
        let id = SessionId::generate(&mut StdRng::seed_from_u64(1));
        let again = SessionId::parse(&id.to_cookie()).expect("parsed");
        assert_eq!(again.hash(), id.hash());
        for text in ["", "x", "AAAA", "!!!!"] {
            assert!(SessionId::parse(text).is_none());
        }
    }
}
