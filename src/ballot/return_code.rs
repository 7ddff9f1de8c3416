//! Return codes: four words with which a draft is found again from another device, together with its link.
//!
//! The words are our own list (`return_words.txt`: 1,024 everyday words, made for this project), so a code
//! has 40 bits. No two words of the list differ by one letter only: a slip of the pen gives a word that is
//! none of ours, which is told at once and counts as no try.
//!
//! A code is never kept. It is stretched (argon2id, by whoever holds the hasher) and then gives two things:
//! what the row is found by, and the key that the draft's own key is wrapped under (RFC 5869, section 2).
//! Both need the link and the pepper, which is no part of the database.

use std::fmt;
use std::sync::LazyLock;

use hkdf::Hkdf;
use rand::CryptoRng;
use sha2::Sha256;
use uuid::Uuid;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use super::draft::{open_with, seal_with};
use super::secret::hmac_sha256;
use super::{DraftKey, LinkSecret, Pepper, SealError};

const WORDS_OF_A_CODE: usize = 4;
/// Two bytes of chance give a word without leaning towards any: 1,024 divides 65,536.
const WORDS: usize = 1_024;

static LIST: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    include_str!("return_words.txt")
        .split_ascii_whitespace()
        .collect()
});

/// Four words of the list. Wiped when dropped, redacted when printed.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct ReturnCode(String);

/// What was typed is no return code: too few words, too many, or one that is not on the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a return code is four words, written as they were shown")]
pub struct NoReturnCode;

impl ReturnCode {
    /// A new code from `rng`.
    pub fn generate(rng: &mut impl CryptoRng) -> Self {
        let mut bytes = Zeroizing::new([0; 2 * WORDS_OF_A_CODE]);
        rng.fill_bytes(bytes.as_mut_slice());
        let word = |pair: &[u8]| {
            let number = usize::from(u16::from_be_bytes([pair[0], pair[1]]));
            LIST[number % WORDS]
        };
        let words: Vec<&str> = bytes.chunks_exact(2).map(word).collect();
        Self(words.join(" "))
    }

    /// Reads a code as people write it: in either case, with anything but letters between the words.
    ///
    /// # Errors
    /// It is no code, without saying which word was wrong.
    pub fn parse(typed: &str) -> Result<Self, NoReturnCode> {
        let typed = Zeroizing::new(typed.to_lowercase());
        let words: Vec<&str> = typed
            .split(|c: char| !c.is_alphabetic())
            .filter(|word| !word.is_empty())
            .collect();
        let known = words.len() == WORDS_OF_A_CODE && words.iter().all(|word| LIST.contains(word));
        known.then(|| Self(words.join(" "))).ok_or(NoReturnCode)
    }

    /// The words, for the one page that shows them and for the hasher.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for ReturnCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ReturnCode([redacted])")
    }
}

/// What a draft is found by: `HMAC(pepper, t ‖ stretched code)`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct FoundBy([u8; 32]);

impl FoundBy {
    /// The bytes, for the database.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Debug for FoundBy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FoundBy([redacted])")
    }
}

/// What a code and its link give together.
#[derive(Debug)]
pub struct ReturnKey {
    /// Finds the draft.
    pub found_by: FoundBy,
    wrapping: super::SecretKey,
}

impl Pepper {
    /// The salt under which the codes of `link` are stretched: nobody without the pepper can begin to guess.
    pub fn return_salt(&self, link: &LinkSecret) -> [u8; 16] {
        let whole = hmac_sha256(self.expose(), &[b"return salt", link.expose()]);
        let mut salt = [0; 16];
        salt.copy_from_slice(&whole[..16]);
        salt
    }

    /// What the stretched code gives for `link`. Finding costs a guesser as much as opening does.
    pub fn return_key(&self, link: &LinkSecret, stretched: &[u8; 32]) -> ReturnKey {
        let parts: [&[u8]; 3] = [b"return", link.expose(), stretched];
        let mut wrapping = Zeroizing::new([0; 32]);
        let material = Zeroizing::new([stretched.as_slice(), link.expose()].concat());
        #[expect(
            clippy::expect_used,
            reason = "32 bytes are within HKDF's limit of 255 blocks (RFC 5869, section 2.3)"
        )]
        Hkdf::<Sha256>::new(Some(self.expose()), &material)
            .expand(b"heard draft key", wrapping.as_mut_slice())
            .expect("32 bytes");
        ReturnKey {
            found_by: FoundBy(hmac_sha256(self.expose(), &parts)),
            wrapping: super::SecretKey::from_bytes(*wrapping),
        }
    }
}

