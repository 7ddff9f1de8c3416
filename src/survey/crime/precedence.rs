//! Rules that map a case to its family: ordered, dated, each with its reason. The first that holds decides.

use std::collections::HashSet;

use chrono::NaiveDate;
use serde::Deserialize;
use serde_saphyr::Spanned;

use super::crime_data::Case;
use super::family::{Family, FamilyId};
use super::flag::{FlagSet, Flags};
use super::offence::{Offence, OffenceCodes, VictimKind};
use super::reading::{fault_at, twice};
use crate::survey::source::{Fault, SourceFile};
use crate::survey::yaml;

/// What `family:` says where there is nobody to ask.
const NOBODY: &str = "none";

/// One rule of precedence. It holds when everything it names holds.
#[derive(Clone, Debug)]
pub struct Rule {
    /// Its name in the file.
    pub id: String,
    /// First day of recording it holds for.
    pub from: NaiveDate,
    /// Last day of recording it holds for, where it has ended.
    pub until: Option<NaiveDate>,
    /// The family it gives; `None`: nobody to ask.
    pub family: Option<FamilyId>,
    /// Why.
    pub reason: String,
    reported: Option<bool>,
    victims: Option<Vec<VictimKind>>,
    codes: Option<HashSet<String>>,
    subgroups: Option<HashSet<String>>,
    pub(super) flags: Option<FlagSet>,
}

impl Rule {
    /// Whether the rule is in force for crimes recorded on that day.
    pub fn in_force(&self, recorded: NaiveDate) -> bool {
        self.from <= recorded && self.until.is_none_or(|until| recorded <= until)
    }

    /// Whether the rule decides this case; `offence` is `None` where a case came without a code.
    pub(super) fn holds(&self, case: &Case<'_>, offence: Option<&Offence>) -> bool {
        let names = |set: &Option<HashSet<String>>, word: fn(&Offence) -> &String| match (set, offence) {
            (None, _) => true,
            (Some(set), Some(offence)) => set.contains(word(offence)),
            (Some(_), None) => false,
        };
        self.in_force(case.recorded)
            && self.reported.is_none_or(|reported| reported == case.reported)
            && self
                .victims
                .as_ref()
                .is_none_or(|kinds| kinds.contains(&case.victim))
            && self.flags.is_none_or(|flags| flags.meets(case.flags))
            && names(&self.codes, |offence| &offence.code)
            && names(&self.subgroups, |offence| &offence.subgroup)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PrecedenceFile {
    #[serde(rename = "source")]
    _source: String,
    rules: Vec<RuleEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RuleEntry {
    id: Spanned<String>,
    from: NaiveDate,
    until: Option<NaiveDate>,
    reported: Option<bool>,
    victims: Option<Vec<VictimKind>>,
    codes: Option<Vec<Spanned<String>>>,
    subgroups: Option<Vec<Spanned<String>>>,
    flags: Option<Vec<Spanned<String>>>,
    family: Spanned<String>,
    reason: String,
}

/// What rules may name.
pub(super) struct Known<'k> {
    pub offences: &'k OffenceCodes,
    pub flags: &'k Flags,
    pub families: &'k [Family],
}

/// Reads `precedence.yaml`.
pub(super) fn parse(file: &SourceFile, known: &Known<'_>) -> Result<Vec<Rule>, Vec<Fault>> {
    let read: PrecedenceFile = yaml::read(file).map_err(|fault| vec![fault])?;
    let mut faults: Vec<Fault> = twice(&file.path, "Rule", read.rules.iter().map(|rule| &rule.id)).collect();
    let mut rules = Vec::new();
    for entry in read.rules {
        match rule(&file.path, entry, known) {
            Ok(rule) => rules.push(rule),
            Err(fault) => faults.push(fault),
        }
    }
    if faults.is_empty() { Ok(rules) } else { Err(faults) }
}

fn rule(path: &str, entry: RuleEntry, known: &Known<'_>) -> Result<Rule, Fault> {
    if entry.until.is_some_and(|until| until < entry.from) {
        let what = format!("Rule \"{}\" ends before it begins", entry.id.value);
        return Err(fault_at(
            path,
            &entry.id,
            what,
            "until is not before from".to_owned(),
            "Correct one of the dates",
        ));
    }
    let code = |code: &str| known.offences.list().iter().any(|offence| offence.code == code);
    let subgroup = |name: &str| {
        known
            .offences
            .list()
            .iter()
            .any(|offence| offence.subgroup == name)
    };
    Ok(Rule {
        from: entry.from,
        until: entry.until,
        family: family(path, &entry.family, known.families)?,
        reported: entry.reported,
        victims: entry.victims,
        codes: entry
            .codes
            .map(|codes| names(path, "offence code", codes, code))
            .transpose()?,
        subgroups: entry
            .subgroups
            .map(|names_| names(path, "subgroup", names_, subgroup))
            .transpose()?,
        flags: entry
            .flags
            .map(|flags| known.flags.named(path, &flags))
            .transpose()?,
        id: entry.id.value,
        reason: entry.reason,
    })
}

fn family(path: &str, named: &Spanned<String>, families: &[Family]) -> Result<Option<FamilyId>, Fault> {
    if named.value == NOBODY {
        return Ok(None);
    }
    match families.iter().find(|family| family.id.as_str() == named.value) {
        Some(family) => Ok(Some(family.id.clone())),
        None => {
            let what = format!("There is no family \"{}\"", named.value);
            let allowed =
                "Families stand in crime/families.yaml; none means that there is nobody to ask".to_owned();
            Err(fault_at(path, named, what, allowed, "Name one of them"))
        }
    }
}

/// The words as a set, if every one of them is known.
pub(super) fn names(
    path: &str,
    kind: &str,
    words: Vec<Spanned<String>>,
    known: impl Fn(&str) -> bool,
) -> Result<HashSet<String>, Fault> {
    for word in &words {
        if !known(&word.value) {
            let what = format!("There is no {kind} \"{}\"", word.value);
            let allowed = "It stands in crime/offence-codes.csv, in a row that is no note".to_owned();
            return Err(fault_at(
                path,
                word,
                what,
                allowed,
                "Name one of that table; codes stand in quotes",
            ));
        }
    }
    Ok(words.into_iter().map(|word| word.value).collect())
}
