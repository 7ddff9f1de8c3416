//! The few words that pieces of a page say by themselves. The office reads them in English; a respondent
//! in her language.

/// What pieces say by themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SmallWords<'a> {
    /// Before a fault, for a screen reader.
    pub error: &'a str,
    /// Above the list of all faults.
    pub problem: &'a str,
    /// Between choices and one that stands apart.
    pub or: &'a str,
    /// Above the three fields of a date, in the order of [`super::DateInput::PARTS`].
    pub date: [&'a str; 3],
}

impl Default for SmallWords<'_> {
    fn default() -> Self {
        SmallWords {
            error: "Error:",
            problem: "There is a problem",
            or: "or",
            date: ["Day", "Month", "Year"],
        }
    }
}
