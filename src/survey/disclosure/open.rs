//! A table before protection: true tallies, never printed. It can only go into `protect`.

use super::released::{MeasureName, Participation, ReleasedRow};
use crate::survey::estimation::{Sex, Tally};

/// Whom a row is about. The four stand side by side wherever one of them does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// Everybody.
    All,
    /// Women and girls.
    Women,
    /// Men and boys.
    Men,
    /// Those whose sex is not stated or described another way.
    SexNotStated,
}

impl Group {
    /// All four, in the order they are printed.
    pub const EACH: [Self; 4] = [Self::Women, Self::Men, Self::SexNotStated, Self::All];

    /// The words for it on pages and in files.
    pub fn label(self) -> &'static str {
        match self {
            Self::All => "All victims",
            Self::Women => "Women and girls",
            Self::Men => "Men and boys",
            Self::SexNotStated => "Sex not stated or described another way",
        }
    }

    /// The sexes it is made of.
    pub fn sexes(self) -> &'static [Sex] {
        match self {
            Self::All => &Sex::ALL,
            Self::Women => &[Sex::Female],
            Self::Men => &[Sex::Male],
            Self::SexNotStated => &[Sex::NotStated],
        }
    }
}

/// What a row is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowName {
    /// The family, the families that were pooled, or the total.
    pub place: String,
    /// Whom it is about.
    pub group: Group,
    /// The period, in words.
    pub period: String,
    /// The ages, in words; empty for all of them.
    pub ages: String,
}

/// Where the numbers of a row come from.
#[derive(Clone, Debug)]
pub enum Source<'a> {
    /// Answers by category, in the table's order.
    Answers(Vec<Tally>),
    /// Rows that are printed elsewhere in the same edition, added up: a total adds no knowledge.
    Printed(Vec<&'a ReleasedRow>),
    /// Nothing is shown, for this reason.
    Withheld(String),
}

/// One row of a measure.
#[derive(Clone, Debug)]
pub struct Row<'a> {
    /// Its name.
    pub name: RowName,
    /// Its numbers.
    pub source: Source<'a>,
    /// The post-strata that weight its percentages, printed elsewhere in the edition, each with its factor; none where
    /// every answer counts alike.
    pub strata: Vec<(f64, &'a ReleasedRow)>,
    /// The factor of this row in totals that it is added to.
    pub between: f64,
}

impl<'a> Row<'a> {
    /// A row in which every answer counts alike, here and in totals.
    pub fn plain(name: RowName, source: Source<'a>) -> Self {
        Self {
            name,
            source,
            strata: Vec::new(),
            between: 1.0,
        }
    }
}

/// A count without record keys, with the name it is rounded by: what is counted, of whom, in which period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FixedCount {
    /// The name.
    pub name: String,
    /// The true count.
    pub count: u64,
}

/// Where the numbers of a participation row come from.
#[derive(Clone, Debug)]
pub enum CountSource<'a> {
    /// Counted: `None` is not held for this group.
    Counted {
        /// Those who were invited; `None` where the file's classes were too small to be kept apart.
        invited: Option<FixedCount>,
        /// Those whose letter was delivered, as far as the mail server told.
        delivered: Option<FixedCount>,
        /// Those of them whose link brought answers. Who they were is not kept, so it is held for no sex.
        responded: Option<FixedCount>,
        /// The answers that the edition's figures rest on: with those that had waited from an earlier wave,
        /// without those that wait for a later one; by the sex that was answered.
        in_figures: Tally,
    },
    /// Printed rows added up.
    Printed(Vec<&'a Participation>),
}

/// One row of who was asked and who answered.
#[derive(Clone, Debug)]
pub struct CountRow<'a> {
    /// Its name.
    pub name: RowName,
    /// Its numbers.
    pub source: CountSource<'a>,
}

/// What kind of table it is.
#[derive(Clone, Debug)]
pub enum OpenBody<'a> {
    /// Shares of the categories of one item.
    Measure {
        /// What is measured.
        measure: MeasureName,
        /// The rows.
        rows: Vec<Row<'a>>,
    },
    /// Invited, delivered, responded, response rate, and the answers in the figures.
    Participation(Vec<CountRow<'a>>),
    /// Counts without record keys that stand alone.
    Counts(Vec<(RowName, FixedCount)>),
}

/// A table that asks to be released.
#[derive(Clone, Debug)]
pub struct OpenTable<'a> {
    /// A stable short name, e.g. "vawg-whole-experience".
    pub id: String,
    /// Its caption.
    pub title: String,
    /// Its rows.
    pub body: OpenBody<'a>,
}
