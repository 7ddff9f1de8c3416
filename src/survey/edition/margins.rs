//! Which margins the contact files tell, and which were merged away when they were loaded.

use super::weighting::Stratum;
use super::{FamilyName, FrameTotal, Material, Period};
use crate::survey::disclosure::Group;
use crate::survey::estimation::{Age, Sex};

/// A margin is used only where the contact files tell it of so many in a hundred of the invited.
const KNOWN_IN_A_HUNDRED: u64 = 90;

impl Material<'_> {
    pub(super) fn sex_is_known(&self, family: &FamilyName, period: Period) -> bool {
        self.known(family, period, |_| true, |total| total.sex.is_some())
    }

    pub(super) fn age_is_known(&self, family: &FamilyName, group: Group, period: Period) -> bool {
        let inside = |total: &FrameTotal| {
            group == Group::All || total.sex.is_some_and(|sex| group.sexes().contains(&sex))
        };
        self.known(family, period, inside, |total| {
            total.age.is_some_and(|age| age != Age::NotStated)
        })
    }

    fn known(
        &self,
        family: &FamilyName,
        period: Period,
        inside: impl Fn(&FrameTotal) -> bool,
        known: impl Fn(&FrameTotal) -> bool,
    ) -> bool {
        let quarters = period.quarters();
        let here = |total: &&FrameTotal| {
            total.family == family.id && quarters.contains(&total.quarter) && inside(total)
        };
        let (mut all, mut told) = (0, 0);
        for total in self.invited.iter().filter(here) {
            all += total.count;
            told += if known(total) { total.count } else { 0 };
        }
        told > 0 && told * 100 >= all * KNOWN_IN_A_HUNDRED
    }

    /// Whether a stratum's invited are all told as such, but for so few. Where a file held under ten of a sex and age they
    /// were counted without it, and took the next smallest class with them: then a quarter tells nobody of that sex and
    /// age, and as many as it tells without sex or age may belong here.
    pub(super) fn is_whole_in_the_files(
        &self,
        family: &FamilyName,
        stratum: &Stratum,
        period: Period,
    ) -> bool {
        let (mut told, mut untold) = (0, 0);
        for quarter in period.quarters() {
            let here = |total: &&FrameTotal| total.family == family.id && total.quarter == quarter;
            let invited: Vec<&FrameTotal> = self.invited.iter().filter(here).collect();
            for sex in stratum.group.sexes().iter().filter(|sex| **sex != Sex::NotStated) {
                told += count(&invited, |total| {
                    total.sex == Some(*sex) && self.holds(stratum, total.age)
                });
            }
            let merged = Age::KNOWN
                .iter()
                .filter(|age| stratum.ages.contains(age))
                .any(|age| {
                    let mut sexes = stratum.group.sexes().iter().filter(|sex| **sex != Sex::NotStated);
                    sexes.any(|sex| {
                        count(&invited, |total| {
                            total.sex == Some(*sex) && total.age == Some(*age)
                        }) == 0
                    })
                });
            if merged {
                let of_group = |total: &FrameTotal| {
                    total
                        .sex
                        .is_none_or(|sex| stratum.group.sexes().contains(&sex) && sex != Sex::NotStated)
                };
                untold += count(&invited, |total| {
                    total.age.is_none()
                        && of_group(total)
                        && !(total.sex.is_some() && self.holds(stratum, None))
                });
            }
        }
        untold * 100 <= told * (100 - KNOWN_IN_A_HUNDRED)
    }

    /// Whether a stratum's count holds people of this age, or of no told age.
    fn holds(&self, stratum: &Stratum, age: Option<Age>) -> bool {
        stratum.ages.contains(&Age::NotStated) || age.is_some_and(|age| stratum.ages.contains(&age))
    }
}

fn count(totals: &[&FrameTotal], wanted: impl Fn(&FrameTotal) -> bool) -> u64 {
    totals
        .iter()
        .filter(|total| wanted(total))
        .map(|total| total.count)
        .sum()
}

#[cfg(test)]
mod tests {
    use super::super::specimen::{Specimen, specimen};
    use super::*;

    fn words(specimen: &Specimen, group: Group) -> Vec<String> {
        let material = specimen.material();
        let family = &specimen.programme.families[0];
        let strata = material.strata(family, group, material.facts.period);
        strata
            .iter()
            .map(|one| format!("{} {}", one.group.label(), one.words()))
            .collect()
    }

    #[test]
    fn six_post_strata_stand_where_the_files_tell_every_sex_and_age() {
        let found = words(&specimen(100), Group::All);
        assert_eq!(found.len(), 6, "{found:?}");
        assert_eq!(words(&specimen(100), Group::Men).len(), 3);
        assert!(words(&specimen(100), Group::SexNotStated).is_empty());
    }

    #[test]
    fn a_class_that_was_merged_away_takes_its_neighbours_with_it_instead_of_a_wrong_weight() {
        let mut specimen = specimen(100);
        // In one quarter the youngest men, and no others, are told without sex and age.
        for total in &mut specimen.invited {
            let young_man = total.sex == Some(Sex::Male) && total.age == Some(Age::From16To34);
            if young_man && total.quarter == "2026Q2" {
                (total.sex, total.age) = (None, None);
            }
        }
        let found = words(&specimen, Group::All);
        assert!(!found.contains(&"Men and boys 16 to 34".to_owned()), "{found:?}");
        assert!(
            found.iter().all(|one| !one.starts_with("Men and boys 16")),
            "{found:?}"
        );
    }

    #[test]
    fn a_family_without_any_margin_is_not_weighted() {
        let mut specimen = specimen(100);
        for total in &mut specimen.invited {
            (total.sex, total.age) = (None, None);
        }
        assert!(words(&specimen, Group::All).is_empty());
    }
}
