//! What questions may name: measures, rights, services; and the support lines of the closing page.

use chrono::{Days, NaiveDate};
use schemars::JsonSchema;
use serde::Deserialize;

use super::item::{MeasureId, RightId};
use super::wording::Text;

/// What the report calls a figure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Measure {
    /// Its name in definitions and between quarters.
    pub id: MeasureId,
    /// Its name in tables and charts.
    pub label: Text,
    /// One sentence for the reader of the report.
    pub about: Text,
    /// What of a right it tells, where that does not follow from its answers: a choice of classes tells how good it was,
    /// another whether it was received.
    pub aspect: Option<Aspect>,
}

/// What of a right of the Victims' Code a question asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Aspect {
    /// Whether the victim knew of it, or was told that it exists.
    Known,
    /// Whether the victim had it.
    Received,
    /// Whether what was had was good enough.
    GoodEnough,
}

impl Aspect {
    /// All three, in the order of a report.
    pub const EACH: [Self; 3] = [Self::Known, Self::Received, Self::GoodEnough];

    /// Its words in reports.
    pub fn words(self) -> &'static str {
        match self {
            Self::Known => "Known",
            Self::Received => "Received",
            Self::GoodEnough => "Good enough",
        }
    }
}

/// A right of the Victims' Code, dated, since Codes change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Right {
    /// Its number.
    pub id: RightId,
    /// What it is a right to.
    pub name: Text,
    /// The first day on which it holds.
    pub from: NaiveDate,
    /// The last day on which it holds, where it has one.
    pub until: Option<NaiveDate>,
    /// Where it stands.
    pub source: String,
}

impl Right {
    /// Whether it holds on a day.
    pub fn holds_on(&self, day: NaiveDate) -> bool {
        self.from <= day && self.until.is_none_or(|until| day <= until)
    }
}

/// A service that texts may name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Service {
    /// What stands in `{service.<id>}`.
    pub id: String,
    /// Its name, as it stands in the middle of a sentence.
    pub name: Text,
}

/// One offer of help on the closing page, which is the same for everybody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SupportLine {
    /// Its name in the file.
    pub id: String,
    /// What it is called.
    pub name: Text,
    /// The number as it is dialled, where there is one.
    pub number: Option<String>,
    /// Who it is for.
    pub help: Text,
    /// Where the entry was taken from.
    pub source: String,
    /// When the file's writers last compared it with its source; `None`: never.
    pub last_checked: Option<NaiveDate>,
    /// Days for which a recorded check of it holds.
    pub good_for_days: u16,
}

impl SupportLine {
    /// What everybody sees of it, in English: a recorded check holds for these words and no others.
    pub fn shown(&self) -> String {
        let number = self.number.as_deref().unwrap_or("no number");
        let (name, help) = (
            self.name.in_language(super::ENGLISH),
            self.help.in_language(super::ENGLISH),
        );
        format!("{name}: {number}. {help}")
    }

    /// The last day on which a check made on `day` holds.
    pub fn holds_until(&self, day: NaiveDate) -> NaiveDate {
        day.checked_add_days(Days::new(self.good_for_days.into()))
            .unwrap_or(day)
    }
}
