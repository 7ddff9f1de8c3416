//! The check that families part the headline rule set: tried for every code, every set of flags that any rule looks
//! at, every kind of victim the code allows, on every day on which the rules change.
//!
//! Flags that the very same rules name cannot be told apart by any rule: one stands for all of them, which leaves a
//! few dozen sets out of hundreds of thousands and loses none that could differ.

use std::collections::{BTreeSet, HashSet};

use chrono::NaiveDate;

use super::crime_data::{Case, CrimeData, OFFENCES, PRECEDENCE, Placement, RULE_SETS};
use super::flag::FlagSet;
use super::offence::{Offence, VictimKind};
use super::rule_set::RuleSet;
use crate::survey::source::Fault;

/// Beyond this many the rest is as telling as the first: the checker stops.
const FAULTS_AT_MOST: usize = 20;

/// All faults of the data as a whole.
pub(super) fn check(data: &CrimeData) -> Vec<Fault> {
    let Some(headline) = data.headline() else {
        return vec![Fault::of(
            RULE_SETS,
            "There is no headline rule set",
            "One is the headline",
            "Mark one",
        )];
    };
    let mut faults = agrees_with_table(data, headline);
    faults.extend(unplaced_without_code(data));
    let flags = telling_flags(data, headline);
    'codes: for offence in data.offences.list() {
        for recorded in days_of_change(data) {
            if let Some(fault) = partition(data, headline, offence, flags, recorded) {
                faults.push(fault);
                if faults.len() >= FAULTS_AT_MOST {
                    break 'codes;
                }
                break;
            }
        }
    }
    faults
}

/// One flag for every way of being named by the rules and the headline rule set.
fn telling_flags(data: &CrimeData, headline: &RuleSet) -> FlagSet {
    let named = |flag: FlagSet| {
        let by_rules = data
            .rules
            .iter()
            .map(|rule| rule.flags.is_some_and(|flags| flags.meets(flag)));
        by_rules
            .chain([headline.flags.meets(flag)])
            .collect::<Vec<bool>>()
    };
    let mut seen = HashSet::new();
    let all = data
        .rules
        .iter()
        .filter_map(|rule| rule.flags)
        .fold(headline.flags, FlagSet::with);
    all.each()
        .filter(|flag| seen.insert(named(*flag)))
        .fold(FlagSet::NONE, FlagSet::with)
}

/// The first way in which a code with some flags lands on the wrong side of the border, or nowhere.
fn partition(
    data: &CrimeData,
    headline: &RuleSet,
    offence: &Offence,
    flags: FlagSet,
    recorded: NaiveDate,
) -> Option<Fault> {
    victims_of(offence).into_iter().find_map(|victim| {
        flags.subsets().find_map(|flags| {
            let code = Some(offence.code.as_str());
            let case = Case {
                code,
                flags,
                victim,
                reported: true,
                recorded,
            };
            let inside = headline.names(&offence.code, flags);
            match data.family_of(&case) {
                Err(_) => Some(nowhere(data, offence, flags, recorded)),
                Ok(_) if !victim.may_be_living_person() => None,
                Ok(Placement::NobodyToAsk) => {
                    inside.then(|| wrong_side(data, headline, &case, "no family", true))
                }
                Ok(Placement::Family(family)) => (family.vawg != inside)
                    .then(|| wrong_side(data, headline, &case, family.id.as_str(), inside)),
            }
        })
    })
}

/// The kinds of victim a row with this code may have: the code's own, and a living person where the file says so.
fn victims_of(offence: &Offence) -> BTreeSet<VictimKind> {
    match offence.victim_kind {
        VictimKind::State => BTreeSet::from([VictimKind::State]),
        kind => BTreeSet::from([
            kind,
            VictimKind::Person,
            VictimKind::Business,
            VictimKind::Deceased,
        ]),
    }
}

/// The first day of every period with the same rules in force, from the first rule on.
fn days_of_change(data: &CrimeData) -> BTreeSet<NaiveDate> {
    let first = data.rules.iter().map(|rule| rule.from).min();
    let begins = data.rules.iter().map(|rule| rule.from);
    let ends = data
        .rules
        .iter()
        .filter_map(|rule| rule.until.and_then(|until| until.succ_opt()));
    begins
        .chain(ends)
        .filter(|day| first.is_some_and(|first| *day >= first))
        .collect()
}

