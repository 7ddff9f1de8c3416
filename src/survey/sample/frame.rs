//! All that is kept of a contact file: how many there were, by family, stage, reason, sex and age band.
//!
//! Small classes are merged, and no merging changes the total of a family at a stage: a class under the smallest size
//! first joins the age band `any` of its sex, then the class `any`, `any` of its reason, and a small reason joins the
//! reason `several`. Only where fewer than the smallest size stand in a family at a stage altogether does a smaller
//! number remain.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::contact_row::RowSex;
use super::reason::Reason;

/// Where somebody of the file ended up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// In the file, with a row that could be read.
    Frame,
    /// Left out, for a reason.
    Excluded,
    /// To be invited.
    Invited,
    /// In a family outside the VAWG border, with a VAWG code or flag.
    VawgElsewhere,
}

impl Stage {
    /// Its word in the table.
    pub fn as_str(self) -> &'static str {
        match self {
            Stage::Frame => "frame",
            Stage::Excluded => "excluded",
            Stage::Invited => "invited",
            Stage::VawgElsewhere => "vawg_elsewhere",
        }
    }
}

/// The age bands that answers keep, and those the file has besides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AgeBand {
    /// Under 16.
    Under16,
    /// 16 to 34.
    From16To34,
    /// 35 to 54.
    From35To54,
    /// 55 and over.
    From55,
    /// Not stated.
    Unknown,
}

impl AgeBand {
    /// The band of an age in years.
    pub fn of(age: Option<u8>) -> AgeBand {
        match age {
            None => AgeBand::Unknown,
            Some(0..16) => AgeBand::Under16,
            Some(16..35) => AgeBand::From16To34,
            Some(35..55) => AgeBand::From35To54,
            Some(55..) => AgeBand::From55,
        }
    }

    /// Its word in the table: the coarse bands of the questionnaire, and two more.
    pub fn as_str(self) -> &'static str {
        match self {
            AgeBand::Under16 => "under-16",
            AgeBand::From16To34 => "16-34",
            AgeBand::From35To54 => "35-54",
            AgeBand::From55 => "55+",
            AgeBand::Unknown => "unknown",
        }
    }
}

/// The class of a person within a stage of a family. Families are numbered by whoever counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Class {
    /// The number of the family.
    pub family: u8,
    /// The sex on the file.
    pub sex: RowSex,
    /// The band of the age on the file.
    pub band: AgeBand,
}

/// One row of the table of frame counts.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct FrameCount {
    /// The family; `none` where there is nobody to ask.
    pub family: String,
    /// The stage, see [`Stage`].
    pub stage: String,
    /// The reason of an exclusion, `several` where reasons are merged, `card` of those invited by
    /// a card, `all` at other stages.
    pub reason: String,
    /// `female`, `male`, `other`, or `any` where merged.
    pub sex: String,
    /// The age band, or `any` where merged.
    pub age_band: String,
    /// How many.
    pub count: u32,
}

/// The word of a merged sex or age band.
pub const ANY: &str = "any";
/// The reason of those who are invited by a card and stand in no contact file.
pub const CARD: &str = "card";
/// The word of merged reasons.
const SEVERAL: &str = "several";
/// The word at stages that have no reasons.
const ALL: &str = "all";

/// Counts in the making.
#[derive(Clone, Debug, Default)]
pub struct FrameCounts {
    counts: BTreeMap<(Stage, Option<Reason>, Class), u32>,
}

impl FrameCounts {
    /// Counts one person at a stage; a reason belongs to [`Stage::Excluded`] only.
    pub fn add(&mut self, stage: Stage, reason: Option<Reason>, class: Class) {
        *self.counts.entry((stage, reason, class)).or_default() += 1;
    }

