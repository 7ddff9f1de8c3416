//! What in a free text looks as if it showed who somebody is. Nothing is refused or changed by it: the
//! respondent is told before she sends, and decides. Rules of thumb, so they miss things and err; a
//! telephone number, an email address and a postcode are found well, a name only by its capital.

use std::collections::BTreeSet;

use super::saying::Say;

/// A kind of thing that shows who somebody is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Noticed {
    /// A person's name, or a place's.
    Name,
    /// A telephone number.
    Phone,
    /// An email address.
    Email,
    /// A postcode of the United Kingdom.
    Postcode,
    /// An officer's number or the number of a case.
    Number,
}

impl Noticed {
    /// Every kind, in the order in which they are told.
    pub const ALL: [Noticed; 5] = [
        Noticed::Name,
        Noticed::Phone,
        Noticed::Email,
        Noticed::Postcode,
        Noticed::Number,
    ];

    /// What a page calls it.
    pub fn say(self) -> Say {
        match self {
            Noticed::Name => Say::NoticedName,
            Noticed::Phone => Say::NoticedPhone,
            Noticed::Email => Say::NoticedEmail,
            Noticed::Postcode => Say::NoticedPostcode,
            Noticed::Number => Say::NoticedNumber,
        }
    }
}

/// Words after which a name stands, in the languages of the shipped wording.
const TITLES: &[&str] = &[
    "mr",
    "mrs",
    "ms",
    "miss",
    "mx",
    "dr",
    "pc",
    "dc",
    "ds",
    "di",
    "dci",
    "ps",
    "sgt",
    "sergeant",
    "constable",
    "detective",
    "inspector",
    "officer",
    "pan",
    "pani",
    "pana",
    "panem",
    "panią",
    "श्री",
    "श्रीमती",
    "सुश्री",
];
/// Words before the number of an officer or a case.
const NUMBERED: &[&str] = &[
    "pc",
    "dc",
    "ds",
    "ps",
    "sgt",
    "sergeant",
    "officer",
    "constable",
    "collar",
    "badge",
    "shoulder",
    "warrant",
    "number",
    "ref",
    "reference",
    "urn",
    "numer",
    "nr",
    "नम्बर",
];
/// Words that are written with a capital and name nobody.
const NOBODY: &[&str] = &[
    "i",
    "i'm",
    "i'd",
    "i've",
    "i'll",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "christmas",
    "easter",
    "ramadan",
    "diwali",
    "english",
    "british",
    "polish",
    "nepali",
    "england",
    "wales",
    "scotland",
    "uk",
    "britain",
    "police",
    "victim",
    "victims",
    "victims'",
    "support",
    "code",
    "court",
    "crown",
    "magistrates",
    "commissioner",
    "facebook",
    "whatsapp",
    "instagram",
    "google",
    "god",
    "easy",
    "read",
    "ok",
    "tv",
    "cctv",
    "pan",
    "pani",
    "pana",
    "panu",
    "państwo",
    "ty",
    "ci",
    "cię",
    "tobie",
    "twój",
];
/// What stands before a number within this many words belongs to it.
const WORDS_BEFORE: usize = 3;
/// Digits of a telephone number, the country's own included (ITU-T E.164 allows 15).
const PHONE_DIGITS: std::ops::RangeInclusive<usize> = 9..=15;
/// Digits of an officer's or a case's number.
const NUMBER_DIGITS: std::ops::RangeInclusive<usize> = 3..=10;

/// Everything of this kind that a text seems to hold.
pub fn noticed(text: &str) -> BTreeSet<Noticed> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let mut found = BTreeSet::new();
    for at in 0..words.len() {
        let seen = [
            (Noticed::Email, is_email(words[at])),
            (Noticed::Postcode, is_postcode(&words[at..])),
            (Noticed::Number, is_number(&words, at)),
            (Noticed::Name, is_name(&words, at)),
        ];
        found.extend(seen.into_iter().filter(|(_, is)| *is).map(|(what, _)| what));
    }
    if has_phone(text) {
        found.insert(Noticed::Phone);
    }
    found
}

/// A word without the marks around it.
fn bare(word: &str) -> &str {
    word.trim_matches(|c: char| !c.is_alphanumeric())
}

fn is_email(word: &str) -> bool {
    let word = word.trim_matches(|c: char| !c.is_alphanumeric());
    word.split_once('@').is_some_and(|(name, host)| {
        !name.is_empty() && host.split('.').filter(|part| !part.is_empty()).count() > 1
    })
}

/// A run of digits, with what people write between them, that is as long as a number to be dialled.
fn has_phone(text: &str) -> bool {
    let mut run = String::new();
    for c in text.chars().chain(['\n']) {
        if c.is_ascii_digit() || "+ -()./".contains(c) {
            run.push(c);
            continue;
        }
        let digits = run.chars().filter(char::is_ascii_digit).count();
        let begins = run.trim_start().trim_start_matches('(').starts_with(['0', '+']);
        if begins && PHONE_DIGITS.contains(&digits) && !run.contains('/') {
            return true;
        }
        run.clear();
    }
    false
}

