//! All crime data together: which family a case belongs to and whether it counts as VAWG.

use chrono::NaiveDate;

use super::check;
use super::family::{self, Family, FamilyId, Parent};
use super::flag::{FlagSet, Flags};
use super::offence::{OffenceCodes, VictimKind};
use super::precedence::{self, Known, Rule};
use super::rule_set::{self, RuleSet};
use crate::survey::source::{Fault, SourceFile, find};

pub(super) const OFFENCES: &str = "crime/offence-codes.csv";
pub(super) const FLAGS: &str = "crime/flags.yaml";
pub(super) const FAMILIES: &str = "crime/families.yaml";
pub(super) const PRECEDENCE: &str = "crime/precedence.yaml";
pub(super) const RULE_SETS: &str = "crime/vawg-rule-sets.yaml";

/// Offence codes, flags, families, precedence and VAWG rule sets, read and checked against each other.
#[derive(Clone, Debug)]
pub struct CrimeData {
    pub(super) offences: OffenceCodes,
    pub(super) flags: Flags,
    pub(super) families: Vec<Family>,
    pub(super) parents: Vec<Parent>,
    pub(super) rules: Vec<Rule>,
    pub(super) rule_sets: Vec<RuleSet>,
}

/// What decides a family: nothing of it says who the victim is.
#[derive(Clone, Copy, Debug)]
pub struct Case<'c> {
    /// The offence code as the file has it; `None` only where the police were never told.
    pub code: Option<&'c str>,
    /// The crime flags.
    pub flags: FlagSet,
    /// Whom it was committed against, see [`CrimeData::victim_kind`].
    pub victim: VictimKind,
    /// Whether the police were told.
    pub reported: bool,
    /// The day it was recorded: which rules are in force.
    pub recorded: NaiveDate,
}

/// Where a case belongs.
#[derive(Clone, Copy, Debug)]
pub enum Placement<'d> {
    /// To a family.
    Family(&'d Family),
    /// Nowhere: a crime without a personal victim.
    NobodyToAsk,
}

/// Why a case could not be placed. It is reported, never guessed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PlaceError {
    /// The code is not in the table.
    #[error("offence code \"{0}\" is not in the table of codes: add it there or correct it in the file")]
    UnknownCode(String),
    /// No rule of precedence is in force on that day for that code.
    #[error("no rule of precedence covers a crime recorded on {0}")]
    NoRule(NaiveDate),
}

impl CrimeData {
    /// Reads the five files of `crime/` and checks that families part the headline rule set.
    ///
    /// # Errors
    /// Every fault found, each with its place; files that depend on a faulty one are not looked at.
    pub fn parse(files: &[SourceFile]) -> Result<CrimeData, Vec<Fault>> {
        let one = |path| find(files, path).map_err(|fault| vec![fault]);
        let (mut faults, mut offences, mut flags, mut families) = (Vec::new(), None, None, None);
        match one(OFFENCES).and_then(OffenceCodes::parse) {
            Ok(read) => offences = Some(read),
            Err(found) => faults.extend(found),
        }
        match one(FLAGS).and_then(Flags::parse) {
            Ok(read) => flags = Some(read),
            Err(found) => faults.extend(found),
        }
        match one(FAMILIES).and_then(family::parse) {
            Ok(read) => families = Some(read),
            Err(found) => faults.extend(found),
        }
        let (Some(offences), Some(flags), Some((families, parents))) = (offences, flags, families) else {
            return Err(faults);
        };
        let known = Known {
            offences: &offences,
            flags: &flags,
            families: &families,
        };
        let rules = one(PRECEDENCE).and_then(|file| precedence::parse(file, &known))?;
        let rule_sets = one(RULE_SETS).and_then(|file| rule_set::parse(file, &offences, &flags))?;
        let data = CrimeData {
            offences,
            flags,
            families,
            parents,
            rules,
            rule_sets,
        };
        let faults = check::check(&data);
        if faults.is_empty() { Ok(data) } else { Err(faults) }
    }

    /// The families in the order of the respondent's list.
    pub fn families(&self) -> &[Family] {
        &self.families
    }

    /// The family of an id.
    pub fn family(&self, id: &FamilyId) -> Option<&Family> {
        self.families.iter().find(|family| family.id == *id)
    }

    /// The parents that families name.
    pub fn parents(&self) -> &[Parent] {
        &self.parents
    }

    /// The one list every respondent chooses from: family and label, the same for everybody.
    pub fn respondents_list(&self) -> impl Iterator<Item = (&FamilyId, &str)> {
        self.families
            .iter()
            .map(|family| (&family.id, family.respondent_label.as_str()))
    }

    /// The table of offence codes.
    pub fn offences(&self) -> &OffenceCodes {
        &self.offences
    }

    /// The crime flags.
    pub fn flags(&self) -> &Flags {
        &self.flags
    }

    /// The rules of precedence in their order.
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// All VAWG rule sets, computable or not.
    pub fn rule_sets(&self) -> &[RuleSet] {
        &self.rule_sets
    }

    /// The rule set that families part and that reports use.
    pub fn headline(&self) -> Option<&RuleSet> {
        self.rule_sets.iter().find(|set| set.headline)
    }

    /// Whom a crime of this code is committed against; a case without a code has a personal victim.
    ///
    /// # Errors
    /// [`PlaceError::UnknownCode`].
    pub fn victim_kind(&self, code: Option<&str>) -> Result<VictimKind, PlaceError> {
        match code {
            None => Ok(VictimKind::Person),
            Some(code) => match self.offences.find(code) {
                Some(offence) => Ok(offence.victim_kind),
                None => Err(PlaceError::UnknownCode(code.to_owned())),
            },
        }
    }

