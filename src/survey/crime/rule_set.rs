//! What counts as violence against women and girls: dated rule sets, since no law defines it.

use std::collections::HashSet;

use chrono::NaiveDate;
use serde::Deserialize;
use serde_saphyr::Spanned;

use super::flag::{FlagSet, Flags};
use super::offence::OffenceCodes;
use super::precedence::names;
use super::reading::{fault_at, twice};
use crate::survey::source::{Fault, SourceFile};
use crate::survey::yaml;

/// One definition of violence against women and girls.
#[derive(Clone, Debug)]
pub struct RuleSet {
    /// Its id, e.g. `npcc-inclusive`; every report prints which one made it.
    pub id: String,
    /// What a person calls it.
    pub name: String,
    /// The day it dates from.
    pub from: NaiveDate,
    /// Whose definition it is.
    pub source: String,
    /// Whether families part it and reports use it; exactly one set is the headline.
    pub headline: bool,
    /// Where two readings are defensible: which one was taken and why.
    pub policy_choices: Vec<PolicyChoice>,
    /// What the set cannot see.
    pub limits: Vec<String>,
    codes: HashSet<String>,
    pub(super) flags: FlagSet,
    not_computable: Option<String>,
}

/// A code on which definitions differ, and the reading taken.
#[derive(Clone, Debug)]
pub struct PolicyChoice {
    /// The offence code.
    pub code: String,
    /// Whether the set holds it.
    pub inside: bool,
    /// Why.
    pub reason: String,
}

impl RuleSet {
    /// Why the set cannot be computed, where it cannot.
    pub fn not_computable(&self) -> Option<&str> {
        self.not_computable.as_deref()
    }

    /// Whether a reported crime against a living person counts, by its code or by one of its flags; meaningful for
    /// computable sets only.
    pub(super) fn names(&self, code: &str, flags: FlagSet) -> bool {
        self.codes.contains(code) || self.flags.meets(flags)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RuleSetsFile {
    rule_sets: Vec<RuleSetEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RuleSetEntry {
    id: Spanned<String>,
    name: String,
    from: NaiveDate,
    source: String,
    #[serde(default)]
    headline: bool,
    #[serde(default)]
    codes: Vec<Spanned<String>>,
    #[serde(default)]
    flags: Vec<Spanned<String>>,
    #[serde(default)]
    policy_choices: Vec<PolicyChoiceEntry>,
    #[serde(default)]
    limits: Vec<String>,
    not_computable: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PolicyChoiceEntry {
    code: Spanned<String>,
    inside: bool,
    reason: String,
}

/// Reads `vawg-rule-sets.yaml`.
pub(super) fn parse(
    file: &SourceFile,
    offences: &OffenceCodes,
    flags: &Flags,
) -> Result<Vec<RuleSet>, Vec<Fault>> {
    let read: RuleSetsFile = yaml::read(file).map_err(|fault| vec![fault])?;
    let path = file.path.as_str();
    let mut faults: Vec<Fault> = twice(path, "Rule set", read.rule_sets.iter().map(|set| &set.id)).collect();
    let mut sets = Vec::new();
    for entry in read.rule_sets {
        let id = entry.id.clone();
        match rule_set(path, entry, offences, flags) {
            Ok(set) if set.headline && set.not_computable.is_some() => faults.push(fault_at(
                path,
                &id,
                format!("Rule set \"{}\" is the headline and cannot be computed", set.id),
                "The headline set is computable".to_owned(),
                "Make another one the headline",
            )),
            Ok(set) => sets.push(set),
            Err(fault) => faults.push(fault),
        }
    }
    if faults.is_empty() && sets.iter().filter(|set| set.headline).count() != 1 {
        let remedy = "Write headline: true at one rule set";
        faults.push(Fault::of(
            path,
            "There is no single headline rule set",
            "Exactly one is the headline",
            remedy,
        ));
    }
    if faults.is_empty() { Ok(sets) } else { Err(faults) }
}

fn rule_set(
    path: &str,
    entry: RuleSetEntry,
    offences: &OffenceCodes,
    flags: &Flags,
) -> Result<RuleSet, Fault> {
    let known = |code: &str| offences.list().iter().any(|offence| offence.code == code);
    let flags = flags.named(path, &entry.flags)?;
    let mut codes = names(path, "offence code", entry.codes, known)?;
    let mut policy_choices = Vec::new();
    for choice in entry.policy_choices {
        names(path, "offence code", vec![choice.code.clone()], known)?;
        if codes.contains(&choice.code.value) {
            let what = format!(
                "Code \"{}\" is named as certain and as a policy choice",
                choice.code.value
            );
            let allowed = "A code is one or the other".to_owned();
            return Err(fault_at(
                path,
                &choice.code,
                what,
                allowed,
                "Remove it from codes or from policy_choices",
            ));
        }
        policy_choices.push(PolicyChoice {
            code: choice.code.value,
            inside: choice.inside,
            reason: choice.reason,
        });
    }
    codes.extend(
        policy_choices
            .iter()
            .filter(|choice| choice.inside)
            .map(|choice| choice.code.clone()),
    );
    Ok(RuleSet {
        id: entry.id.value,
        name: entry.name,
        from: entry.from,
        source: entry.source,
        headline: entry.headline,
        policy_choices,
        limits: entry.limits,
        codes,
        flags,
        not_computable: entry.not_computable,
    })
}
