//! The tables of one family alone, and the 24 months of one whose year is too small.

use super::tables::{Asked, Places};
use super::{FamilyName, Material, Period, Span};
use crate::survey::disclosure::{
    Group, OpenBody, OpenTable, ReleasedTable, Row, RowName, Source, Split, Unit,
};
use crate::survey::estimation::Sex;

const SEXES: [Group; 3] = [Group::Women, Group::Men, Group::SexNotStated];

impl Material<'_> {
    /// Families whose year is too small for percentages of both sexes, each with its 24 months or the reason for none.
    pub(super) fn rows_of_two_years<'p>(
        &self,
        families: &[&FamilyName],
        asked: Asked,
        place: &Places<'p>,
    ) -> Vec<Row<'p>> {
        let mut rows = Vec::new();
        for family in families.iter().filter(|family| self.falls_short(family, asked)) {
            let unit = self.unit(family, place.period, asked);
            let whole = unit.smallest(Split::BySex, self.secret) >= self.facts.thresholds.shown();
            for group in SEXES {
                rows.push(match whole {
                    true => self.weighted_row(&unit, place, group),
                    false => Row::plain(
                        place.name(family.name.clone(), group),
                        Source::Withheld(self.too_few(Split::BySex, place.period)),
                    ),
                });
            }
        }
        rows
    }

    /// Whether the year of an edition has somebody, and too few of one sex for a percentage.
    pub(super) fn falls_short(&self, family: &FamilyName, asked: Asked) -> bool {
        let year = self.unit(family, self.facts.period, asked);
        let nobody = year.of(Group::All).iter().all(|tally| tally.count == 0);
        !nobody && year.smallest(Split::BySex, self.secret) < self.facts.thresholds.percentage_marked()
    }

    /// Whether there are answers of the year before.
    pub(super) fn has_two_years(&self) -> bool {
        let before = self.facts.period.before().quarters();
        let mut families = self.programme.families.iter();
        self.facts.period.span == Span::RollingYear
            && families.any(|family| self.tabulation.responded(&before, &family.id, &Sex::ALL).count > 0)
    }

    /// The groups of one family side by side, and the post-strata that weight them; `None` where nobody was asked.
    pub(super) fn one_family(
        &self,
        family: &FamilyName,
        asked: Asked,
    ) -> Option<(ReleasedTable, Option<ReleasedTable>)> {
        let mut periods = self.facts.period.shown();
        let nobody = |period: &Period| {
            let unit = self.unit(family, *period, asked);
            unit.of(Group::All).iter().all(|tally| tally.count == 0)
        };
        if periods.iter().all(nobody) {
            return None;
        }
        if self.has_two_years() && self.falls_short(family, asked) {
            periods.push(self.facts.period.two_years());
        }
        let posts = self.posts(family, asked, &periods);
        let mut rows = Vec::new();
        for group in Group::EACH {
            for period in &periods {
                if period.span == Span::TwoYears && group == Group::All {
                    continue;
                }
                let name = RowName {
                    place: family.name.clone(),
                    group,
                    period: period.short().into(),
                    ages: String::new(),
                };
                let unit = self.unit(family, *period, asked);
                rows.push(Row {
                    strata: posts.of(*period, group),
                    ..Row::plain(name, self.family_source(&unit, group, *period))
                });
            }
        }
        let table = self.release(&OpenTable {
            id: self.table_id(&family.id, asked, ""),
            title: self.label(asked),
            body: OpenBody::Measure {
                measure: self.measure(asked),
                rows,
            },
        });
        let strata = (!posts.table.rows().is_empty()).then_some(posts.table);
        Some((table, strata))
    }

    /// A split by sex is shown whole or not at all.
    fn family_source(&self, unit: &Unit, group: Group, period: Period) -> Source<'static> {
        let nobody = unit.of(Group::All).iter().all(|tally| tally.count == 0);
        let split = if group == Group::All {
            Split::Together
        } else {
            Split::BySex
        };
        let small = unit.smallest(split, self.secret) < self.floor(period);
        // A year's row below the base says so itself, by its own threshold.
        let judged_by_base = group == Group::All && self.floor(period) == self.facts.thresholds.shown();
        if !nobody && small && !judged_by_base {
            return Source::Withheld(self.too_few(split, period));
        }
        Source::Answers(unit.of(group))
    }
}
