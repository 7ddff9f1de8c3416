//! A table as it may be published. Its fields are private: only `protect` fills them.

use super::compare::Comparison;
use super::open::RowName;
use crate::survey::estimation::Estimate;

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
    /// Differences of printed shares, each with the verdict of its test.
    Comparisons(Vec<Comparison>),
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
    /// What its percentages are; nothing where nobody answered or nothing is shown.
    pub(super) estimate: Option<Estimate>,
    /// Its factor in totals.
    pub(super) between: f64,
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

    /// How much wider its intervals are for its weights (Kish), to one decimal, where percentages stand.
    pub fn design_effect(&self) -> Option<String> {
        self.shares.as_ref()?;
        Some(self.estimate.as_ref()?.design_effect().printed())
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

impl Figure {
    /// The sum of printed numbers; not held where one of them is not held.
    pub fn sum(figures: impl IntoIterator<Item = Self>) -> Self {
        let mut sum = None;
        for figure in figures {
            match figure {
                Self::NotHeld => return Self::NotHeld,
                Self::TooFew => {}
                Self::Number(number) => sum = Some(sum.unwrap_or(0) + number),
            }
        }
        sum.map_or(Self::TooFew, Self::Number)
    }

    /// The number, where one is printed.
    pub fn number(self) -> Option<u64> {
        match self {
            Self::Number(number) => Some(number),
            Self::TooFew | Self::NotHeld => None,
        }
    }
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
            _ => &[],
        }
    }

    /// The rows of participation; none for a measure.
    pub fn participation(&self) -> &[Participation] {
        match &self.body {
            ReleasedBody::Participation(rows) => rows,
            _ => &[],
        }
    }

    /// Differences with their verdicts; none for another kind of table.
    pub fn comparisons(&self) -> &[Comparison] {
        match &self.body {
            ReleasedBody::Comparisons(rows) => rows,
            _ => &[],
        }
    }

    /// The counts of another table added up under new names; none where `under` gives none. A sum of printed numbers
    /// adds no knowledge.
    pub fn summed(id: String, title: String, of: &Self, under: impl Fn(&RowName) -> Option<RowName>) -> Self {
        let mut sums: Vec<(RowName, Vec<Figure>)> = Vec::new();
        let rows = match &of.body {
            ReleasedBody::Counts(rows) => rows.as_slice(),
            _ => &[],
        };
        for (name, figure) in rows
            .iter()
            .filter_map(|(name, figure)| Some((under(name)?, *figure)))
        {
            match sums.iter_mut().find(|(known, _)| *known == name) {
                Some((_, figures)) => figures.push(figure),
                None => sums.push((name, vec![figure])),
            }
        }
        let rows = sums
            .into_iter()
            .map(|(name, figures)| (name, Figure::sum(figures)));
        Self {
            id,
            title,
            body: ReleasedBody::Counts(rows.collect()),
        }
    }

    /// The counts of a table; none for another kind.
    pub fn figures(&self) -> &[(RowName, Figure)] {
        match &self.body {
            ReleasedBody::Counts(rows) => rows,
            _ => &[],
        }
    }

    /// A table of comparisons, all of which `compare` made.
    pub fn of_comparisons(id: String, title: String, rows: Vec<Comparison>) -> Self {
        Self {
            id,
            title,
            body: ReleasedBody::Comparisons(rows),
        }
    }
}