impl ReturnKey {
    /// The key of draft `id`, wrapped: as long as the noise that stands where there is no code.
    ///
    /// # Errors
    /// The cipher refused.
    pub fn wrap(&self, id: Uuid, key: &DraftKey, rng: &mut impl CryptoRng) -> Result<Vec<u8>, SealError> {
        seal_with(self.wrapping.expose(), id, key.expose(), rng)
    }

    /// The key of draft `id`.
    ///
    /// # Errors
    /// It was wrapped for another code, link or draft.
    pub fn unwrap(&self, id: Uuid, wrapped: &[u8]) -> Result<DraftKey, SealError> {
        let plain = open_with(self.wrapping.expose(), id, wrapped)?;
        let bytes = plain.as_slice().try_into().map_err(|_| SealError::DoesNotOpen)?;
        Ok(DraftKey::from_bytes(bytes))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use rand::SeedableRng;
    use rand::rngs::StdRng;

    use super::*;
    use crate::ballot::noise_for_wrapped_key;

    fn rng() -> StdRng {
        StdRng::seed_from_u64(9)
    }

    /// Whether one letter changed, added or left out makes one word of the other.
    fn near(one: &str, two: &str) -> bool {
        let (short, long) = if one.len() <= two.len() {
            (one, two)
        } else {
            (two, one)
        };
        match long.len() - short.len() {
            0 => short.bytes().zip(long.bytes()).filter(|(a, b)| a != b).count() == 1,
            1 => (0..long.len()).any(|at| format!("{}{}", &long[..at], &long[at + 1..]) == short),
            _ => false,
        }
    }

    #[test]
    fn the_list_gives_ten_bits_a_word_and_no_slip_of_a_letter_gives_another_word() {
        let distinct: BTreeSet<_> = LIST.iter().collect();
        assert_eq!((LIST.len(), distinct.len()), (WORDS, WORDS));
        for (at, one) in LIST.iter().enumerate() {
            assert!(one.bytes().all(|byte| byte.is_ascii_lowercase()), "{one}");
            assert!((3..=10).contains(&one.len()), "{one}");
            for two in &LIST[at + 1..] {
                assert!(!near(one, two), "{one} and {two}");
            }
        }
    }

    #[test]
    fn a_code_is_read_as_people_write_it_and_nothing_else_is_a_code() {
        let code = ReturnCode::generate(&mut rng());
        assert_eq!(code.expose().split(' ').count(), WORDS_OF_A_CODE);
        for written in [
            code.expose().to_uppercase(),
            code.expose().replace(' ', "-"),
            format!("  {}. ", code.expose().replace(' ', ",\n")),
        ] {
            assert_eq!(ReturnCode::parse(&written), Ok(code.clone()));
        }
        let five = format!("{} acorn", code.expose());
        for other in ["", "acorn", "acorn acorn acorn zzzz", &five] {
            assert_eq!(ReturnCode::parse(other), Err(NoReturnCode));
        }
    }

    #[test]
    fn a_wrapped_key_opens_with_its_own_code_link_pepper_and_draft_only() {
        let (pepper, id) = (Pepper::from_bytes([1; 32]), Uuid::from_u128(1));
        let (link, key) = (LinkSecret::from_bytes([2; 16]), DraftKey::from_bytes([3; 32]));
        let right = pepper.return_key(&link, &[4; 32]);
        let wrapped = right.wrap(id, &key, &mut rng()).expect("wrapped");
        assert_eq!(wrapped.len(), noise_for_wrapped_key(&mut rng()).len());
        assert_eq!(right.unwrap(id, &wrapped).expect("opens").expose(), key.expose());
        assert!(right.unwrap(Uuid::from_u128(2), &wrapped).is_err());
        let other_link = LinkSecret::from_bytes([5; 16]);
        for wrong in [
            pepper.return_key(&link, &[6; 32]),
            pepper.return_key(&other_link, &[4; 32]),
            Pepper::from_bytes([7; 32]).return_key(&link, &[4; 32]),
        ] {
            assert!(wrong.unwrap(id, &wrapped).is_err());
            assert_ne!(wrong.found_by, right.found_by);
        }
    }

    #[test]
    fn a_code_is_not_printed() {
        let code = ReturnCode::generate(&mut rng());
        let first = code.expose().split(' ').next().expect("a word").to_owned();
        assert!(!format!("{code:?}").contains(&first));
    }
}
