//! Who was asked and who answered.

use super::tables::{Scope, place_of};
use super::{FamilyName, FrameTotal, Material, Period};
use crate::survey::disclosure::{
    CountRow, CountSource, FixedCount, Group, OpenBody, OpenTable, ReleasedTable, RowName, Split, Unit,
};
use crate::survey::estimation::{Sex, Tally};

impl Material<'_> {
    /// Invited, delivered, responded, the rate and the answers in the figures, family by family; small ones merged.
    pub(super) fn participation_by_family(&self, scope: &Scope<'_>) -> ReleasedTable {
        let mut rows = Vec::new();
        for period in self.facts.period.shown() {
            for families in &scope.pools {
                rows.extend(self.participation_of(families, period, Split::Together, &[Group::All]));
                let sexes = [Group::Women, Group::Men, Group::SexNotStated];
                rows.extend(self.participation_of(families, period, Split::BySex, &sexes));
            }
        }
        let title = "Who was asked and who answered, by crime type".into();
        self.release(&OpenTable {
            id: format!("{}-participation-by-family", scope.id),
            title,
            body: OpenBody::Participation(rows),
        })
    }

    /// The groups side by side: sums of what `participation_by_family` prints.
    pub(super) fn participation(&self, scope: &Scope<'_>, by_family: &ReleasedTable) -> ReleasedTable {
        let mut rows = Vec::new();
        for group in Group::EACH {
            for period in self.facts.period.shown() {
                let name = RowName {
                    place: scope.total.into(),
                    group,
                    period: period.short().into(),
                    ages: String::new(),
                };
                let printed = by_family.participation().iter();
                let printed =
                    printed.filter(|row| row.name().group == group && row.name().period == name.period);
                rows.push(CountRow {
                    source: CountSource::Printed(printed.collect()),
                    name,
                });
            }
        }
        let title = "Who was asked and who answered".into();
        self.release(&OpenTable {
            id: format!("{}-participation", scope.id),
            title,
            body: OpenBody::Participation(rows),
        })
    }

    /// The groups of one family side by side.
    pub(super) fn participation_of_family(&self, family: &FamilyName) -> ReleasedTable {
        let mut rows = Vec::new();
        for group in Group::EACH {
            for period in self.facts.period.shown() {
                let name = RowName {
                    place: family.name.clone(),
                    group,
                    period: period.short().into(),
                    ages: String::new(),
                };
                rows.push(CountRow {
                    name,
                    source: self.counted(&[family], group, period),
                });
            }
        }
        let title = "Who was asked and who answered".into();
        self.release(&OpenTable {
            id: format!("{}-participation", family.id),
            title,
            body: OpenBody::Participation(rows),
        })
    }

    /// Cases outside the VAWG border that carry a VAWG code or flag, by family.
    pub(super) fn vawg_elsewhere(&self) -> ReleasedTable {
        let mut rows = Vec::new();
        for period in self.facts.period.shown() {
            for family in self.families().filter(|family| !family.vawg && !family.parent) {
                let quarters = period.quarters();
                let count = total(self.vawg_elsewhere, &quarters, &[family], None);
                let name = RowName {
                    place: family.name.clone(),
                    group: Group::All,
                    period: period.short().into(),
                    ages: String::new(),
                };
                rows.push((
                    name,
                    named("vawg elsewhere", &quarters, &[family], Group::All, count),
                ));
            }
        }
        let title = "Cases with a VAWG code or flag outside the VAWG crime types".into();
        self.release(&OpenTable {
            id: "vawg-elsewhere".into(),
            title,
            body: OpenBody::Counts(rows),
        })
    }

    fn participation_of(
        &self,
        families: &[&FamilyName],
        period: Period,
        split: Split,
        groups: &[Group],
    ) -> Vec<CountRow<'static>> {
        let units = families
            .iter()
            .map(|family| self.responded_unit(family, period))
            .collect();
        let pooled = self.pooled(units, split, self.facts.thresholds.shown());
        let members = |unit: &Unit| -> Vec<&FamilyName> {
            families
                .iter()
                .copied()
                .filter(|family| unit.members.contains(&family.name))
                .collect()
        };
        let mut rows = Vec::new();
        let silent: Vec<&FamilyName> = families
            .iter()
            .copied()
            .filter(|family| pooled.empty.contains(&family.name) && !family.parent)
            .collect();
        let mut places: Vec<(String, Vec<&FamilyName>)> = pooled
            .units()
            .map(|unit| (place_of(unit), members(unit)))
            .collect();
        places.extend(
            silent
                .into_iter()
                .map(|family| (family.name.clone(), vec![family])),
        );
        if pooled.too_few {
            let rest = families
                .iter()
                .copied()
                .filter(|family| !pooled.empty.contains(&family.name));
            places.push(("All together".into(), rest.collect()));
        }
        for (place, members) in places {
            for group in groups {
                let name = RowName {
                    place: place.clone(),
                    group: *group,
                    period: period.short().into(),
                    ages: String::new(),
                };
                rows.push(CountRow {
                    name,
                    source: self.counted(&members, *group, period),
                });
            }
        }
        rows
    }

    fn responded_unit(&self, family: &FamilyName, period: Period) -> Unit {
        let quarters = period.quarters();
        let of = |sex| vec![self.tabulation.responded(&quarters, &family.id, &[sex])];
        Unit {
            members: vec![family.name.clone()],
            by_sex: Sex::ALL.map(of),
        }
    }

    fn counted(&self, families: &[&FamilyName], group: Group, period: Period) -> CountSource<'static> {
        let quarters = period.quarters();
        let sexes = (group != Group::All).then(|| group.sexes());
        let count = |what: &str, of: &[FrameTotal]| {
            let count = total(of, &quarters, families, sexes);
            named(what, &quarters, families, group, count)
        };
        let of_all = |what: &str, of: &[FrameTotal]| sexes.is_none().then(|| count(what, of));
        // Classes too small to be kept by sex are counted without it: then none is not known to be none.
        let invited = Some(count("invited", self.invited))
            .filter(|invited| invited.count > 0 || !self.merged_across_sexes(&quarters, families));
        let in_figures = families
            .iter()
            .map(|family| self.tabulation.responded(&quarters, &family.id, group.sexes()));
        CountSource::Counted {
            invited,
            delivered: of_all("delivered", self.delivered),
            responded: of_all("responded", self.responded),
            in_figures: in_figures.sum::<Tally>(),
        }
    }

    fn merged_across_sexes(&self, quarters: &[String], families: &[&FamilyName]) -> bool {
        self.invited.iter().any(|total| {
            total.sex.is_none()
                && quarters.contains(&total.quarter)
                && families.iter().any(|family| family.id == total.family)
        })
    }
}

pub(super) fn total(
    totals: &[FrameTotal],
    quarters: &[String],
    families: &[&FamilyName],
    sexes: Option<&[Sex]>,
) -> u64 {
    let counted = totals.iter().filter(|total| {
        quarters.contains(&total.quarter)
            && families.iter().any(|family| family.id == total.family)
            && sexes.is_none_or(|sexes| total.sex.is_some_and(|sex| sexes.contains(&sex)))
    });
    counted.map(|total| total.count).sum()
}

pub(super) fn named(
    what: &str,
    quarters: &[String],
    families: &[&FamilyName],
    group: Group,
    count: u64,
) -> FixedCount {
    let families: Vec<&str> = families.iter().map(|family| family.id.as_str()).collect();
    let quarters: Vec<&str> = quarters.iter().map(String::as_str).collect();
    FixedCount {
        name: name_of_count(what, &quarters, &families, group),
        count,
    }
}

/// The name a count is rounded by: the same count has it in every edition, and in the account of the ballots.
/// `families` are ids, in the order of the reports.
pub fn name_of_count(what: &str, quarters: &[&str], families: &[&str], group: Group) -> String {
    format!(
        "{what} | {} | {} | {}",
        quarters.join(" "),
        families.join(" "),
        group.label()
    )
}
