//! From recorded victims to those who answered: who could be asked, who answered, and why others never were.

use super::assemble::WHOLE_EXPERIENCE;
use super::participation::{named, total};
use super::tables::{Asked, Scope};
use super::{FamilyName, FrameTotal, Material, Period};
use crate::survey::disclosure::{FixedCount, Group, OpenBody, OpenTable, ReleasedTable, RowName};

/// A step of the chain.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Step {
    Recorded,
    Askable,
    Answered,
}

impl Step {
    const ALL: [Self; 3] = [Self::Recorded, Self::Askable, Self::Answered];

    fn words(self) -> &'static str {
        match self {
            Self::Recorded => "Recorded victims",
            Self::Askable => "Could be asked",
            Self::Answered => "Answered",
        }
    }
}

/// The chain of a scope: its tables by family, their sums, and what they say in hundreds.
pub(super) struct Chain {
    pub by_family: ReleasedTable,
    pub sums: ReleasedTable,
    pub reasons_by_family: ReleasedTable,
    pub reasons: ReleasedTable,
    /// Of 100 recorded victims so many could be asked and so many answered.
    pub of_hundred: Option<(u64, u64)>,
}

impl Material<'_> {
    /// The chain of all families of a scope, as sums of printed family numbers.
    pub(super) fn chain(&self, scope: &Scope<'_>) -> Chain {
        let families: Vec<&FamilyName> = scope.families().filter(|family| !family.parent).collect();
        let by_family = self.steps(scope.id, &families);
        let reasons_by_family = self.reasons(scope.id, &families);
        let total = |name: &RowName| {
            let (step, _) = name.place.split_once(BY)?;
            Some(RowName {
                place: step.into(),
                ..name.clone()
            })
        };
        let sums = ReleasedTable::summed(
            format!("{}-chain", scope.id),
            "From recorded victims to answers".into(),
            &by_family,
            total,
        );
        let reasons = ReleasedTable::summed(
            format!("{}-never-asked", scope.id),
            "Never asked, by reason and sex".into(),
            &reasons_by_family,
            total,
        );
        let of_hundred = self.of_hundred(&sums);
        Chain {
            by_family,
            sums,
            reasons_by_family,
            reasons,
            of_hundred,
        }
    }

    /// What the headline share would be if those who could not be asked were 20 points less satisfied.
    pub(super) fn bounds(&self, chain: &Chain, scope: &Scope<'_>) -> Option<String> {
        let (asked, _) = chain.of_hundred?;
        let item = self
            .programme
            .items
            .iter()
            .position(|item| item.id == WHOLE_EXPERIENCE)?;
        let asked_item = Asked { item, code: 0 };
        let by_family = self.by_family(scope, asked_item);
        let totals = self.totals(scope, asked_item, &by_family);
        let all = totals
            .rows()
            .iter()
            .find(|row| row.name().group == Group::All && row.mark().is_none())?;
        let share = u64::from(all.shares()?.first()?.drawn());
        let lower = (share * asked + share.saturating_sub(20) * (100 - asked) + 50) / 100;
        Some(format!(
            "If those who could not be asked were 20 points less satisfied than those who answered, {lower}% of all would be, and not {share}%."
        ))
    }

    fn of_hundred(&self, sums: &ReleasedTable) -> Option<(u64, u64)> {
        let number = |step: Step| {
            let mut rows = sums.figures().iter();
            let here = rows.find(|(name, _)| {
                name.place == step.words()
                    && name.group == Group::All
                    && name.period == self.facts.period.short()
            });
            here.and_then(|(_, figure)| figure.number())
        };
        let recorded = number(Step::Recorded)
            .filter(|recorded| *recorded >= self.facts.thresholds.percentage_plain())?;
        let part = |step| Some((number(step)?.min(recorded) * 200 + recorded) / (recorded * 2));
        Some((part(Step::Askable)?, part(Step::Answered)?))
    }

    fn steps(&self, scope: &str, families: &[&FamilyName]) -> ReleasedTable {
        let mut rows = Vec::new();
        for period in self.facts.period.shown() {
            for family in families {
                for step in Step::ALL {
                    for group in [Group::Women, Group::Men, Group::All] {
                        rows.extend(self.step(step, family, group, period));
                    }
                }
            }
        }
        self.counts(
            format!("{scope}-chain-by-family"),
            "From recorded victims to answers, by crime type",
            rows,
        )
    }

    /// Who answered is not held by sex, and no sex is known of those whom the contact files tell together.
    fn step(
        &self,
        step: Step,
        family: &FamilyName,
        group: Group,
        period: Period,
    ) -> Option<(RowName, FixedCount)> {
        let quarters = period.quarters();
        let sexes = (group != Group::All).then(|| group.sexes());
        let count = |of: &[FrameTotal]| total(of, &quarters, &[family], sexes);
        let excluded = |same_person: bool| {
            let rows = self.excluded.iter().filter(|row| row.same_person == same_person);
            count(&rows.map(|row| row.who.clone()).collect::<Vec<_>>())
        };
        let people = count(self.frame).saturating_sub(excluded(true));
        let left_out = excluded(false);
        let number = match step {
            Step::Recorded => people,
            Step::Askable => people.saturating_sub(left_out),
            Step::Answered if group == Group::All => count(self.responded),
            Step::Answered => return None,
        };
        if number == 0 && group != Group::All {
            return None;
        }
        Some(self.count_of(step.words(), family, group, period, number))
    }

    fn reasons(&self, scope: &str, families: &[&FamilyName]) -> ReleasedTable {
        let mut reasons: Vec<&str> = self
            .excluded
            .iter()
            .filter(|row| !row.same_person)
            .map(|row| row.reason.as_str())
            .collect();
        reasons.sort_unstable();
        reasons.dedup();
        let mut rows = Vec::new();
        for period in self.facts.period.shown() {
            for reason in &reasons {
                let excluded = self.excluded.iter().filter(|row| row.reason == **reason);
                let of: Vec<FrameTotal> = excluded.map(|row| row.who.clone()).collect();
                for family in families {
                    for group in [Group::Women, Group::Men, Group::All] {
                        let sexes = (group != Group::All).then(|| group.sexes());
                        let number = total(&of, &period.quarters(), &[family], sexes);
                        if number > 0 {
                            rows.push(self.count_of(reason, family, group, period, number));
                        }
                    }
                }
            }
        }
        self.counts(
            format!("{scope}-never-asked-by-family"),
            "Never asked, by reason, sex and crime type",
            rows,
        )
    }

    fn count_of(
        &self,
        what: &str,
        family: &FamilyName,
        group: Group,
        period: Period,
        number: u64,
    ) -> (RowName, FixedCount) {
        let name = RowName {
            place: format!("{what}{BY}{}", family.name),
            group,
            period: period.short().into(),
            ages: String::new(),
        };
        (name, named(what, &period.quarters(), &[family], group, number))
    }

    fn counts(&self, id: String, title: &str, rows: Vec<(RowName, FixedCount)>) -> ReleasedTable {
        self.release(&OpenTable {
            id,
            title: title.into(),
            body: OpenBody::Counts(rows),
        })
    }
}