    /// How many stand at a stage, in all families or in one.
    pub fn total(&self, stage: Stage, family: Option<u8>) -> u32 {
        let here = |(at, _, class): &(Stage, Option<Reason>, Class)| {
            *at == stage && family.is_none_or(|family| family == class.family)
        };
        self.counts
            .iter()
            .filter(|(key, _)| here(key))
            .map(|(_, count)| count)
            .sum()
    }

    /// How many were left out for each reason, in all families.
    pub fn by_reason(&self) -> BTreeMap<Reason, u32> {
        let mut totals = BTreeMap::new();
        for ((_, reason, _), count) in &self.counts {
            if let Some(reason) = reason {
                *totals.entry(*reason).or_default() += count;
            }
        }
        totals
    }

    /// The rows of the table, classes under `smallest` merged; `family` names a family by its number.
    pub fn merged(&self, smallest: u32, family: impl Fn(u8) -> String) -> Vec<FrameCount> {
        let mut groups: BTreeMap<(u8, Stage), Cells> = BTreeMap::new();
        for ((stage, reason, class), count) in &self.counts {
            let key = (
                reason.map_or(ALL, Reason::as_str),
                sex_word(class.sex),
                class.band.as_str(),
            );
            *groups
                .entry((class.family, *stage))
                .or_default()
                .entry(key)
                .or_default() += count;
        }
        let merged = groups.into_iter().flat_map(|((number, stage), cells)| {
            let family = family(number);
            merge(cells, smallest)
                .into_iter()
                .map(move |((reason, sex, band), count)| FrameCount {
                    family: family.clone(),
                    stage: stage.as_str().to_owned(),
                    reason: reason.to_owned(),
                    sex: sex.to_owned(),
                    age_band: band.to_owned(),
                    count,
                })
        });
        merged.collect()
    }
}

/// Reason, sex and age band of a class within one family and stage.
type Key = (&'static str, &'static str, &'static str);
type Cells = BTreeMap<Key, u32>;

fn sex_word(sex: RowSex) -> &'static str {
    match sex {
        RowSex::Female => "female",
        RowSex::Male => "male",
        RowSex::Other => "other",
    }
}

/// Merges within one family and stage, in three steps from fine to coarse; each keeps the sum.
fn merge(cells: Cells, smallest: u32) -> Cells {
    let by_sex = join_small(cells, smallest, |(reason, sex, _)| (reason, sex, ANY));
    let by_reason = join_small(by_sex, smallest, |(reason, _, _)| (reason, ANY, ANY));
    join_small(by_reason, smallest, |(reason, _, _)| {
        (if reason == ALL { ALL } else { SEVERAL }, ANY, ANY)
    })
}

/// Moves every class under `smallest` to its coarser class. A coarser class that is still under it takes in the next
/// smallest class that belongs to it, until it is large enough or nothing is left to take.
fn join_small(mut cells: Cells, smallest: u32, coarser: impl Fn(Key) -> Key) -> Cells {
    let small: Vec<Key> = cells
        .iter()
        .filter(|(_, count)| **count < smallest)
        .map(|(key, _)| *key)
        .collect();
    let targets: std::collections::BTreeSet<Key> = small.iter().map(|key| coarser(*key)).collect();
    for key in small {
        move_to(&mut cells, key, coarser(key));
    }
    for target in targets {
        while cells.get(&target).is_some_and(|count| *count < smallest) {
            let rest = cells
                .iter()
                .filter(|(key, _)| **key != target && coarser(**key) == target);
            let Some(next) = rest
                .min_by_key(|(key, count)| (**count, **key))
                .map(|(key, _)| *key)
            else {
                break;
            };
            move_to(&mut cells, next, target);
        }
    }
    cells
}

