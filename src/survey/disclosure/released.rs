//! A table as it may be published. Its fields are private: only `protect` fills them.

use super::open::RowName;

/// One table allowed into an edition.
#[derive(Clone, Debug, PartialEq)]
pub struct ReleasedTable {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) body: ReleasedBody,
}

/// Its rows, by kind.
#[derive(Clone, Debug, PartialEq)]
pub enum ReleasedBody {
    /// Shares of the categories of one item.
    Measure(MeasureName, Vec<ReleasedRow>),
    /// Who was asked and who answered.
    Participation(Vec<Participation>),
    /// Counts that stand alone.
    Counts(Vec<(RowName, Figure)>),
}

/// What a table measures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MeasureName {
    /// The measure's id.
    pub id: String,
    /// Its name in tables.
    pub label: String,
    /// The item it comes from.
    pub item: String,
    /// The question as it was asked, with a general word where the service's name stood.
    pub question: String,
    /// The categories, the one that stands in charts and sentences first.
    pub categories: Vec<String>,
}

/// Why a row is not plainly a percentage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// A small base: the percentage is shown, and no sentence is built on it.
    LowReliability,
    /// Too small a base for a percentage: rounded counts only.
    CountsOnly,
    /// Confidential: nothing is shown.
    Confidential,
    /// Not held, so that it cannot be computed.
    NotHeld,
}

impl Mark {
    /// The government statisticians' shorthand (Analysis Function, "Using symbols in tables").
    pub fn symbol(self) -> &'static str {
        match self {
            Self::LowReliability | Self::CountsOnly => "[u]",
            Self::Confidential => "[c]",
            Self::NotHeld => "[x]",
        }
    }
}

/// A share in whole percent with its interval, computed from printed numbers only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share {
    pub(super) percent: u8,
    pub(super) low: u8,
    pub(super) high: u8,
}

impl Share {
    /// The percentage as it is printed: never 0 or 100, which would tell of everybody.
    pub fn text(&self) -> String {
        match self.percent {
            0..5 => "under 5%".into(),
            96.. => "over 95%".into(),
            percent => format!("{percent}%"),
        }
    }

    /// The percentage where charts draw it, clamped to 5 … 95 like the printed words.
    pub fn drawn(&self) -> u8 {
        self.percent.clamp(5, 95)
    }

    /// Lower end of the 95 % interval in whole percent.
    pub fn low(&self) -> u8 {
        self.low
    }

    /// Upper end of the 95 % interval in whole percent.
    pub fn high(&self) -> u8 {
        self.high
    }
}

/// One row of a measure.
#[derive(Clone, Debug, PartialEq)]
pub struct ReleasedRow {
    pub(super) name: RowName,
    pub(super) counts: Option<Vec<u64>>,
    pub(super) shares: Option<Vec<Share>>,
    pub(super) mark: Option<Mark>,
    pub(super) note: String,
    pub(super) parts: usize,
}

impl ReleasedRow {
    /// What it is called.
    pub fn name(&self) -> &RowName {
        &self.name
    }

    /// The rounded counts of the categories, where they may be shown.
    pub fn counts(&self) -> Option<&[u64]> {
        self.counts.as_deref()
    }

    /// The base: the sum of the rounded categories.
    pub fn base(&self) -> Option<u64> {
        self.counts.as_ref().map(|counts| counts.iter().sum())
    }

    /// The shares of the categories, where the base allows them.
    pub fn shares(&self) -> Option<&[Share]> {
        self.shares.as_deref()
    }

    /// Its mark.
    pub fn mark(&self) -> Option<Mark> {
        self.mark
    }

    /// What the notes column says.
    pub fn note(&self) -> &str {
        &self.note
    }
}

/// A printed count, or why there is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Figure {
    /// A count rounded to five.
    Number(u64),
    /// More than nobody, and too few to be shown.
    TooFew,
    /// Not held for this group.
    NotHeld,
}

/// One row of who was asked and who answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Participation {
    pub(super) name: RowName,
    pub(super) invited: Figure,
    pub(super) delivered: Figure,
    pub(super) responded: Figure,
    pub(super) in_figures: Figure,
    pub(super) rate: Option<u8>,
    pub(super) mark: Option<Mark>,
    pub(super) note: String,
}

impl Participation {
    /// What it is called.
    pub fn name(&self) -> &RowName {
        &self.name
    }

    /// Those who were invited.
    pub fn invited(&self) -> Figure {
        self.invited
    }

    /// Those whose letter was delivered.
    pub fn delivered(&self) -> Figure {
        self.delivered
    }

    /// Those of the invited who answered.
    pub fn responded(&self) -> Figure {
        self.responded
    }

    /// The answers that the edition's figures rest on.
    pub fn in_figures(&self) -> Figure {
        self.in_figures
    }

    /// Why the rate is not plainly a percentage.
    pub fn mark(&self) -> Option<Mark> {
        self.mark
    }

    /// Responded as a share of invited, in whole percent.
    pub fn rate(&self) -> Option<u8> {
        self.rate
    }

    /// What the notes column says.
    pub fn note(&self) -> &str {
        &self.note
    }
}

impl ReleasedTable {
    /// Its stable short name.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Its caption.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// Its rows.
    pub fn body(&self) -> &ReleasedBody {
        &self.body
    }

    /// The rows of a measure; none for a table of participation.
    pub fn rows(&self) -> &[ReleasedRow] {
        match &self.body {
            ReleasedBody::Measure(_, rows) => rows,
            ReleasedBody::Participation(_) | ReleasedBody::Counts(_) => &[],
        }
    }

    /// The rows of participation; none for a measure.
    pub fn participation(&self) -> &[Participation] {
        match &self.body {
            ReleasedBody::Participation(rows) => rows,
            ReleasedBody::Measure(..) | ReleasedBody::Counts(_) => &[],
        }
    }
}
