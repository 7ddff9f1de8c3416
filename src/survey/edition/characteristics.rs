//! Age, disability and ethnic group of VAWG victims, with the whole experience: age from the answers, the others from
//! slips, which nothing ties to an answer.

use super::assemble::WHOLE_EXPERIENCE;
use super::tables::Asked;
use super::{FamilyName, Material};
use crate::survey::disclosure::{
    Group, MeasureName, OpenBody, OpenTable, ReleasedTable, Row, RowName, Source,
};
use crate::survey::estimation::{Age, Sex, Tally};

/// The characteristics that the report tells of, by item.
const TOLD: [&str; 2] = ["disability", "ethnic-group"];
/// The three classes of the whole experience.
const CLASSES: usize = 3;

impl Material<'_> {
    /// A table for each, where there is anything to tell; all VAWG families together, at the edition's own period.
    pub(super) fn characteristics(&self) -> Vec<ReleasedTable> {
        let Some(item) = self
            .programme
            .items
            .iter()
            .position(|item| item.id == WHOLE_EXPERIENCE)
        else {
            return Vec::new();
        };
        let asked = Asked { item, code: 0 };
        let mut tables = vec![self.by_age(asked)];
        tables.extend(
            TOLD.into_iter()
                .filter_map(|characteristic| self.by_slip(asked, characteristic)),
        );
        tables
    }

    fn vawg_families(&self) -> Vec<&FamilyName> {
        self.families().filter(|family| family.vawg).collect()
    }

    fn by_age(&self, asked: Asked) -> ReleasedTable {
        let quarters = self.facts.period.quarters();
        let rows = Age::KNOWN.into_iter().map(|age| {
            let mut sums = vec![Tally::default(); self.measure(asked).categories.len()];
            for family in self.vawg_families() {
                let of = self.tabulation.categories_aged(
                    &quarters,
                    &family.id,
                    &Sex::ALL,
                    &[age],
                    (asked.item, asked.code),
                );
                sums.iter_mut()
                    .zip(of)
                    .for_each(|(sum, tally)| *sum = sum.joined(tally));
            }
            let words = match age {
                Age::From16To34 => "16 to 34",
                Age::From35To54 => "35 to 54",
                Age::From55 | Age::NotStated => "55 and over",
            };
            (words.to_owned(), sums)
        });
        self.characteristic(asked, "age", "Age", rows.collect())
    }

    /// Nothing where no slip tells of it.
    fn by_slip(&self, asked: Asked, characteristic: &str) -> Option<ReleasedTable> {
        let quarters = self.facts.period.quarters();
        let families = self.vawg_families();
        let name = self
            .programme
            .characteristics
            .iter()
            .find(|one| one.id == characteristic)?;
        let mut rows = Vec::new();
        for choice in &name.choices {
            let mut sums = vec![Tally::default(); CLASSES];
            for slip in self.slips.iter().filter(|slip| {
                slip.characteristic == characteristic
                    && slip.category == choice.code
                    && quarters.contains(&slip.quarter)
                    && families.iter().any(|family| family.id == slip.family)
            }) {
                if let Some(sum) = sums.get_mut(usize::from(slip.whole_experience.saturating_sub(1))) {
                    *sum = sum.joined(slip.tally);
                }
            }
            rows.push((choice.label.clone(), sums));
        }
        let anybody = rows
            .iter()
            .flat_map(|(_, sums)| sums)
            .any(|tally| tally.count > 0);
        anybody.then(|| self.characteristic(asked, characteristic, &name.label, rows))
    }

    fn characteristic(
        &self,
        asked: Asked,
        id: &str,
        label: &str,
        rows: Vec<(String, Vec<Tally>)>,
    ) -> ReleasedTable {
        let rows = rows.into_iter().map(|(place, sums)| {
            let name = RowName {
                place,
                group: Group::All,
                period: self.facts.period.short().into(),
                ages: String::new(),
            };
            Row::plain(name, Source::Answers(sums))
        });
        let measure = MeasureName {
            question: self.measure(asked).question,
            ..self.measure(asked)
        };
        self.release(&OpenTable {
            id: format!("vawg-{WHOLE_EXPERIENCE}-by-{id}"),
            title: format!("{}, by {}", self.label(asked), label.to_lowercase()),
            body: OpenBody::Measure {
                measure,
                rows: rows.collect(),
            },
        })
    }
}