/// A case of a victim service comes without a code where the police were never told: it needs a family too.
fn unplaced_without_code(data: &CrimeData) -> Option<Fault> {
    days_of_change(data).into_iter().find_map(|recorded| {
        let case = Case {
            code: None,
            flags: FlagSet::NONE,
            victim: VictimKind::Person,
            reported: false,
            recorded,
        };
        matches!(data.family_of(&case), Err(_) | Ok(Placement::NobodyToAsk)).then(|| {
            let what = format!("A case that the police were never told of has no family on {recorded}");
            Fault::of(
                PRECEDENCE,
                what,
                "One rule names reported: false",
                "Add such a rule",
            )
        })
    })
}

/// The table of codes and the headline rule set may not contradict each other.
fn agrees_with_table(data: &CrimeData, headline: &RuleSet) -> Vec<Fault> {
    let contradicts = |offence: &&Offence| {
        let inside = headline.names(&offence.code, FlagSet::NONE);
        let chosen = headline
            .policy_choices
            .iter()
            .any(|choice| choice.code == offence.code);
        match offence.vawg_default.as_str() {
            "yes" => !inside,
            "policy_choice" => !chosen,
            "if_subcode_or_flag" => false,
            _ => inside,
        }
    };
    let contradicting = data.offences.list().iter().filter(contradicts);
    let fault = |offence: &Offence| {
        let what = format!(
            "Code \"{}\" is marked vawg_default {} and rule set \"{}\" says otherwise",
            offence.code, offence.vawg_default, headline.id
        );
        let allowed = "yes is inside, no and if_flag are not, policy_choice stands among the policy choices";
        Fault::of(OFFENCES, what, allowed, "Correct the table or the rule set").at(offence.line, 1)
    };
    contradicting.map(fault).collect()
}

fn nowhere(data: &CrimeData, offence: &Offence, flags: FlagSet, recorded: NaiveDate) -> Fault {
    let what = format!(
        "Code \"{}\"{} has no family on {recorded}",
        offence.code,
        with_flags(data, flags)
    );
    Fault::of(
        PRECEDENCE,
        what,
        "Some rule holds for every code on every day",
        "Add a rule for its subgroup",
    )
}

fn wrong_side(data: &CrimeData, headline: &RuleSet, case: &Case<'_>, family: &str, inside: bool) -> Fault {
    let what = format!(
        "Code \"{}\"{} is {} rule set \"{}\" and lands in {family}, which is {}",
        case.code.unwrap_or_default(),
        with_flags(data, case.flags),
        if inside { "inside" } else { "outside" },
        headline.id,
        if inside {
            "not wholly inside"
        } else {
            "marked vawg"
        },
    );
    let allowed =
        "Families part the headline rule set: a case inside lands in a family marked vawg, others do not";
    Fault::of(
        PRECEDENCE,
        what,
        allowed,
        "Correct the precedence, the rule set, or the family's mark",
    )
}

fn with_flags(data: &CrimeData, flags: FlagSet) -> String {
    match data.flags.codes_of(flags) {
        codes if codes.is_empty() => String::new(),
        codes => format!(" with {}", codes.join(" and ")),
    }
}

#[cfg(test)]
mod tests {
    use super::super::crime_data::{FAMILIES, FLAGS};
    use super::super::specimen::{crime_data, faults_after};
    use super::*;

