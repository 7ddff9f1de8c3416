//! The rules of eligibility as data (`survey-defs/sample/`): which reasons are in force, their labels, thresholds, and
//! the public mail providers. What they say of a row is `eligibility`'s.

use std::collections::HashSet;

use chrono::NaiveDate;
use serde::Deserialize;
use serde_saphyr::Spanned;

use super::reason::{PAST, PAST_LABEL, Reason};
use crate::survey::crime::reading;
use crate::survey::source::{Fault, SourceFile, find};
use crate::survey::yaml;

const ELIGIBILITY: &str = "sample/eligibility.yaml";
const DOMAINS: &str = "sample/public-mail-domains.yaml";

/// Frame counts under it are merged at least: the ballot box's smallest batch.
const SMALLEST_CLASS_AT_LEAST: u32 = 10;
/// Twice that.
const SMALL_UPLOAD_AT_LEAST: u32 = 20;

/// Thresholds, from the day they hold.
#[derive(Clone, Debug)]
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
        let eligibility = find(files, ELIGIBILITY).and_then(yaml::read::<EligibilityFile>);
        let domains = find(files, DOMAINS).and_then(yaml::read::<DomainsFile>);
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
    settings: Vec<SettingsEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SettingsEntry {
    from: NaiveDate,
    lowest_age: u8,
    adult_age: u8,
    safe_mark_lasts_months: u32,
    smallest_class: Spanned<u32>,
    small_upload: Spanned<u32>,
    source: String,
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

fn ordered(entries: Vec<SettingsEntry>, faults: &mut Vec<Fault>) -> Vec<Settings> {
    let mut settings: Vec<Settings> = entries
        .into_iter()
        .map(|entry| Settings {
            from: entry.from,
            lowest_age: entry.lowest_age,
            adult_age: entry.adult_age,
            safe_mark_lasts_months: entry.safe_mark_lasts_months,
            smallest_class: raised(
                "smallest_class",
                entry.smallest_class,
                SMALLEST_CLASS_AT_LEAST,
                faults,
            ),
            small_upload: raised("small_upload", entry.small_upload, SMALL_UPLOAD_AT_LEAST, faults),
            source: entry.source,
        })
        .collect();
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

/// A threshold that protects people: it may be raised above its default and not lowered.
fn raised(name: &str, given: Spanned<u32>, least: u32, faults: &mut Vec<Fault>) -> u32 {
    if given.value < least {
        let what = format!("{name} is {}, and smaller groups would show", given.value);
        let allowed = format!("{least} or more: it can only be raised");
        let remedy = format!("Write {least} or more");
        faults.push(reading::fault_at(ELIGIBILITY, &given, what, allowed, &remedy));
    }
    given.value
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHIPPED: &str = include_str!("../../../survey-defs/sample/eligibility.yaml");
    const PROVIDERS: &str = include_str!("../../../survey-defs/sample/public-mail-domains.yaml");

    fn faults_with(text: &str) -> Vec<Fault> {
        let file = |path: &str, text: &str| SourceFile {
            path: path.to_owned(),
            text: text.to_owned(),
        };
        let files = [file(ELIGIBILITY, text), file(DOMAINS, PROVIDERS)];
        SampleRules::parse(&files).err().unwrap_or_default()
    }

    #[test]
    fn thresholds_that_protect_may_be_raised_and_not_lowered() {
        assert_eq!(
            faults_with(&SHIPPED.replace("smallest_class: 10", "smallest_class: 15")),
            []
        );
        for (shipped, lowered) in [
            ("smallest_class: 10", "smallest_class: 3"),
            ("small_upload: 20", "small_upload: 19"),
        ] {
            assert!(SHIPPED.contains(shipped), "{shipped}");
            let text = SHIPPED.replace(shipped, lowered);
            let line = 1 + text
                .lines()
                .position(|line| line.contains(lowered))
                .expect("a line");
            let faults = faults_with(&text);
            assert_eq!(faults.len(), 1, "{faults:?}");
            assert_eq!(faults[0].line, u64::try_from(line).expect("a line"), "{faults:?}");
            assert!(
                faults[0].column > 1 && faults[0].allowed.contains("only be raised"),
                "{faults:?}"
            );
        }
    }
}
