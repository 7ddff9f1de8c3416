//! A wording set: everything that pages say, in one language or one plainer kind of it, with who has
//! reviewed it. Which questions it has words for is found in `check::wordings`.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use chrono::NaiveDate;

use super::picture::Picture;
use super::saying::Say;
use super::wording::ENGLISH;
use super::wording_document::WordingFile;
use crate::survey::source::SourceFile;
use crate::survey::yaml;

/// The name under which a wording set has the words of the shared core.
pub const CORE_WORDS: &str = "core";

/// The English of this release. A version of the definitions that an earlier release loaded may lack
/// sayings that pages have now; they are then said in this one's English.
const BUILT_IN: &str = include_str!("../../../survey-defs/wording/en.yaml");

static ENGLISH_OF_THIS_RELEASE: LazyLock<BTreeMap<String, String>> = LazyLock::new(|| {
    let file = SourceFile {
        path: "wording/en.yaml".to_owned(),
        text: BUILT_IN.to_owned(),
    };
    let pages = yaml::read::<WordingFile>(&file).ok().and_then(|file| file.pages);
    let said = pages.map(|pages| pages.value).unwrap_or_default();
    said.into_iter().map(|(key, words)| (key, words.value)).collect()
});

/// Which way a language is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Direction {
    /// From left to right.
    #[default]
    LeftToRight,
    /// From right to left.
    RightToLeft,
}

impl Direction {
    /// As the `dir` attribute of a page says it.
    pub fn as_str(self) -> &'static str {
        match self {
            Direction::LeftToRight => "ltr",
            Direction::RightToLeft => "rtl",
        }
    }
}

/// Who may be shown a wording set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    /// Real respondents: reviewed wording only.
    Public,
    /// Simulated ones: every wording, those for tests too.
    Rehearsal,
}

/// Who else has read a wording set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Review {
    /// A person or a body.
    pub reviewer: String,
    /// The day they finished.
    pub on: NaiveDate,
}

/// One wording set, checked. The default is the English of this release.
#[derive(Clone, Debug)]
pub struct Wording {
    pub(super) language: String,
    pub(super) name: String,
    pub(super) html: String,
    pub(super) direction: Direction,
    pub(super) review: Option<Review>,
    pub(super) for_tests: bool,
    pub(super) said: BTreeMap<Say, String>,
    pub(super) kinds: BTreeMap<String, String>,
    pub(super) pictures: BTreeMap<String, Picture>,
    /// The modules whose every text it has, [`CORE_WORDS`] among them.
    pub(super) whole: BTreeSet<String>,
    /// It says in other English words what stands in English: nothing of it is foreign to its reader.
    pub(super) is_english: bool,
}

impl Default for Wording {
    fn default() -> Wording {
        Wording {
            language: ENGLISH.to_owned(),
            name: "English".to_owned(),
            html: ENGLISH.to_owned(),
            direction: Direction::LeftToRight,
            review: None,
            for_tests: false,
            said: BTreeMap::new(),
            kinds: BTreeMap::new(),
            pictures: BTreeMap::new(),
            whole: BTreeSet::new(),
            is_english: true,
        }
    }
}

impl Wording {
    /// Its short name: what the draft keeps and the slip says, such as `pl` or `en-easy`.
    pub fn language(&self) -> &str {
        &self.language
    }

    /// What its readers call it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The language as the `lang` attribute of a page says it.
    pub fn html(&self) -> &str {
        &self.html
    }

    /// Which way it is written.
    pub fn direction(&self) -> Direction {
        self.direction
    }

    /// Its words for a saying, with the places as they are; in English where it has none.
    pub fn say(&self, say: Say) -> &str {
        let own = self.said.get(&say).map(String::as_str);
        let built_in = || ENGLISH_OF_THIS_RELEASE.get(say.key()).map(String::as_str);
        own.or_else(built_in).unwrap_or_else(|| say.key())
    }

    /// Whether it has words of its own for a saying.
    pub fn has(&self, say: Say) -> bool {
        self.said.contains_key(&say)
    }

