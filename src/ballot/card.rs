//! Cards: codes that an adviser hands out on paper, each a gate of its own.
//!
//! A code is 60 random bits, written as twelve letters. What opens the questionnaire is
//! `HMAC-SHA256(card key, "card" ‖ code)`, cut to a link secret's 128 bits; the database keeps that secret's
//! gate as for every link. So few bits would be found by trying, were the gate a plain hash of them: the key,
//! a file of the web process, is what keeps whoever holds the database from trying.

use std::fmt;

use rand::CryptoRng;
use secrecy::SecretString;
use zeroize::{Zeroize, ZeroizeOnDrop};

use super::link::{LinkSecret, UnknownLetters};
use super::secret::{hmac_sha256, named_key};

/// Crockford's base 32, as in links.
const SYMBOLS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
const LETTERS: usize = 12;
const BITS: u32 = 60;

named_key! {
    /// Turns the code of a card into the secret that opens the questionnaire; a file of the web process.
    CardKey
}

/// The code of one card. Wiped when dropped, redacted when printed.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct CardCode(u64);

impl CardCode {
    /// A new code.
    pub fn generate(rng: &mut impl CryptoRng) -> Self {
        Self(rng.next_u64() >> (u64::BITS - BITS))
    }

    /// Reads a code as people type it: in either case, with O for 0 and I or L for 1, with or without
    /// spaces and dashes.
    ///
    /// # Errors
    /// Anything else, without saying what was wrong with it.
    pub fn parse(typed: &str) -> Result<Self, UnknownLetters> {
        let mut bits = 0;
        let mut letters = 0;
        for letter in typed.chars().filter(|c| !c.is_whitespace() && !is_dash(*c)) {
            letters += 1;
            if letters > LETTERS {
                return Err(UnknownLetters);
            }
            bits = bits << 5 | value_of(letter).ok_or(UnknownLetters)?;
        }
        match letters {
            LETTERS => Ok(Self(bits)),
            _ => Err(UnknownLetters),
        }
    }

    /// The code as it is printed: three groups of four letters.
    pub fn to_letters(&self) -> SecretString {
        let letter = |at: usize| {
            let five = self.0 >> (5 * (LETTERS - 1 - at)) & 31;
            let place = usize::try_from(five).unwrap_or_default();
            char::from(SYMBOLS[place])
        };
        let group = |from: usize| (from..from + 4).map(letter).collect::<String>();
        SecretString::from([group(0), group(4), group(8)].join("-"))
    }

    /// The secret that opens the questionnaire.
    pub fn link(&self, key: &CardKey) -> LinkSecret {
        let whole = hmac_sha256(key.expose(), &[b"card", &self.0.to_be_bytes()]);
        LinkSecret::cut_from(whole)
    }
}

fn value_of(letter: char) -> Option<u64> {
    let plain = match letter.to_ascii_lowercase() {
        'o' => '0',
        'i' | 'l' => '1',
        other => other,
    };
    let place = SYMBOLS.iter().position(|symbol| char::from(*symbol) == plain)?;
    u64::try_from(place).ok()
}

/// The dashes that keyboards and printed pages have.
fn is_dash(letter: char) -> bool {
    matches!(letter, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}

impl fmt::Debug for CardCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CardCode([redacted])")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rand::SeedableRng;
    use rand::rngs::StdRng;
    use secrecy::ExposeSecret;

    use super::*;

    #[test]
    fn a_code_reads_back_however_it_is_typed() {
        let code = CardCode(0x0123_4567_89ab_cdef);
        let printed = code.to_letters().expose_secret().to_owned();
        assert_eq!(printed.len(), 14);
        for typed in [
            printed.clone(),
            printed.to_uppercase(),
            printed.replace('-', ""),
            printed.replace('-', " "),
            printed.replace('-', "–"),
            format!("  {printed} "),
        ] {
            assert_eq!(CardCode::parse(&typed), Ok(code.clone()), "{typed}");
        }
        assert_eq!(CardCode::parse("OOOO-iiii-LLLL"), CardCode::parse("000011111111"));
    }

    #[test]
    fn what_is_no_code_is_refused() {
        for typed in [
            "",
            "0000-0000-000",
            "0000-0000-0000-0",
            "0000-0000-000u",
            "0000 0000 000é",
        ] {
            assert_eq!(CardCode::parse(typed), Err(UnknownLetters), "{typed}");
        }
    }

    #[test]
    fn without_the_key_nobody_gets_from_a_code_to_its_gate() {
        let code = CardCode::generate(&mut StdRng::seed_from_u64(8));
        let (one, other) = (CardKey::from_bytes([1; 32]), CardKey::from_bytes([2; 32]));
        assert_eq!(code.link(&one).gate(), code.link(&one).gate());
        assert_ne!(code.link(&one).gate(), code.link(&other).gate());
        let next = CardCode(code.0 ^ 1);
        assert_ne!(code.link(&one).gate(), next.link(&one).gate());
        assert_eq!(format!("{code:?}"), "CardCode([redacted])");
    }

    proptest! {
        #[test]
        fn every_code_survives_its_letters(bits in 0_u64..1 << 60) {
            let code = CardCode(bits);
            let letters = code.to_letters();
            prop_assert_eq!(CardCode::parse(letters.expose_secret()), Ok(code));
        }
    }
}
