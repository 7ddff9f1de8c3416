//! One question: what it asks, what may be answered, what the report makes of it.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::code_list::{Category, CodeList};
use super::condition::Condition;
use super::wording::Text;

/// The name of an item: lower case letters, digits and hyphens, unique over core and module.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ItemId(String);

impl ItemId {
    /// The longest id, so that the ballot's size can be reckoned.
    pub const MAX_LENGTH: usize = 48;

    /// An id, if it is written like one.
    pub fn parse(text: &str) -> Option<ItemId> {
        is_id(text).then(|| ItemId(text.to_owned()))
    }

    /// The id as it is written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ItemId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

impl std::borrow::Borrow<str> for ItemId {
    fn borrow(&self) -> &str {
        &self.0
    }
}

/// Lower case letters, digits and hyphens, beginning with a letter, at most [`ItemId::MAX_LENGTH`].
pub(super) fn is_id(text: &str) -> bool {
    text.len() <= ItemId::MAX_LENGTH
        && text.starts_with(|c: char| c.is_ascii_lowercase())
        && text
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
}

/// What an item asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ItemKind {
    /// One choice of a list.
    Single,
    /// Any number of choices of a list.
    Multiple,
    /// One choice of an ordered list.
    Scale,
    /// A whole number between two limits, both included.
    Number {
        /// The smallest number taken.
        min: i64,
        /// The largest number taken.
        max: i64,
    },
    /// A date, or the part of it that is remembered: a year, a month of a year, a day.
    DatePart,
    /// A line of text.
    ShortText {
        /// The most characters taken.
        max_length: u32,
    },
    /// Several lines of text.
    LongText {
        /// The most characters taken.
        max_length: u32,
    },
    /// A paragraph to read; asks nothing.
    Information,
}

impl ItemKind {
    /// Whether it is answered at all.
    pub fn asks(self) -> bool {
        self != ItemKind::Information
    }

    /// Whether its answer is chosen from a code list.
    pub fn has_codes(self) -> bool {
        matches!(self, ItemKind::Single | ItemKind::Multiple | ItemKind::Scale)
    }

    /// The most characters of a text item.
    pub fn max_length(self) -> Option<u32> {
        match self {
            ItemKind::ShortText { max_length } | ItemKind::LongText { max_length } => Some(max_length),
            _ => None,
        }
    }

    /// Whether it is answered in free text, which leaves as a comment and never with a response.
    pub fn is_text(self) -> bool {
        self.max_length().is_some()
    }
}

/// The name of a measure in `measures.yaml`: what the report calls a figure.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct MeasureId(pub(super) String);

impl MeasureId {
    /// The id as it is written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The number of a right in `rights.yaml`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RightId(pub(super) String);

impl RightId {
    /// The number as it is written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// One question, or a paragraph of information. Always optional for the respondent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Its name.
    pub id: ItemId,
    /// What it asks for.
    pub kind: ItemKind,
    /// The question.
    pub text: Text,
    /// A line that helps to answer.
    pub hint: Option<Text>,
    /// The closed answers of single, multiple and scale items.
    pub codes: Option<CodeList>,
    /// What the report calls its figure.
    pub measure: Option<MeasureId>,
    /// The right of the Victims' Code that it tells of.
    pub right: Option<RightId>,
    /// When it is asked; always where there is no condition.
    pub when: Option<Condition>,
    /// It asks about the respondent: leaves as a slip, sex and age band excepted.
    pub about_you: bool,
    /// It belongs to the module of a kind of crime, not to the shared core.
    pub in_module: bool,
}

impl Item {
    /// The category of a code, where the item has a code list and the code is on it.
    pub fn category(&self, code: &str) -> Option<&Category> {
        self.codes.as_ref()?.find(code)
    }
}