/// Between what is counted and the family, in a row's place.
const BY: &str = ": ";

impl Chain {
    /// The sentence beside the headline.
    pub(super) fn sentence(&self) -> String {
        match self.of_hundred {
            Some((asked, answered)) => format!(
                "Of 100 recorded victims {asked} could be asked and {answered} answered; why the others were never asked stands below."
            ),
            None => "Too few victims were recorded to say how many of a hundred could be asked.".into(),
        }
    }

    /// The same of men and boys; who answered is not held by sex.
    pub(super) fn sentence_of_men(&self) -> String {
        let number = |step: Step| {
            let mut rows = self.sums.figures().iter();
            rows.find(|(name, _)| name.place == step.words() && name.group == Group::Men)
                .and_then(|(_, figure)| figure.number())
        };
        match (number(Step::Recorded), number(Step::Askable)) {
            (Some(recorded), Some(askable)) if recorded >= 100 => format!(
                "Of 100 recorded male victims {} could be asked; who of them answered is not held by sex.",
                (askable.min(recorded) * 200 + recorded) / (recorded * 2)
            ),
            _ => "Too few men and boys were recorded to say how many of a hundred could be asked.".into(),
        }
    }

    /// Whether so few could be asked that the title has to say so.
    pub(super) fn few_could_be_asked(&self) -> bool {
        self.of_hundred.is_some_and(|(asked, _)| asked < 50)
    }
}