    #[test]
    fn families_part_the_headline_rule_set_for_every_code_and_every_set_of_all_flags() {
        let data = crime_data();
        let headline = data.headline().unwrap();
        let all = data.flags.list().iter().fold(FlagSet::NONE, |set, flag| {
            set.with(data.flags.find(&flag.code).unwrap())
        });
        assert_eq!(all.subsets().count(), 1 << data.flags.list().len());
        let recorded = NaiveDate::from_ymd_opt(2026, 8, 1).unwrap();
        // Flags that no rule and no rule set looks at cannot change anything: proved for one code in full,
        // then left out for the others.
        let looked_at = data
            .rules
            .iter()
            .filter_map(|rule| rule.flags)
            .fold(headline.flags, FlagSet::with);
        let (mut inside, mut outside) = (0_u32, 0_u32);
        for (place, offence) in data
            .offences
            .list()
            .iter()
            .enumerate()
            .filter(|(_, o)| o.victim_kind.may_be_living_person())
        {
            let flags = if place == 5 { all } else { looked_at };
            for flags in flags.subsets() {
                let case = Case {
                    code: Some(&offence.code),
                    flags,
                    victim: offence.victim_kind,
                    reported: true,
                    recorded,
                };
                let Placement::Family(family) = data.family_of(&case).unwrap() else {
                    panic!("{case:?} has no family")
                };
                assert_eq!(
                    family.vawg,
                    headline.names(&offence.code, flags),
                    "{case:?} lands in {}",
                    family.id
                );
                if family.vawg { inside += 1 } else { outside += 1 }
            }
        }
        assert!(
            inside > 100_000 && outside > 1_000,
            "{inside} inside and {outside} outside were tried"
        );
    }

    #[test]
    fn a_rule_that_sends_abuse_to_violence_is_refused_with_the_code_and_the_flag() {
        let faults = faults_after(PRECEDENCE, "family: domestic-abuse", "family: violence");
        assert!(
            faults
                .iter()
                .any(|fault| fault.what.contains("with domestic-abuse")
                    && fault.what.contains("not wholly inside")),
            "{faults:?}"
        );
    }

    #[test]
    fn a_flag_that_leaves_the_rule_set_leaves_its_family_with_cases_from_outside() {
        let faults = faults_after(RULE_SETS, "      - spiking\n", "");
        assert!(
            faults
                .iter()
                .any(|fault| fault.what.contains("with spiking is outside")
                    && fault.what.contains("marked vawg")),
            "{faults:?}"
        );
    }

    #[test]
    fn a_family_that_changes_sides_needs_a_parent_of_that_side() {
        let old = "parent: abuse\n    vawg: true\n    needs_positive_safe_mark: true\n  - id: hate-crime";
        let faults = faults_after(FAMILIES, old, &old.replacen("true", "false", 1));
        assert_eq!(faults.len(), 1);
        assert!(
            faults[0].what.contains("other side of the VAWG border"),
            "{faults:?}"
        );
        assert!(faults[0].line > 50 && faults[0].column > 1, "{faults:?}");
    }

    #[test]
    fn a_rule_that_ends_leaves_a_gap_that_is_found() {
        let old = "  - id: theft-code\n    from: 2020-04-01\n";
        let faults = faults_after(PRECEDENCE, old, &format!("{old}    until: 2025-03-31\n"));
        assert!(
            faults
                .iter()
                .any(|fault| fault.what.contains("has no family on 2025-04-01")),
            "{faults:?}"
        );
    }

    #[test]
    fn faults_name_file_line_and_column() {
        let faults = faults_after(
            PRECEDENCE,
            "codes: [\"106\", \"24\"]",
            "codes: [\"106\", \"24X\"]",
        );
        assert_eq!(faults.len(), 1);
        assert!(
            faults[0].to_string().starts_with("crime/precedence.yaml:"),
            "{}",
            faults[0]
        );
        assert!(faults[0].line > 1 && faults[0].column > 10, "{faults:?}");
        let unknown_key = faults_after(FLAGS, "hate: false", "hat: false");
        assert!(
            unknown_key[0].line > 0 && unknown_key[0].what == "The key \"hat\" is not known here",
            "{unknown_key:?}"
        );
        assert!(unknown_key[0].allowed.contains("hate"), "{unknown_key:?}");
    }

    #[test]
    fn the_table_and_the_rule_set_may_not_contradict_each_other() {
        let faults = faults_after(
            OFFENCES,
            "19C,Rape of a female aged 16 and over,Rape offences,Sexual offences,person,yes",
            "19C,Rape of a female aged 16 and over,Rape offences,Sexual offences,person,no",
        );
        assert!(
            faults
                .iter()
                .any(|fault| fault.what.contains("\"19C\"") && fault.line > 1),
            "{faults:?}"
        );
    }
}