fn move_to(cells: &mut Cells, from: Key, to: Key) {
    if from != to
        && let Some(count) = cells.remove(&from)
    {
        *cells.entry(to).or_default() += count;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn class(sex: RowSex, band: AgeBand) -> Class {
        Class { family: 0, sex, band }
    }

    fn counted(entries: &[(Option<Reason>, RowSex, AgeBand, u32)]) -> FrameCounts {
        let mut counts = FrameCounts::default();
        for (reason, sex, band, count) in entries {
            let stage = if reason.is_some() {
                Stage::Excluded
            } else {
                Stage::Invited
            };
            (0..*count).for_each(|_| counts.add(stage, *reason, class(*sex, *band)));
        }
        counts
    }

    fn rows(counts: &FrameCounts) -> Vec<String> {
        let merged = counts.merged(10, |_| "burglary".to_owned());
        merged
            .iter()
            .map(|row| format!("{} {} {} {}", row.reason, row.sex, row.age_band, row.count))
            .collect()
    }

    #[test]
    fn large_classes_stay_apart() {
        let counts = counted(&[
            (None, RowSex::Female, AgeBand::From16To34, 12),
            (None, RowSex::Male, AgeBand::From55, 10),
        ]);
        assert_eq!(rows(&counts), ["all female 16-34 12", "all male 55+ 10"]);
    }

    #[test]
    fn small_age_bands_of_one_sex_join_so_that_the_sex_is_still_told() {
        let counts = counted(&[
            (None, RowSex::Female, AgeBand::From16To34, 30),
            (None, RowSex::Female, AgeBand::From35To54, 6),
            (None, RowSex::Female, AgeBand::From55, 7),
        ]);
        assert_eq!(rows(&counts), ["all female 16-34 30", "all female any 13"]);
    }

    #[test]
    fn a_small_sex_joins_the_next_smallest_class() {
        let counts = counted(&[
            (None, RowSex::Female, AgeBand::From16To34, 30),
            (None, RowSex::Female, AgeBand::From55, 12),
            (None, RowSex::Other, AgeBand::Unknown, 2),
        ]);
        assert_eq!(rows(&counts), ["all any any 14", "all female 16-34 30"]);
    }

    #[test]
    fn small_reasons_join_as_several() {
        let counts = counted(&[
            (Some(Reason::NoEmail), RowSex::Female, AgeBand::From55, 3),
            (Some(Reason::UnderAge), RowSex::Male, AgeBand::Under16, 4),
            (Some(Reason::NoSafeContact), RowSex::Female, AgeBand::From55, 40),
        ]);
        assert_eq!(rows(&counts), ["several any any 47"]);
    }

    #[test]
    fn a_family_of_fewer_than_ten_keeps_its_total_and_nothing_else() {
        let counts = counted(&[
            (None, RowSex::Female, AgeBand::From55, 3),
            (None, RowSex::Male, AgeBand::From16To34, 1),
        ]);
        assert_eq!(rows(&counts), ["all any any 4"]);
    }

    proptest! {
        #[test]
        fn merging_keeps_totals_and_leaves_no_small_class_where_it_can_be_helped(
            counts in proptest::collection::vec((0usize..4, 0usize..3, 0usize..5, 1u32..40), 1..40)
        ) {
            let reasons = [None, Some(Reason::NoEmail), Some(Reason::UnderAge), Some(Reason::NoSafeContact)];
            let sexes = [RowSex::Female, RowSex::Male, RowSex::Other];
            let bands = [AgeBand::Under16, AgeBand::From16To34, AgeBand::From35To54, AgeBand::From55, AgeBand::Unknown];
            let entries: Vec<_> =
                counts.iter().map(|(r, s, b, count)| (reasons[*r], sexes[*s], bands[*b], *count)).collect();
            let counts = counted(&entries);
            let merged = counts.merged(10, |_| "burglary".to_owned());
            for stage in [Stage::Invited, Stage::Excluded] {
                let here: Vec<_> = merged.iter().filter(|row| row.stage == stage.as_str()).collect();
                let total: u32 = here.iter().map(|row| row.count).sum();
                prop_assert_eq!(total, counts.total(stage, None));
                prop_assert!(here.iter().all(|row| row.count >= 10) || here.len() == 1, "{:?}", here);
            }
        }
    }
}
