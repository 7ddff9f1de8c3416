//! Which passwords are taken: long ones that are not obvious. Nothing about capitals, digits or signs.
//!
//! How soon a password would be guessed is estimated by zxcvbn, which knows 30,000 common passwords, names and words,
//! and rows of keys, dates, repetitions and exchanged letters (Wheeler, "zxcvbn: Low-Budget Password Strength
//! Estimation", USENIX Security 2016).
//!
//! Sources: NIST SP 800-63B-4, section 3.1.1.2 (at least 15 characters where it is the only factor, no
//! composition rules, a block list); NCSC, "Password policy: updating your approach".

use std::collections::BTreeSet;

use zxcvbn::zxcvbn;

/// The shortest password, in characters.
pub const SHORTEST: usize = 15;
/// The longest, in characters: far beyond anything typed, below anything that hurts.
pub const LONGEST: usize = 512;
/// Letters that must be left when names, runs and obvious words are struck out.
const LEFT_OVER: usize = 8;
/// Guesses that a password must outlast, as a power of ten: zxcvbn's highest grade.
const GUESSES_LOG10: f64 = 10.0;
/// Different characters a password must have.
const DIFFERENT: usize = 6;

/// Words of this service and of the calendar, which guessers of these accounts put together.
#[rustfmt::skip]
const OBVIOUS: &[&str] = &[
    "january", "february", "march", "april", "june", "july", "august", "september", "october", "november", "december",
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "spring", "summer", "autumn", "winter",
    "administrator", "admin", "commissioner", "provider", "police", "victims", "victim", "survey", "heard", "crime",
    "office", "service", "username", "user", "login", "england", "wales", "britain", "london",
    "correcthorsebatterystaple",
];

/// Why a password is not taken; the sentence stands beside the field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Weakness {
    /// Fewer than [`SHORTEST`] characters.
    #[error(
        "Use at least 15 characters. Three or four words that do not belong together are easy to remember"
    )]
    TooShort,
    /// More than [`LONGEST`] characters.
    #[error("Use at most 512 characters")]
    TooLong,
    /// Mostly one of the words, runs or names that are tried first.
    #[error(
        "That is one of the first that somebody would try. Choose words that have nothing to do with you or this service"
    )]
    Obvious,
}

/// Checks a new password of the account `username`.
///
/// # Errors
/// What is weak about it.
pub fn check_password(password: &str, username: &str) -> Result<(), Weakness> {
    let length = password.chars().count();
    if length < SHORTEST {
        return Err(Weakness::TooShort);
    }
    if length > LONGEST {
        return Err(Weakness::TooLong);
    }
    let own = own_words(username);
    let known: Vec<&str> = own
        .iter()
        .map(String::as_str)
        .chain(OBVIOUS.iter().copied())
        .collect();
    if zxcvbn(password, &known).guesses_log10() < GUESSES_LOG10 {
        return Err(Weakness::Obvious);
    }
    let mut left = password.to_lowercase();
    for word in known {
        left = left.replace(word, " ");
    }
    let left = without_runs(&left);
    let different: BTreeSet<char> = left.iter().copied().collect();
    if left.len() < LEFT_OVER || different.len() < DIFFERENT {
        return Err(Weakness::Obvious);
    }
    Ok(())
}

/// The name and its parts of three letters or more.
fn own_words(username: &str) -> Vec<String> {
    let name = username.to_lowercase();
    let mut words: Vec<String> = name
        .split(|c: char| !c.is_alphanumeric())
        .filter(|part| part.len() >= 3)
        .map(ToOwned::to_owned)
        .collect();
    words.insert(0, name);
    words.retain(|word| !word.is_empty());
    words
}

/// The characters that do not repeat or count on from the one before; spaces do not count.
fn without_runs(text: &str) -> Vec<char> {
    let mut left = Vec::new();
    let mut before = None;
    for c in text.chars().filter(|c| !c.is_whitespace()) {
        let code = u32::from(c);
        let runs = before.is_some_and(|last: u32| code.abs_diff(last) <= 1);
        if !runs {
            left.push(c);
        }
        before = Some(code);
    }
    left
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fourteen_characters_are_too_few_and_fifteen_are_enough() {
        assert_eq!(check_password("kettle-Vexing1", "ann"), Err(Weakness::TooShort));
        assert_eq!(check_password("kettle-Vexing12", "ann"), Ok(()));
    }

    #[test]
    fn a_hundred_and_twenty_eight_characters_and_pictures_are_taken() {
        let long: String = "orbit kelp vine magnet ".chars().cycle().take(128).collect();
        assert_eq!(check_password(&long, "ann"), Ok(()));
        assert_eq!(
            check_password("\u{1f98a}\u{1f33b}\u{1f6b2} orbit kelp vine", "ann"),
            Ok(())
        );
    }

    #[test]
    fn the_obvious_is_refused() {
        for password in [
            "policepolicepolice",
            "aaaaaaaaaaaaaaaaaaaa",
            "123456789012345",
            "Password12345678",
            "qwertyuiopasdfghjkl",
            "abcdefghijklmnop",
            "Heard-Survey-2026",
            "mary.smith.mary.smith",
            "P@ssw0rdP@ssw0rd1",
            "letmeinletmein123",
            "Iloveyou Iloveyou",
            "liverpoolfc2026!!",
            "manchesterunited1",
        ] {
            assert_eq!(
                check_password(password, "mary.smith"),
                Err(Weakness::Obvious),
                "{password}"
            );
        }
    }

    #[test]
    fn no_capital_digit_or_sign_is_asked_for() {
        assert_eq!(check_password("velvet otter lantern", "ann"), Ok(()));
    }
}
