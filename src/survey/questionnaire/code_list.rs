//! Closed answers: a code list and its categories (DDI, "Code List" and "Category").

use super::wording::Text;

/// Which of the three classes of every breakdown a category belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// Satisfied, agrees, safer.
    Good,
    /// Neither.
    Middle,
    /// Dissatisfied, disagrees, less safe.
    Bad,
}

impl Class {
    /// 1, 2 or 3, as a slip carries it.
    pub fn number(self) -> u8 {
        match self {
            Class::Good => 1,
            Class::Middle => 2,
            Class::Bad => 3,
        }
    }
}

/// One closed answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Category {
    /// What is stored.
    pub code: String,
    /// What the respondent reads.
    pub label: Text,
    /// Its class in breakdowns, where the list has classes.
    pub class: Option<Class>,
    /// False: never part of a base ("does not apply", "don't know").
    pub counted: bool,
    /// True: cannot stand beside another choice ("none of these").
    pub exclusive: bool,
    /// The wider band that a response keeps of it (sex and age band only).
    pub coarse: Option<String>,
}

/// A list of categories, in the order in which they are shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeList {
    /// Its name where it is a shared one.
    pub id: Option<String>,
    /// At least one; codes are unique.
    pub categories: Vec<Category>,
}

impl CodeList {
    /// The category of a code.
    pub fn find(&self, code: &str) -> Option<&Category> {
        self.categories.iter().find(|category| category.code == code)
    }

    /// The codes, in order.
    pub fn codes(&self) -> impl Iterator<Item = &str> {
        self.categories.iter().map(|category| category.code.as_str())
    }
}
