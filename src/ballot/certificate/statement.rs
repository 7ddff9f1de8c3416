//! What a certificate states. The order of the fields is the order in which they are signed.

use chrono::NaiveDate;
use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};

use crate::ballot::secret::sha256;
use crate::survey::accounting;
use crate::survey::disclosure;

/// What stands as the hash before the first certificate.
pub const FIRST: &str = "0000000000000000000000000000000000000000000000000000000000000000";
/// The version of a statement.
pub(super) const FORMAT: &str = "heard certificate 1";

/// One link of the chain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Statement {
    /// Always "heard certificate 1".
    pub format: String,
    /// Its place, from 1.
    pub number: u32,
    /// The hash of the statement before, 64 hexadecimal digits.
    pub before: String,
    /// The day of the mix, or of the close; nothing finer.
    pub on: NaiveDate,
    /// The wave's name.
    pub wave: String,
    /// The quarter in which its crimes were recorded.
    pub quarter: String,
    /// The rules in force.
    pub rules: Rules,
    /// The account.
    pub account: Account,
}

/// The rules under which the figures came about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    /// The smallest number of ballots mixed together.
    pub smallest_batch: u64,
    /// The smallest class of sex and age in a mix.
    pub smallest_class: u64,
    /// What every printed count is a multiple of.
    pub rounded_to: u64,
    /// The rounded count from which a figure is shown.
    pub shown_from: u64,
}

/// What is accounted for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "lowercase")]
pub enum Account {
    /// A mix: the total alone. Figures by family before the close would tell who answered.
    Mix {
        /// Responses that came out.
        mixed: Figure,
    },
    /// The close of a wave.
    Close {
        /// By family; small ones together.
        rows: Vec<Row>,
        /// The sums of what the rows print.
        total: Figures,
    },
}

/// One family, or several together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Row {
    /// The ids of its families.
    pub families: Vec<String>,
    /// Their figures.
    pub figures: Figures,
}

/// The figures of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Figures {
    /// Contacts that a letter was made for, and cards.
    pub invited: Figure,
    /// Letters that left.
    pub delivered: Figure,
    /// Letters that came back, did not leave, or may not have.
    pub failed: Figure,
    /// People who asked not to be written to.
    pub stopped: Figure,
    /// Links that answers came through.
    pub spent: Figure,
    /// Responses that came out of the mix.
    pub mixed: Figure,
    /// Ballots that came from an earlier wave.
    pub carried_in: Figure,
    /// Ballots that went on to a later wave.
    pub carried_out: Figure,
}

/// A count as it may be printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Figure {
    /// Rounded.
    Number(u64),
    /// Withheld.
    Withheld(TooFew),
}

/// The words of a figure that is withheld.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum TooFew {
    /// More than none, and too few to be shown.
    #[serde(rename = "too few")]
    TooFew,
}

/// Where a new statement stands: its number and the hash before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Its number.
    pub number: u32,
    /// The hash of the statement before.
    pub before: String,
}

impl Place {
    /// The place of the first.
    pub fn first() -> Self {
        Self {
            number: 1,
            before: FIRST.to_owned(),
        }
    }

    /// The place after a statement.
    pub fn after(last: &Statement) -> Self {
        Self {
            number: last.number + 1,
            before: last.hash(),
        }
    }
}

impl Statement {
    /// A statement at a place of the chain.
    pub fn new(
        place: Place,
        on: NaiveDate,
        (wave, quarter): (&str, &str),
        rules: Rules,
        account: Account,
    ) -> Self {
        Self {
            format: FORMAT.to_owned(),
            number: place.number,
            before: place.before,
            on,
            wave: wave.to_owned(),
            quarter: quarter.to_owned(),
            rules,
            account,
        }
    }

    /// The bytes that are hashed and signed: JSON without a space between its tokens.
    #[expect(
        clippy::expect_used,
        reason = "texts, numbers and a date are written whatever they hold"
    )]
    pub fn signed_text(&self) -> String {
        serde_json::to_string(self).expect("a statement can be written")
    }

    /// SHA-256 of the signed text, in hexadecimal digits.
    pub fn hash(&self) -> String {
        HEXLOWER.encode(&sha256(&[self.signed_text().as_bytes()]))
    }
}

impl Account {
    /// The account of a wave at its close.
    pub fn of_close(account: &accounting::Account) -> Self {
        let row = |row: &accounting::AccountRow| Row {
            families: row.families.clone(),
            figures: Figures::of(&row.figures),
        };
        Self::Close {
            rows: account.rows.iter().map(row).collect(),
            total: Figures::of(&account.total),
        }
    }

    /// The total that came out of a mix; what else is known of the wave stays behind.
    pub fn of_mix(account: &accounting::Account) -> Self {
        Self::Mix {
            mixed: account.total.mixed.into(),
        }
    }

    /// The total of responses that came out.
    pub fn mixed(&self) -> Figure {
        match self {
            Self::Mix { mixed } => *mixed,
            Self::Close { total, .. } => total.mixed,
        }
    }
}

impl Figures {
    fn of(figures: &accounting::Figures) -> Self {
        Self {
            invited: figures.invited.into(),
            delivered: figures.delivered.into(),
            failed: figures.failed.into(),
            stopped: figures.stopped.into(),
            spent: figures.spent.into(),
            mixed: figures.mixed.into(),
            carried_in: figures.carried_in.into(),
            carried_out: figures.carried_out.into(),
        }
    }

    /// Each figure with its name.
    pub fn named(&self) -> [(&'static str, Figure); 8] {
        [
            ("invited", self.invited),
            ("delivered", self.delivered),
            ("failed", self.failed),
            ("stopped", self.stopped),
            ("spent", self.spent),
            ("mixed", self.mixed),
            ("carried_in", self.carried_in),
            ("carried_out", self.carried_out),
        ]
    }
}

impl From<disclosure::Figure> for Figure {
    fn from(figure: disclosure::Figure) -> Self {
        match figure {
            disclosure::Figure::Number(number) => Self::Number(number),
            disclosure::Figure::TooFew | disclosure::Figure::NotHeld => Self::Withheld(TooFew::TooFew),
        }
    }
}

impl Figure {
    /// The sum of what is printed; withheld where nothing else was there to add up.
    pub fn sum(figures: impl Iterator<Item = Figure>) -> Figure {
        let (mut sum, mut withheld) = (0_u64, false);
        for figure in figures {
            match figure {
                Figure::Number(number) => sum = sum.saturating_add(number),
                Figure::Withheld(_) => withheld = true,
            }
        }
        match (sum, withheld) {
            (0, true) => Figure::Withheld(TooFew::TooFew),
            (sum, _) => Figure::Number(sum),
        }
    }
}

impl std::fmt::Display for Figure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Number(number) => write!(f, "{number}"),
            Self::Withheld(_) => f.write_str("too few"),
        }
    }
}
