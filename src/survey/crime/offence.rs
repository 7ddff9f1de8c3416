//! The table of offence codes. Codes are text: `4.10` read as a number would become another crime.

use std::collections::HashMap;

use serde::Deserialize;

use crate::survey::source::{Fault, SourceFile};

/// Whom a crime is committed against, as far as its code tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
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

impl VictimKind {
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

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    offence_code: String,
    offence_description: String,
    offence_subgroup: String,
    offence_group: String,
    victim_kind: VictimKind,
    vawg_default: String,
    status: String,
    source: String,
    year: u16,
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
        let mut reader = csv::Reader::from_reader(file.text.as_bytes());
        let headers = reader
            .headers()
            .cloned()
            .map_err(|error| vec![unreadable(&file.path, 1, &error)])?;
        for record in reader.records() {
            let line = record
                .as_ref()
                .ok()
                .and_then(csv::StringRecord::position)
                .map_or(0, csv::Position::line);
            match record.and_then(|record| record.deserialize::<Row>(Some(&headers))) {
                Ok(row) => table.take(&file.path, line, row, &mut faults),
                Err(error) => faults.push(unreadable(&file.path, line, &error)),
            }
        }
        if faults.is_empty() { Ok(table) } else { Err(faults) }
    }

    fn take(&mut self, path: &str, line: u64, row: Row, faults: &mut Vec<Fault>) {
        for (value, allowed, column) in [
            (&row.status, &STATUSES[..], "status"),
            (&row.vawg_default, &DEFAULTS[..], "vawg_default"),
        ] {
            if !allowed.contains(&value.as_str()) {
                let what = format!("\"{value}\" is no {column}");
                let allowed = format!("{column} is one of {}", allowed.join(", "));
                faults.push(Fault::of(path, what, allowed, "Correct the cell").at(line, 1));
            }
        }
        if row.status == "note" {
            return;
        }
        for code in row.offence_code.split('/').map(str::trim) {
            if code.is_empty()
                || !code
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || byte == b'.')
            {
                let what = format!("\"{code}\" is no offence code");
                let allowed = "A code is letters, digits and full stops; several are parted by a slash";
                faults.push(
                    Fault::of(path, what, allowed, "Correct the code, or set status to note").at(line, 1),
                );
            } else if self.by_code.insert(code.to_owned(), self.list.len()).is_some() {
                let what = format!("Offence code \"{code}\" stands twice");
                faults.push(Fault::of(path, what, "Each stands once", "Remove one of the rows").at(line, 1));
            } else {
                self.list.push(row.offence(code, line));
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

impl Row {
    fn offence(&self, code: &str, line: u64) -> Offence {
        Offence {
            code: code.to_owned(),
            description: self.offence_description.clone(),
            subgroup: self.offence_subgroup.clone(),
            group: self.offence_group.clone(),
            victim_kind: self.victim_kind,
            vawg_default: self.vawg_default.clone(),
            status: self.status.clone(),
            source: self.source.clone(),
            year: self.year,
            line,
        }
    }
}

fn unreadable(path: &str, line: u64, error: &csv::Error) -> Fault {
    let line = error.position().map_or(line, csv::Position::line);
    let column = match error.kind() {
        csv::ErrorKind::Deserialize { err, .. } => err.field().map_or(0, |field| field + 1),
        _ => 0,
    };
    let what = format!("The row cannot be read: {error}");
    let allowed = "Columns are offence_code, offence_description, offence_subgroup, offence_group, victim_kind \
                   (person, mixed, officer, business, deceased, state), vawg_default, status, source, year";
    Fault::of(path, what, allowed, "Correct the row").at(line, column)
}
