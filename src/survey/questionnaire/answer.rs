//! What a respondent answered, item by item. Not answering is no entry at all.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::{Deserialize, Serialize};

use super::item::ItemId;

/// The value of one answered item.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Answer {
    /// The code of a single choice or scale.
    #[serde(rename = "c")]
    Code(String),
    /// The codes of a multiple choice; never empty.
    #[serde(rename = "m")]
    Codes(BTreeSet<String>),
    /// A whole number.
    #[serde(rename = "n")]
    Number(i64),
    /// A date or the part of it that is remembered. A day never stands without its month.
    #[serde(rename = "d")]
    DatePart {
        /// The year, e.g. 2026.
        #[serde(rename = "y")]
        year: i32,
        /// The month, 1 to 12.
        #[serde(rename = "m", default, skip_serializing_if = "Option::is_none")]
        month: Option<u32>,
        /// The day of the month.
        #[serde(rename = "d", default, skip_serializing_if = "Option::is_none")]
        day: Option<u32>,
    },
    /// Free text.
    #[serde(rename = "t")]
    Text(String),
}

/// What somebody answered is never printed, not even by a slip of the pen.
impl fmt::Debug for Answer {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Answer(…)")
    }
}

/// All answers of one respondent by item. `Debug` shows how many there are and nothing else.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Answers(BTreeMap<ItemId, Answer>);

impl Answers {
    /// The answer to an item.
    pub fn get(&self, item: &str) -> Option<&Answer> {
        self.0.get(item)
    }

    /// Sets the answer to an item.
    pub fn set(&mut self, item: ItemId, answer: Answer) {
        self.0.insert(item, answer);
    }

    /// Takes an answer back.
    pub fn remove(&mut self, item: &str) {
        self.0.remove(item);
    }

    /// Every answered item in the order of ids.
    pub fn iter(&self) -> impl Iterator<Item = (&ItemId, &Answer)> {
        self.0.iter()
    }

    /// How many items are answered.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Nothing is answered.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl FromIterator<(ItemId, Answer)> for Answers {
    fn from_iter<I: IntoIterator<Item = (ItemId, Answer)>>(answers: I) -> Answers {
        Answers(answers.into_iter().collect())
    }
}

impl fmt::Debug for Answers {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Answers({})", self.0.len())
    }
}