    /// Its words for a saying, each place filled with the value of that name.
    pub fn fill(&self, say: Say, values: &[(&str, &str)]) -> String {
        let mut filled = String::new();
        for piece in pieces(self.say(say)) {
            match piece {
                Piece::Words(words) => filled.push_str(words),
                Piece::Place(name) => {
                    let value = values.iter().find(|(place, _)| *place == name);
                    filled.push_str(value.map_or("", |(_, value)| value));
                }
            }
        }
        filled
    }

    /// What its readers' list of kinds says for a family; `None` where English has to do.
    pub fn kind(&self, family: &str) -> Option<&str> {
        self.kinds.get(family).map(String::as_str)
    }

    /// The drawing beside the heading of a page, if this wording has one there.
    pub fn picture(&self, heading: Say) -> Option<Picture> {
        self.pictures.get(heading.page()).copied()
    }

    /// Whether everything of this module ([`CORE_WORDS`] for the core) can be read in it.
    pub fn covers(&self, module: &str) -> bool {
        self.is_english || self.whole.contains(module)
    }

    /// Whether these may choose it: the core is whole in it and, in public, somebody has reviewed it.
    pub fn is_for(&self, audience: Audience) -> bool {
        let shown = audience == Audience::Rehearsal || (self.review.is_some() && !self.for_tests);
        shown && self.covers(CORE_WORDS)
    }

    /// Who has reviewed it, and when.
    pub fn review(&self) -> Option<(&str, NaiveDate)> {
        self.review
            .as_ref()
            .map(|review| (review.reviewer.as_str(), review.on))
    }
}

/// A part of a saying.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    /// Words to be said as they are.
    Words(&'a str),
    /// The name of a place for a value.
    Place(&'a str),
}

/// A saying cut at its places.
pub fn pieces(words: &str) -> impl Iterator<Item = Piece<'_>> {
    words.split('{').enumerate().flat_map(|(at, part)| {
        let (place, after) = match part.split_once('}') {
            Some((place, after)) if at > 0 => (Some(Piece::Place(place)), after),
            _ => (None, part),
        };
        let after = (!after.is_empty()).then_some(Piece::Words(after));
        place.into_iter().chain(after)
    })
}

/// The same words as a machine would write them from right to left, places kept. Every word stands in
/// marks that turn it round, as Android's `ar-XB` does it: layout is tried without a translation.
pub(super) fn mirrored(words: &str) -> String {
    let turned = |words: &str| {
        let turn = |word: &str| match word {
            "" => String::new(),
            word => format!("\u{200f}\u{202e}{word}\u{202c}\u{200f}"),
        };
        words.split(' ').map(turn).collect::<Vec<_>>().join(" ")
    };
    pieces(words)
        .map(|piece| match piece {
            Piece::Words(words) => turned(words),
            Piece::Place(name) => format!("{{{name}}}"),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_english_of_this_release_says_everything() {
        let english = Wording::default();
        for &say in Say::ALL {
            assert_ne!(english.say(say), say.key());
        }
    }

    #[test]
    fn a_place_is_filled_and_the_rest_stands() {
        let english = Wording::default();
        let said = english.fill(Say::FaultRange, &[("min", "1"), ("max", "9")]);
        assert_eq!(said, "Write a number from 1 to 9");
        assert_eq!(pieces("{a} b").next(), Some(Piece::Place("a")));
        assert_eq!(pieces("").next(), None);
    }

    #[test]
    fn mirrored_words_keep_their_places() {
        let turned = mirrored("Page {page} of");
        let places: Vec<_> = pieces(&turned)
            .filter(|piece| matches!(piece, Piece::Place(_)))
            .collect();
        assert_eq!(places, [Piece::Place("page")]);
        assert!(!turned.contains("Page {"));
    }

    #[test]
    fn the_public_gets_no_wording_that_nobody_reviewed() {
        let mut wording = Wording::default();
        assert!(!wording.is_for(Audience::Public));
        assert!(wording.is_for(Audience::Rehearsal));
        wording.review = NaiveDate::from_ymd_opt(2026, 11, 1).map(|on| Review {
            reviewer: "Somebody".to_owned(),
            on,
        });
        assert!(wording.is_for(Audience::Public));
        wording.is_english = false;
        assert!(!wording.is_for(Audience::Public), "the core is not worded");
    }
}
