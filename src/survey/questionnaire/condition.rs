//! When something is asked: a small typed tree over earlier answers and the chosen kind.

use super::answer::Answer;

/// The name that stands for the kind of crime the respondent chose; `none` where she chose none.
pub const KIND: &str = "kind";
/// What [`KIND`] equals when the respondent rather did not say.
pub const NO_KIND: &str = "none";

/// A condition over what was answered before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Condition {
    /// Every part holds.
    All(Vec<Condition>),
    /// At least one part holds.
    Any(Vec<Condition>),
    /// The part does not hold.
    Not(Box<Condition>),
    /// The item was answered so.
    Item {
        /// The item's id, or [`KIND`].
        item: String,
        /// How it was answered.
        test: Test,
    },
}

/// A test of one answer. An item that was not asked or not answered fails every test but `Answered(false)`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Test {
    /// The answer is one of these codes; of a multiple choice, one of them is chosen.
    In(Vec<String>),
    /// It was answered, or was not.
    Answered(bool),
    /// The number is at least this; of a multiple choice, so many are chosen.
    AtLeast(i64),
}

impl Condition {
    /// Whether it holds, given the chosen kind and the answers that are on the path so far.
    pub fn holds<'a>(&self, kind: &str, answer: &impl Fn(&str) -> Option<&'a Answer>) -> bool {
        match self {
            Condition::All(parts) => parts.iter().all(|part| part.holds(kind, answer)),
            Condition::Any(parts) => parts.iter().any(|part| part.holds(kind, answer)),
            Condition::Not(part) => !part.holds(kind, answer),
            Condition::Item { item, test } if item == KIND => test.holds_for_kind(kind),
            Condition::Item { item, test } => test.holds(answer(item)),
        }
    }

    /// The ids it names, [`KIND`] included.
    pub fn items(&self) -> Vec<&str> {
        self.tests().into_iter().map(|(item, _)| item).collect()
    }

    /// Every test with the item it is about.
    pub(super) fn tests(&self) -> Vec<(&str, &Test)> {
        match self {
            Condition::All(parts) | Condition::Any(parts) => {
                parts.iter().flat_map(Condition::tests).collect()
            }
            Condition::Not(part) => part.tests(),
            Condition::Item { item, test } => vec![(item, test)],
        }
    }
}

impl Test {
    /// Whether an answer passes; `None` is no answer.
    pub(super) fn holds(&self, answer: Option<&Answer>) -> bool {
        match (self, answer) {
            (Test::Answered(wanted), answer) => answer.is_some() == *wanted,
            (_, None) => false,
            (Test::In(codes), Some(Answer::Code(code))) => codes.contains(code),
            (Test::In(codes), Some(Answer::Codes(chosen))) => codes.iter().any(|code| chosen.contains(code)),
            (Test::AtLeast(least), Some(Answer::Number(number))) => number >= least,
            (Test::AtLeast(least), Some(Answer::Codes(chosen))) => {
                i64::try_from(chosen.len()).is_ok_and(|count| count >= *least)
            }
            (Test::In(_) | Test::AtLeast(_), Some(_)) => false,
        }
    }

    fn holds_for_kind(&self, kind: &str) -> bool {
        match self {
            Test::In(kinds) => kinds.iter().any(|wanted| wanted == kind),
            Test::Answered(wanted) => (kind != NO_KIND) == *wanted,
            Test::AtLeast(_) => false,
        }
    }
}