/// The shapes of "Postcodes", Royal Mail's Programmers' Guide to the Postcode Address File: an outward
/// part such as `ME14` or `SW1A`, then a digit and two letters, with or without a blank.
fn is_postcode(words: &[&str]) -> bool {
    let first = bare(words[0]);
    let together = first.is_ascii() && first.len() > 4 && {
        let (outward, inward) = first.split_at(first.len() - 3);
        is_outward(outward) && is_inward(inward)
    };
    let second = words.get(1).map(|word| bare(word));
    together || (is_outward(first) && second.is_some_and(is_inward))
}

fn is_outward(part: &str) -> bool {
    let shape: String = part.chars().map(shape).collect();
    ["a9", "a99", "aa9", "aa99", "a9a", "aa9a"].contains(&shape.as_str())
}

fn is_inward(part: &str) -> bool {
    part.chars().map(shape).collect::<String>() == "9aa"
}

fn shape(c: char) -> char {
    match c {
        c if c.is_ascii_digit() => '9',
        c if c.is_ascii_alphabetic() => 'a',
        _ => '-',
    }
}

/// Digits after a word such as "officer", or parts of a reference such as 46/12345/26.
fn is_number(words: &[&str], at: usize) -> bool {
    let word = bare(words[at]);
    let parts: Vec<&str> = word.split('/').collect();
    let all_digits = parts
        .iter()
        .all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()));
    if parts.len() > 1 && all_digits && parts.iter().any(|part| part.len() > 4) {
        return true;
    }
    let digits = word.trim_start_matches(|c: char| c.is_ascii_alphabetic());
    let letters = word.len() - digits.len();
    if letters > 3 || !NUMBER_DIGITS.contains(&digits.len()) || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return false;
    }
    let known = |word: &str| NUMBERED.contains(&bare(word).to_lowercase().as_str());
    let before = &words[at.saturating_sub(WORDS_BEFORE)..at];
    known(&word[..letters]) || before.iter().any(|word| known(word))
}

/// A word with a capital where no sentence begins, or any after a title.
fn is_name(words: &[&str], at: usize) -> bool {
    let word = bare(words[at]);
    let lower = word.to_lowercase();
    let letters = word.chars().all(|c| c.is_alphabetic() || "'’-".contains(c));
    if !letters
        || word.chars().count() < 2
        || NOBODY.contains(&lower.as_str())
        || TITLES.contains(&lower.as_str())
    {
        return false;
    }
    let capital = word.starts_with(char::is_uppercase) && word.chars().skip(1).any(char::is_lowercase);
    let Some(before) = at.checked_sub(1).map(|at| words[at]) else {
        return false;
    };
    let titled = TITLES.contains(&bare(before).to_lowercase().as_str());
    let begins = before.ends_with(['.', '!', '?', ':', ';', '।', '"', '“', '„']) && !titled;
    let cased = word.chars().any(|c| c.is_uppercase() || c.is_lowercase());
    (capital && !begins) || (titled && !cased)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(text: &str) -> Vec<Noticed> {
        noticed(text).into_iter().collect()
    }

    #[test]
    fn each_kind_of_thing_is_noticed() {
        for (text, kind) in [
            ("It was my neighbour Margaret who helped", Noticed::Name),
            ("The person was called Anil", Noticed::Name),
            ("Mr. Okafor was kind", Noticed::Name),
            ("Pani Kowalska pomogła", Noticed::Name),
            ("श्री रामले मद्दत गरे", Noticed::Name),
            ("ring me on 07700 900123 after six", Noticed::Phone),
            ("+44 (0)1632 960983", Noticed::Phone),
            ("write to me.too@example.org, please", Noticed::Email),
            ("we live in ME14 1XX now", Noticed::Postcode),
            ("near sw1a1aa", Noticed::Postcode),
            ("it was PC4321", Noticed::Number),
            ("the officer, number 51234, was rude", Noticed::Number),
            ("see 46/12345/26", Noticed::Number),
        ] {
            assert_eq!(seen(text), [kind], "{text}");
        }
    }

    #[test]
    fn ordinary_sentences_are_left_in_peace() {
        for text in [
            "They came on Monday and I'm glad. Everyone was kind.",
            "It took 3 weeks, from 12/03/2026 to 02/04/2026, and 45 phone calls!",
            "I waited until 2026. Nobody came: The police forgot.",
            "We were told about the Victims' Code and Victim Support in May",
            "I rang 101 and 999, then Crown Court",
            "Policja przyszła szybko. Dziękuję Pani za pomoc",
            "प्रहरी छिटो आयो र राम्ररी कुरा गर्‍यो।",
            "",
        ] {
            assert_eq!(seen(text), [], "{text}");
        }
    }

    #[test]
    fn several_things_are_noticed_at_once() {
        let text = "Ask PC Khan (4321) or khan@example.org";
        assert_eq!(seen(text), [Noticed::Name, Noticed::Email, Noticed::Number]);
    }
}
