//! The rules of eligibility as data (`survey-defs/sample/`): which reasons are in force, their labels, thresholds, and
//! the public mail providers. What they say of a row is `eligibility`'s.

use std::collections::HashSet;

use chrono::NaiveDate;
use serde::Deserialize;
use serde_saphyr::Spanned;

use super::reason::{PAST, PAST_LABEL, Reason};
use crate::survey::crime::reading;
use crate::survey::source::{Fault, SourceFile};

const ELIGIBILITY: &str = "sample/eligibility.yaml";
const DOMAINS: &str = "sample/public-mail-domains.yaml";

/// Thresholds, from the day they hold.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// First day of loading on which they hold.
    pub from: NaiveDate,
    /// Nobody younger is invited.
    pub lowest_age: u8,
    /// Anybody younger needs a positive dated mark.
    pub adult_age: u8,
    /// Months after which a mark that email is safe lapses.
    pub safe_mark_lasts_months: u32,
    /// Frame counts under it are merged.
    pub smallest_class: u32,
    /// An upload that invites fewer may not be more than half of a cohort.
    pub small_upload: u32,
    /// Where they come from.
    pub source: String,
}

/// The rules of eligibility and what they need to know.
#[derive(Clone, Debug)]
pub struct SampleRules {
    pub(super) rules: Vec<RuleLine>,
    settings: Vec<Settings>,
    public_domains: HashSet<String>,
}

#[derive(Clone, Debug)]
pub(super) struct RuleLine {
    pub(super) reason: Reason,
    pub(super) from: NaiveDate,
    label: String,
}

impl SampleRules {
    /// Reads the two files of `sample/`.
    ///
    /// # Errors
    /// Every fault found, each with its place.
    pub fn parse(files: &[SourceFile]) -> Result<SampleRules, Vec<Fault>> {
        let mut faults = Vec::new();
        let eligibility = reading::file(files, ELIGIBILITY).and_then(reading::yaml::<EligibilityFile>);
        let domains = reading::file(files, DOMAINS).and_then(reading::yaml::<DomainsFile>);
        let eligibility = eligibility.map_err(|fault| faults.push(fault)).ok();
        let domains = domains.map_err(|fault| faults.push(fault)).ok();
        let rules = eligibility
            .as_ref()
            .map(|file| rule_lines(&file.rules, &mut faults));
        let settings = eligibility.map(|file| ordered(file.settings, &mut faults));
        match (faults.is_empty(), rules, settings, domains) {
            (true, Some(rules), Some(settings), Some(domains)) => {
                let public_domains = domains
                    .domains
                    .into_iter()
                    .map(|domain| domain.to_ascii_lowercase())
                    .collect();
                Ok(SampleRules {
                    rules,
                    settings,
                    public_domains,
                })
            }
            _ => Err(faults),
        }
    }

    /// The thresholds in force on a day; the earliest ones before that.
    pub fn settings(&self, today: NaiveDate) -> &Settings {
        let in_force = self.settings.iter().rev().find(|settings| settings.from <= today);
        in_force.unwrap_or(&self.settings[0])
    }

    /// Whether a rule is in force on a day.
    pub fn applies(&self, reason: Reason, today: NaiveDate) -> bool {
        self.rules
            .iter()
            .any(|rule| rule.reason == reason && rule.from <= today)
    }

    /// What a person reads as the reason.
    pub fn label(&self, reason: Reason) -> &str {
        self.rules
            .iter()
            .find(|rule| rule.reason == reason)
            .map_or(reason.as_str(), |rule| &rule.label)
    }

    /// What a person reads for a word of [`Reason::told_as`]; the word itself where it is none.
    pub fn label_of<'w>(&'w self, word: &'w str) -> &'w str {
        if word == PAST {
            return PAST_LABEL;
        }
        let reason = Reason::ALL.into_iter().find(|reason| reason.as_str() == word);
        reason.map_or(word, |reason| self.label(reason))
    }

    /// The reasons in the order of the rules.
    pub fn reasons(&self) -> impl Iterator<Item = Reason> {
        self.rules.iter().map(|rule| rule.reason)
    }

    /// Whether anybody can open a box under that domain.
    pub fn is_public(&self, domain: &str) -> bool {
        self.public_domains.contains(&domain.to_ascii_lowercase())
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EligibilityFile {
    rules: Vec<RuleEntry>,
    settings: Vec<Settings>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RuleEntry {
    reason: Spanned<String>,
    from: NaiveDate,
    label: String,
    #[serde(rename = "source")]
    _source: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DomainsFile {
    #[serde(rename = "source")]
    _source: String,
    #[serde(rename = "checked_on")]
    _checked_on: NaiveDate,
    domains: Vec<String>,
}

fn rule_lines(entries: &[RuleEntry], faults: &mut Vec<Fault>) -> Vec<RuleLine> {
    faults.extend(reading::twice(
        ELIGIBILITY,
        "Reason",
        entries.iter().map(|entry| &entry.reason),
    ));
    let mut lines: Vec<RuleLine> = Vec::new();
    for entry in entries {
        let Some(reason) = Reason::ALL
            .into_iter()
            .find(|reason| reason.as_str() == entry.reason.value)
        else {
            let what = format!("There is no reason \"{}\"", entry.reason.value);
            let allowed = format!("Reasons are {}", Reason::ALL.map(Reason::as_str).join(", "));
            faults.push(reading::fault_at(
                ELIGIBILITY,
                &entry.reason,
                what,
                allowed,
                "Name one of them",
            ));
            continue;
        };
        if !reason.looks_beyond_the_row()
            && lines
                .last()
                .is_some_and(|last| last.reason.looks_beyond_the_row())
        {
            let what = format!(
                "Reason \"{}\" looks at one row and stands after one that looks further",
                reason.as_str()
            );
            let allowed = "stopped-before, invited-recently, shared-address and same-person-twice stand last"
                .to_owned();
            faults.push(reading::fault_at(
                ELIGIBILITY,
                &entry.reason,
                what,
                allowed,
                "Move it up",
            ));
        }
        lines.push(RuleLine {
            reason,
            from: entry.from,
            label: entry.label.clone(),
        });
    }
    lines
}

fn ordered(mut settings: Vec<Settings>, faults: &mut Vec<Fault>) -> Vec<Settings> {
    settings.sort_by_key(|settings| settings.from);
    if settings.is_empty() {
        let remedy = "Write one entry under settings";
        faults.push(Fault::of(
            ELIGIBILITY,
            "There are no settings",
            "At least one entry with its day",
            remedy,
        ));
    }
    settings
}
