//! The parts of an edition.

use chrono::NaiveDate;

use super::{Break, FamilyName, Period, Programme};
use crate::survey::disclosure::{CellKeySecret, ReleasedTable, Thresholds};
use crate::survey::estimation::{Age, Sex, Tabulation, Tally};

/// What an edition says about itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    /// Its number, given once and never again.
    pub number: i32,
    /// The edition it corrects.
    pub corrects: Option<i32>,
    /// Its period.
    pub period: Period,
    /// The last day whose answers are in it.
    pub cut_off: NaiveDate,
    /// The waves in it, by name.
    pub waves: Vec<String>,
    /// SHA-256 of each questionnaire version loaded up to the cut-off, the one that names the measures first.
    pub questionnaires: Vec<String>,
    /// The rule set that says which families are violence against women and girls.
    pub vawg_rules: String,
    /// Rule sets that cannot be computed from what is held: name and reason.
    pub not_computable: Vec<String>,
    /// The thresholds in force.
    pub thresholds: Thresholds,
    /// The measures whose question or answers changed within the period or the one before it.
    pub breaks: Vec<Break>,
}

/// A total of the contact files, or of the account of a closed wave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FrameTotal {
    /// The quarter of its wave.
    pub quarter: String,
    /// The family.
    pub family: String,
    /// The sex on the contact file; `None` where it is not told apart.
    pub sex: Option<Sex>,
    /// The age band on the contact file; `None` where it is not told apart.
    pub age: Option<Age>,
    /// How many.
    pub count: u64,
}

/// People of the contact files who were left out, for one reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Excluded {
    /// Why, as the rules of the sample label it: "No email address".
    pub reason: String,
    /// Whether it takes out a case and nobody: another case of the same person was drawn.
    pub same_person: bool,
    /// Who.
    pub who: FrameTotal,
}

/// Slips of one quarter and family that tell the same characteristic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SlipTally {
    /// The quarter of its wave.
    pub quarter: String,
    /// The family of its cohort.
    pub family: String,
    /// The item: "disability", "ethnic-group".
    pub characteristic: String,
    /// The code that was chosen.
    pub category: String,
    /// The whole experience: 1 good, 2 middle, 3 bad.
    pub whole_experience: u8,
    /// Whose.
    pub tally: Tally,
}

/// All that an edition is made from.
#[derive(Clone, Debug)]
pub struct Material<'a> {
    /// What it says about itself.
    pub facts: Facts,
    /// What is tabulated.
    pub programme: &'a Programme,
    /// The tallies of its quarters, and of those before them that it is compared with.
    pub tabulation: &'a Tabulation,
    /// Slips of the VAWG families: characteristic, category, and the whole experience in three classes.
    pub slips: &'a [SlipTally],
    /// The people whose case stands in the contact files.
    pub frame: &'a [FrameTotal],
    /// Those of them who were left out.
    pub excluded: &'a [Excluded],
    /// The people invited.
    pub invited: &'a [FrameTotal],
    /// The letters delivered.
    pub delivered: &'a [FrameTotal],
    /// The people whose link brought answers, as the account of each closed wave has them.
    pub responded: &'a [FrameTotal],
    /// Cases of families outside the VAWG border that carry a VAWG code or flag.
    pub vawg_elsewhere: &'a [FrameTotal],
    /// The secret of the rounding.
    pub secret: &'a CellKeySecret,
}

impl<'a> Material<'a> {
    /// Every family, and each parent under which somebody's answers are counted in this edition.
    pub(super) fn families(&self) -> impl Iterator<Item = &'a FamilyName> + use<'a> {
        let quarters = self.facts.period.quarters();
        let tabulation = self.tabulation;
        self.programme.families.iter().filter(move |family| {
            !family.parent || tabulation.responded(&quarters, &family.id, &Sex::ALL).count > 0
        })
    }
}

/// A frozen publication: what the documents floor writes down.
#[derive(Clone, Debug, PartialEq)]
pub struct Edition {
    /// What it says about itself.
    pub facts: Facts,
    /// All families on one page.
    pub overview: Report,
    /// Violence against women and girls.
    pub vawg: Report,
    /// Men and boys, of equal rank.
    pub men: Report,
    /// The rights of the Victims' Code.
    pub rights: Report,
    /// One report a family.
    pub families: Vec<Report>,
}

/// One page of the edition with its data file.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// The stem of its file names: "vawg", "family-burglary".
    pub name: String,
    /// Its title.
    pub title: String,
    /// What it is about, in a sentence.
    pub lead: String,
    /// Findings, written by rule.
    pub headlines: Vec<String>,
    /// Its sections.
    pub sections: Vec<Section>,
}

/// A part of a report.
#[derive(Clone, Debug, PartialEq)]
pub struct Section {
    /// Its anchor.
    pub id: String,
    /// Its heading.
    pub title: String,
    /// What has to be known to read it.
    pub text: Vec<String>,
    /// Its tables.
    pub exhibits: Vec<Exhibit>,
    /// Tables of words, which tell what the released tables hold and no number besides.
    pub grids: Vec<Grid>,
}

/// A table of words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grid {
    /// Its caption.
    pub caption: String,
    /// What stands above the names of its lines.
    pub corner: String,
    /// Its columns.
    pub columns: Vec<String>,
    /// Its lines, each with its name and a cell a column.
    pub lines: Vec<(String, Vec<String>)>,
}

/// A table and how it is shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Exhibit {
    /// The heading above it.
    pub heading: String,
    /// What it is about.
    pub about: String,
    /// How it is shown on the page; the data file holds every table.
    pub show: Show,
    /// The table.
    pub table: ReleasedTable,
}

/// How a table is shown on the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Show {
    /// The groups side by side with a chart.
    Groups,
    /// A line a family: its groups in columns, the first category only; the total before it is the last line.
    Families,
    /// The same below a chart of the families.
    FamiliesCharted,
    /// As it is.
    Plain,
    /// A line a place, its groups in columns.
    ByGroup,
    /// A line a place, its categories in columns.
    Places,
    /// In the data file only.
    DataOnly,
}

impl Report {
    /// All its tables, in order.
    pub fn tables(&self) -> impl Iterator<Item = &ReleasedTable> {
        self.sections
            .iter()
            .flat_map(|section| &section.exhibits)
            .map(|exhibit| &exhibit.table)
    }
}

impl Edition {
    /// All reports, the overview first.
    pub fn reports(&self) -> impl Iterator<Item = &Report> {
        [&self.overview, &self.vawg, &self.men, &self.rights]
            .into_iter()
            .chain(&self.families)
    }
}
