//! The table of offence codes. Codes are text: `4.10` read as a number would become another crime.

use std::collections::HashMap;

use super::offence_rows::{Cells, rows};
use crate::survey::source::{Fault, SourceFile};

/// Whom a crime is committed against, as far as its code tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum VictimKind {
    /// A living person.
    Person,
    /// Mostly a living person, sometimes nobody in particular.
    Mixed,
    /// A police officer or another worker on duty.
    Officer,
    /// A business or another organisation.
    Business,
    /// Somebody who died of it.
    Deceased,
    /// The state or society: no personal victim.
    State,
}

const VICTIM_KINDS: &str = "person, mixed, officer, business, deceased, state";

impl VictimKind {
    /// The kind of that name in the table.
    fn named(name: &str) -> Option<VictimKind> {
        Some(match name {
            "person" => VictimKind::Person,
            "mixed" => VictimKind::Mixed,
            "officer" => VictimKind::Officer,
            "business" => VictimKind::Business,
            "deceased" => VictimKind::Deceased,
            "state" => VictimKind::State,
            _ => return None,
        })
    }

    /// Whether crimes of this kind may be against a living person: only they count for a VAWG rule set.
    pub fn may_be_living_person(self) -> bool {
        match self {
            VictimKind::Person | VictimKind::Mixed | VictimKind::Officer => true,
            VictimKind::Business | VictimKind::Deceased | VictimKind::State => false,
        }
    }
}

/// One offence code of the counting rules.
#[derive(Clone, Debug)]
pub struct Offence {
    /// The code as the counting rules write it, e.g. `8N` or `4.10`.
    pub code: String,
    /// The name of the crime.
    pub description: String,
    /// The subgroup that official tables put it in.
    pub subgroup: String,
    /// The group that official tables put it in.
    pub group: String,
    /// Whom it is committed against.
    pub victim_kind: VictimKind,
    /// What the table says of violence against women and girls: `yes`, `no`, `if_flag`, `if_subcode_or_flag`, `policy_choice`.
    pub vawg_default: String,
    /// Whether code and name were confirmed against a published table (`verified`) or await it (`check`).
    pub status: String,
    /// Where the row comes from.
    pub source: String,
    /// The year of that source.
    pub year: u16,
    /// Line in `offence-codes.csv`, from 1.
    pub line: u64,
}

/// The table of offence codes, found by code.
#[derive(Clone, Debug)]
pub struct OffenceCodes {
    list: Vec<Offence>,
    by_code: HashMap<String, usize>,
}

const STATUSES: [&str; 3] = ["verified", "check", "note"];
const DEFAULTS: [&str; 5] = ["yes", "no", "if_flag", "if_subcode_or_flag", "policy_choice"];

impl OffenceCodes {
    /// Reads `offence-codes.csv`. A cell such as `1/4.1` is a list of codes; a row of status `note` maps nothing.
    pub(super) fn parse(file: &SourceFile) -> Result<OffenceCodes, Vec<Fault>> {
        let mut table = OffenceCodes {
            list: Vec::new(),
            by_code: HashMap::new(),
        };
        let mut faults = Vec::new();
        for cells in rows(file)? {
            table.take(&file.path, &cells, &mut faults);
        }
        if faults.is_empty() { Ok(table) } else { Err(faults) }
    }

    fn take(&mut self, path: &str, cells: &Cells, faults: &mut Vec<Fault>) {
        let before = faults.len();
        for (column, allowed) in [("status", &STATUSES[..]), ("vawg_default", &DEFAULTS[..])] {
            let cell = cells.get(column);
            if !allowed.contains(&cell.text.as_str()) {
                faults.push(cell.is_no(path, column, &allowed.join(", ")));
            }
        }
        let (kind, year) = (cells.get("victim_kind"), cells.get("year"));
        let victim_kind = VictimKind::named(&kind.text);
        if victim_kind.is_none() {
            faults.push(kind.is_no(path, "victim_kind", VICTIM_KINDS));
        }
        let parsed = year.text.parse::<u16>().ok();
        if parsed.is_none() {
            faults.push(year.is_no(path, "year", "a year in four digits, such as 2022"));
        }
        if cells.get("status").text == "note" {
            return;
        }
        if let (true, Some(victim_kind), Some(year)) = (before == faults.len(), victim_kind, parsed) {
            self.add(path, cells, victim_kind, year, faults);
        }
    }

