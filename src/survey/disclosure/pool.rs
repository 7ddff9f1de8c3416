//! Small groups are merged into "other groups" before anything is rounded, so that no table has a hole
//! that the rest could fill.

use super::CellKeySecret;
use super::open::Group;
use crate::survey::estimation::Tally;

/// The answers of one family, or of several pooled ones, to one item: by sex and category.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unit {
    /// The names of its families.
    pub members: Vec<String>,
    /// Answers by sex (female, male, not stated), each by category.
    pub by_sex: [Vec<Tally>; 3],
}

/// What has to be large enough in each unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Split {
    /// Everybody together.
    Together,
    /// Women and men, each.
    BySex,
}

/// Units that may be shown, each.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pooled {
    /// Families that stand alone.
    pub alone: Vec<Unit>,
    /// The small ones together, with the next smallest where those alone were too few.
    pub others: Option<Unit>,
    /// Families in which nobody answered: an empty cell is told as empty.
    pub empty: Vec<String>,
    /// Even all together are too few.
    pub too_few: bool,
}

impl Unit {
    /// The answers of a group, by category.
    pub fn of(&self, group: Group) -> Vec<Tally> {
        let categories = self.by_sex.iter().map(Vec::len).max().unwrap_or_default();
        let sexes = group.sexes().iter().map(|sex| &self.by_sex[*sex as usize]);
        let mut sums = vec![Tally::default(); categories];
        for tallies in sexes {
            for (sum, tally) in sums.iter_mut().zip(tallies) {
                *sum = sum.joined(*tally);
            }
        }
        sums
    }

    /// The printed base of a group: the sum of its rounded categories.
    pub fn base(&self, group: Group, secret: &CellKeySecret) -> u64 {
        self.of(group).into_iter().map(|tally| secret.round(tally)).sum()
    }

    fn is_empty(&self) -> bool {
        self.by_sex.iter().flatten().all(|tally| tally.count == 0)
    }

    fn joined(mut self, other: Self) -> Self {
        for (mine, theirs) in self.by_sex.iter_mut().zip(other.by_sex) {
            if mine.is_empty() {
                *mine = theirs;
                continue;
            }
            for (sum, tally) in mine.iter_mut().zip(theirs) {
                *sum = sum.joined(tally);
            }
        }
        self.members.extend(other.members);
        self
    }

    /// The smallest printed base that the split would show.
    pub fn smallest(&self, split: Split, secret: &CellKeySecret) -> u64 {
        match split {
            Split::Together => self.base(Group::All, secret),
            Split::BySex => self.base(Group::Women, secret).min(self.base(Group::Men, secret)),
        }
    }
}

impl Pooled {
    /// All units that may be shown.
    pub fn units(&self) -> impl Iterator<Item = &Unit> {
        self.alone.iter().chain(&self.others)
    }
}

/// Merges the units whose printed base is under `floor`, and the next smallest until the merged one is large enough.
pub fn pool(units: Vec<Unit>, split: Split, secret: &CellKeySecret, floor: u64) -> Pooled {
    let (empty, filled): (Vec<Unit>, Vec<Unit>) = units.into_iter().partition(Unit::is_empty);
    let empty = empty.into_iter().flat_map(|unit| unit.members).collect();
    let large = |unit: &Unit| unit.smallest(split, secret) >= floor;
    let (mut alone, small): (Vec<Unit>, Vec<Unit>) = filled.into_iter().partition(large);
    let Some(mut others) = small.into_iter().reduce(Unit::joined) else {
        return Pooled {
            alone,
            empty,
            ..Pooled::default()
        };
    };
    while !large(&others) {
        let sizes = alone
            .iter()
            .enumerate()
            .map(|(at, unit)| (unit.smallest(split, secret), at));
        let Some((_, next)) = sizes.min() else {
            return Pooled {
                empty,
                too_few: true,
                ..Pooled::default()
            };
        };
        others = others.joined(alone.remove(next));
    }
    Pooled {
        alone,
        others: Some(others),
        empty,
        too_few: false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unit(name: &str, women: u64, men: u64) -> Unit {
        let tally = |count, key_sum| vec![Tally { count, key_sum }];
        Unit {
            members: vec![name.into()],
            by_sex: [tally(women, 11), tally(men, 12), tally(0, 0)],
        }
    }

    fn pooled(units: Vec<Unit>, split: Split) -> Pooled {
        pool(units, split, &CellKeySecret::new([1; 32]), 10)
    }

    #[test]
    fn large_families_stand_alone() {
        let found = pooled(vec![unit("a", 40, 20), unit("b", 30, 30)], Split::BySex);
        assert_eq!((found.alone.len(), found.others), (2, None));
    }

    #[test]
    fn small_families_are_merged_and_take_the_next_smallest_along() {
        let found = pooled(
            vec![unit("a", 100, 0), unit("b", 20, 5), unit("c", 3, 0)],
            Split::Together,
        );
        assert_eq!(found.alone[0].members, ["a"]);
        assert_eq!(found.others.unwrap().members, ["c", "b"]);
    }

    #[test]
    fn a_family_with_few_men_is_split_by_sex_only_together_with_others() {
        let found = pooled(
            vec![unit("a", 90, 4), unit("b", 80, 30), unit("c", 50, 20)],
            Split::BySex,
        );
        assert_eq!(found.alone[0].members, ["b"]);
        assert_eq!(found.others.unwrap().members, ["a", "c"]);
    }

    #[test]
    fn a_family_nobody_answered_for_is_told_as_empty_and_drags_nobody_along() {
        let found = pooled(vec![unit("a", 100, 40), unit("b", 0, 0)], Split::Together);
        assert_eq!(
            (found.empty, found.others, found.alone.len()),
            (vec!["b".to_owned()], None, 1)
        );
    }

    #[test]
    fn where_all_together_are_too_few_nothing_is_shown() {
        let found = pooled(vec![unit("a", 3, 1), unit("b", 2, 0)], Split::Together);
        assert!(found.too_few && found.units().count() == 0);
    }
}
