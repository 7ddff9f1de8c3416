//! From documents to definitions, or to every fault that can be found at once.
//!
//! Here: the order of the checks and how they report. What is checked stands with each kind of thing.

mod blocks;
mod catalogue;
mod codes;
mod conditions;
mod counted;
mod items;
mod texts;
mod translations;
mod whole;
mod wordings;

use std::collections::{BTreeMap, BTreeSet};

use serde_saphyr::Spanned;

pub(super) use blocks::{Core, core, module};
pub(super) use catalogue::{Catalogue, catalogue, document};
pub(super) use counted::counted;
pub(super) use translations::{Worded, translate};
pub(super) use whole::{Extent, Written, whole};
pub(super) use wordings::{Set, wording_name, wording_sets};

use super::code_list::CodeList;
use super::item::{ItemKind, is_id};
use crate::survey::source::Fault;

/// Collects the faults of one file.
pub(super) struct Report<'a> {
    /// The file's path.
    pub path: &'a str,
    /// All faults so far, of every file.
    pub faults: &'a mut Vec<Fault>,
}

impl Report<'_> {
    fn fault<T>(
        &mut self,
        at: &Spanned<T>,
        what: impl Into<String>,
        allowed: impl Into<String>,
        remedy: &str,
    ) {
        let fault = Fault::of(self.path, what, allowed, remedy);
        self.faults
            .push(fault.at(at.referenced.line(), at.referenced.column()));
    }

    /// Refuses an id that is not written like one.
    fn id(&mut self, what: &str, id: &Spanned<String>) -> bool {
        let good = is_id(&id.value);
        if !good {
            self.fault(
                id,
                format!("\"{}\" is no id for {what}", id.value),
                "Lower case letters, digits and hyphens, beginning with a letter, at most 48",
                "Write it as kept-informed is written",
            );
        }
        good
    }

    /// Refuses an id that stood before.
    fn unique(&mut self, what: &str, id: &Spanned<String>, seen: &mut BTreeSet<String>) -> bool {
        let new = seen.insert(id.value.clone());
        if !new {
            self.fault(
                id,
                format!("The id \"{}\" stands twice among {what}", id.value),
                "Each id stands once",
                "Rename one of them",
            );
        }
        new
    }
}

/// What later conditions need to know of an item that was asked before.
#[derive(Clone)]
pub(super) struct Shape {
    kind: ItemKind,
    codes: Option<CodeList>,
}

/// What an item may refer to at its place.
#[derive(Clone, Default)]
pub(super) struct Scope {
    /// Items asked before this place.
    earlier: BTreeMap<String, Shape>,
    /// Every item of the questionnaire, wherever it stands.
    everywhere: BTreeSet<String>,
    /// The kinds a respondent can choose, and `none`.
    pub kinds: BTreeSet<String>,
}

/// More words than this are not listed whole in a message.
const LISTED_AT_MOST: usize = 20;
/// How many near words a message names instead.
const NEAR: usize = 5;

/// What is allowed in place of a word: all words, or those nearest to it where there are many.
fn allowed<'a>(kind: &str, word: &str, words: impl IntoIterator<Item = &'a str>) -> String {
    let mut words: Vec<&str> = words.into_iter().collect();
    if words.len() <= LISTED_AT_MOST {
        return format!("{kind}: {}", words.join(", "));
    }
    words.sort_by_key(|known| distance(word, known));
    words.truncate(NEAR);
    format!("Nearest {kind}: {}", words.join(", "))
}

/// Levenshtein's distance between two words, in bytes (V. I. Levenshtein, "Binary codes capable of
/// correcting deletions, insertions, and reversals", 1966; table kept a row at a time).
fn distance(a: &str, b: &str) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (at, letter) in a.bytes().enumerate() {
        let mut diagonal = row[0];
        row[0] = at + 1;
        for (column, other) in b.bytes().enumerate() {
            let replaced = diagonal + usize::from(letter != other);
            diagonal = row[column + 1];
            row[column + 1] = replaced.min(diagonal + 1).min(row[column] + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_differ_by_the_letters_that_must_be_changed() {
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("same", "same"), 0);
    }

    #[test]
    fn of_many_words_a_message_names_the_nearest() {
        let many: Vec<String> = (10..40).map(|number| format!("measure-{number}")).collect();
        let said = allowed("measures", "measure-1O", many.iter().map(String::as_str));
        assert!(said.starts_with("Nearest measures: measure-1"), "{said}");
    }
}