    /// The family of a case: the first rule of precedence that holds.
    ///
    /// # Errors
    /// [`PlaceError`]: an unknown code, or no rule in force.
    pub fn family_of(&self, case: &Case<'_>) -> Result<Placement<'_>, PlaceError> {
        let offence = match case.code {
            None => None,
            Some(code) => Some(
                self.offences
                    .find(code)
                    .ok_or_else(|| PlaceError::UnknownCode(code.to_owned()))?,
            ),
        };
        let rule = self.rules.iter().find(|rule| rule.holds(case, offence));
        let rule = rule.ok_or(PlaceError::NoRule(case.recorded))?;
        Ok(rule
            .family
            .as_ref()
            .and_then(|id| self.family(id))
            .map_or(Placement::NobodyToAsk, Placement::Family))
    }

    /// Whether code or flags count as VAWG under the headline rule set. Whether the crime was reported and its victim
    /// lives is for the caller: only such crimes count.
    pub fn carries_vawg(&self, code: Option<&str>, flags: FlagSet) -> bool {
        let code = code.map_or("", |code| self.canonical(code));
        self.headline().is_some_and(|set| set.names(code, flags))
    }

    /// The code as the table writes it.
    fn canonical<'c>(&'c self, code: &'c str) -> &'c str {
        self.offences.find(code).map_or(code, |offence| &offence.code)
    }
}

#[cfg(test)]
mod tests {
    use super::super::specimen::crime_data;
    use super::*;

    fn family(data: &CrimeData, code: Option<&str>, flags: &[&str], reported: bool) -> String {
        let flags = flags.iter().fold(FlagSet::NONE, |set, flag| {
            set.with(data.flags.find(flag).unwrap())
        });
        let recorded = NaiveDate::from_ymd_opt(2026, 7, 1).unwrap();
        let victim = data.victim_kind(code).unwrap();
        match data
            .family_of(&Case {
                code,
                flags,
                victim,
                reported,
                recorded,
            })
            .unwrap()
        {
            Placement::Family(family) => family.id.to_string(),
            Placement::NobodyToAsk => "none".to_owned(),
        }
    }

    #[test]
    fn sexual_offences_come_before_abuse_abuse_before_stalking_stalking_before_slavery_slavery_before_hate() {
        let data = crime_data();
        let all = ["domestic-abuse", "stalking", "modern-slavery", "hate-race"];
        assert_eq!(family(&data, Some("19C"), &all, true), "sexual-offences");
        assert_eq!(family(&data, Some("8N"), &all, true), "domestic-abuse");
        assert_eq!(family(&data, Some("8N"), &all[1..], true), "stalking-harassment");
        assert_eq!(family(&data, Some("8N"), &all[2..], true), "modern-slavery");
        assert_eq!(family(&data, Some("8N"), &all[3..], true), "hate-crime");
        assert_eq!(family(&data, Some("8N"), &[], true), "violence");
    }

    #[test]
    fn businesses_the_bereaved_and_the_never_reported_keep_their_own_families() {
        let data = crime_data();
        assert_eq!(
            family(&data, Some("46"), &["domestic-abuse"], true),
            "business-crime"
        );
        assert_eq!(family(&data, Some("1"), &["domestic-abuse"], true), "bereaved");
        assert_eq!(family(&data, Some("19C"), &[], false), "never-reported");
        assert_eq!(family(&data, None, &[], false), "never-reported");
        assert_eq!(family(&data, Some("92E"), &[], true), "none");
    }

    #[test]
    fn every_one_of_the_fourteen_families_can_be_reached() {
        let data = crime_data();
        assert_eq!(data.families.len(), 14);
        let reached: std::collections::BTreeSet<_> = data
            .rules
            .iter()
            .filter_map(|rule| rule.family.clone())
            .map(String::from)
            .collect();
        assert_eq!(reached.len(), 14);
    }

    #[test]
    fn codes_are_text_and_a_cell_may_list_several() {
        let data = crime_data();
        assert_eq!(
            data.offences
                .find("4.10")
                .map(|offence| offence.description.as_str()),
            data.offences.find("4.1").map(|o| o.description.as_str())
        );
        assert_eq!(
            data.offences.find("8n").map(|offence| offence.code.as_str()),
            Some("8N")
        );
        assert!(
            data.offences.find("4.100").is_none()
                && data.offences.find("(none)").is_none()
                && data.offences.find("28I").is_none()
        );
        assert!(
            data.offences
                .list()
                .iter()
                .all(|offence| !offence.source.is_empty() && offence.year >= 2012)
        );
    }

    #[test]
    fn an_unknown_code_is_reported_and_never_guessed() {
        let data = crime_data();
        assert_eq!(
            data.victim_kind(Some("19Z")),
            Err(PlaceError::UnknownCode("19Z".to_owned()))
        );
    }

    #[test]
    fn a_definition_that_asks_for_the_offenders_sex_says_that_it_cannot_be_computed() {
        let data = crime_data();
        let whys: Vec<&str> = data
            .rule_sets()
            .iter()
            .filter_map(RuleSet::not_computable)
            .collect();
        assert_eq!(whys.len(), 1);
        assert!(whys[0].contains("offender's sex"));
        for (code, inside) in [
            ("8R", true),
            ("8r", true),
            ("9A", false),
            ("86", false),
            ("106", true),
        ] {
            assert_eq!(data.carries_vawg(Some(code), FlagSet::NONE), inside, "{code}");
        }
    }

    #[test]
    fn the_respondents_list_is_one_list_of_distinct_labels() {
        let data = crime_data();
        let labels: std::collections::BTreeSet<_> = data.respondents_list().map(|(_, label)| label).collect();
        assert_eq!(labels.len(), 14);
    }
}