    fn add(
        &mut self,
        path: &str,
        cells: &Cells,
        victim_kind: VictimKind,
        year: u16,
        faults: &mut Vec<Fault>,
    ) {
        let cell = cells.get("offence_code");
        for code in cell.text.split('/').map(str::trim) {
            if code.is_empty()
                || !code
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || byte == b'.')
            {
                let what = format!("\"{code}\" is no offence code");
                let allowed = "A code is letters, digits and full stops; several are parted by a slash";
                let remedy = "Correct the code, or set status to note";
                faults.push(Fault::of(path, what, allowed, remedy).at(cell.line, cell.column));
            } else if self.by_code.insert(code.to_owned(), self.list.len()).is_some() {
                let what = format!("Offence code \"{code}\" stands twice");
                let fault = Fault::of(path, what, "Each stands once", "Remove one of the rows");
                faults.push(fault.at(cell.line, cell.column));
            } else {
                self.list.push(offence(cells, code, victim_kind, year));
            }
        }
    }

    /// All codes in the order of the table; notes are left out.
    pub fn list(&self) -> &[Offence] {
        &self.list
    }

    /// The offence of a code, which is compared as text in upper case.
    pub fn find(&self, code: &str) -> Option<&Offence> {
        let code = code.trim();
        let place = self
            .by_code
            .get(code)
            .or_else(|| self.by_code.get(&code.to_ascii_uppercase()))?;
        self.list.get(*place)
    }
}

fn offence(cells: &Cells, code: &str, victim_kind: VictimKind, year: u16) -> Offence {
    let text = |column: &str| cells.get(column).text.clone();
    Offence {
        code: code.to_owned(),
        description: text("offence_description"),
        subgroup: text("offence_subgroup"),
        group: text("offence_group"),
        victim_kind,
        vawg_default: text("vawg_default"),
        status: text("status"),
        source: text("source"),
        year,
        line: cells.get("offence_code").line,
    }
}

#[cfg(test)]
mod tests {
    use super::super::crime_data::OFFENCES;
    use super::super::specimen::faults_after;

    const ROW: &str = "19C,Rape of a female aged 16 and over,Rape offences,Sexual offences,person,yes,";

    fn fault(new: &str) -> (u64, u64, String) {
        let faults = faults_after(OFFENCES, ROW, new);
        assert_eq!(faults.len(), 1, "{faults:?}");
        (faults[0].line, faults[0].column, faults[0].what.clone())
    }

    #[test]
    fn a_fault_in_the_table_stands_at_its_line_and_the_first_letter_of_its_cell() {
        let table = include_str!("../../../survey-defs/crime/offence-codes.csv");
        let line = 1 + table
            .lines()
            .position(|line| line.starts_with("19C,"))
            .expect("it is there");
        let line = u64::try_from(line).expect("a line");
        let (at, column, what) = fault(&ROW.replace(",person,", ",persom,"));
        assert_eq!((at, column), (line, 69), "{what}");
        assert_eq!(what, "\"persom\" is no victim_kind");
        let (at, column, what) = fault(&ROW.replace("19C,", "19 C,"));
        assert_eq!((at, column), (line, 1), "{what}");
        let (at, column, what) = fault(&ROW.replace(",yes,", ",yes,one too many,"));
        assert_eq!((at, column), (line, 1), "{what}");
        assert_eq!(what, "The row has 10 cells and the table 9 columns");
        let (at, column, what) = fault(
            &ROW.replace("Rape of a female aged 16", "\"Rape, é\"\" of a")
                .replace(" and over,", "\",")
                .replace(",yes,", ",maybe,"),
        );
        assert_eq!((at, what.as_str()), (line, "\"maybe\" is no vawg_default"));
        assert_eq!(column, 59);
    }

    #[test]
    fn a_column_that_is_missing_or_unknown_is_named() {
        let faults = faults_after(OFFENCES, "offence_subgroup,", "offence_subgrup,");
        let said: Vec<&str> = faults.iter().map(|fault| fault.what.as_str()).collect();
        assert_eq!(
            said,
            [
                "There is no column \"offence_subgrup\"",
                "The column offence_subgroup is missing"
            ]
        );
        assert_eq!((faults[0].line, faults[0].column), (1, 34));
    }
}
