//! The tables of one measure: by family, in total, and for one family alone.

use super::{FamilyName, Material, MeasuredItem, Period};
use crate::survey::disclosure::{
    Group, MeasureName, OpenBody, OpenTable, Pooled, ReleasedTable, Row, RowName, Source, Split, Unit, pool,
    protect,
};
use crate::survey::estimation::{Sex, Tally};

/// Families that a report adds up. Each pool is merged within itself only, so that nothing crosses the VAWG border.
pub(super) struct Scope<'a> {
    pub id: &'static str,
    pub total: &'static str,
    pub pools: Vec<Vec<&'a FamilyName>>,
}

/// One question of a table: the item and, where several answers may be given, the answer.
#[derive(Clone, Copy)]
pub(super) struct Asked {
    pub item: usize,
    pub code: usize,
}

const SEXES: [Group; 3] = [Group::Women, Group::Men, Group::SexNotStated];

impl Material<'_> {
    pub(super) fn item(&self, asked: Asked) -> &MeasuredItem {
        &self.programme.items[asked.item]
    }

    /// Every table an item has: one, or one for each answer where several may be given.
    pub(super) fn asked(&self, item: usize) -> Vec<Asked> {
        let measured = &self.programme.items[item];
        let codes = if measured.several {
            measured.choices.len()
        } else {
            1
        };
        (0..codes).map(|code| Asked { item, code }).collect()
    }

    pub(super) fn label(&self, asked: Asked) -> String {
        let item = self.item(asked);
        match item.several {
            true => format!("{}: {}", item.label, item.choices[asked.code].label),
            false => item.label.clone(),
        }
    }

    fn measure(&self, asked: Asked) -> MeasureName {
        let item = self.item(asked);
        let categories = match item.several {
            true => vec!["Chosen".to_owned(), "Not chosen".to_owned()],
            false => item.categories(),
        };
        MeasureName {
            id: item.measure.clone(),
            label: self.label(asked),
            item: item.id.clone(),
            question: item.question.clone(),
            categories,
        }
    }

    fn table_id(&self, scope: &str, asked: Asked, kind: &str) -> String {
        let item = self.item(asked);
        let code = if item.several {
            format!("-{}", item.choices[asked.code].code)
        } else {
            String::new()
        };
        format!("{scope}-{}{code}{kind}", item.id)
    }

    fn unit(&self, family: &FamilyName, period: Period, asked: Asked) -> Unit {
        let quarters = period.quarters();
        let of = |sex| {
            self.tabulation
                .categories(&quarters, &family.id, &[sex], asked.item, asked.code)
        };
        Unit {
            members: vec![family.name.clone()],
            by_sex: Sex::ALL.map(of),
        }
    }

    pub(super) fn release(&self, table: &OpenTable<'_>) -> ReleasedTable {
        protect(table, self.secret, &self.facts.thresholds)
    }

    pub(super) fn pooled(&self, units: Vec<Unit>, split: Split) -> Pooled {
        pool(units, split, self.secret, &self.facts.thresholds)
    }

    /// A measure family by family, small ones merged: everybody, and the split by sex where it stands.
    pub(super) fn by_family(&self, scope: &Scope<'_>, asked: Asked) -> ReleasedTable {
        let mut rows = Vec::new();
        for period in self.facts.period.shown() {
            for families in &scope.pools {
                let units: Vec<Unit> = families
                    .iter()
                    .map(|family| self.unit(family, period, asked))
                    .collect();
                rows.extend(self.rows_of(units.clone(), period, Split::Together, &[Group::All]));
                rows.extend(self.rows_of(units, period, Split::BySex, &SEXES));
            }
        }
        let title = format!("{}, by crime type", self.label(asked));
        let body = OpenBody::Measure {
            measure: self.measure(asked),
            rows,
        };
        self.release(&OpenTable {
            id: self.table_id(scope.id, asked, "-by-family"),
            title,
            body,
        })
    }

    fn rows_of(&self, units: Vec<Unit>, period: Period, split: Split, groups: &[Group]) -> Vec<Row<'static>> {
        let pooled = self.pooled(units, split);
        let name = |place: String, group| RowName {
            place,
            group,
            period: period.short().into(),
        };
        if pooled.too_few {
            let row = |group: &Group| Row {
                name: name("All together".into(), *group),
                source: Source::Withheld(self.too_few(split)),
            };
            return groups.iter().map(row).collect();
        }
        let units = pooled.units().flat_map(|unit| {
            groups
                .iter()
                .map(move |group| (place_of(unit), *group, Source::Answers(unit.of(*group))))
        });
        units
            .map(|(place, group, source)| Row {
                name: name(place, group),
                source,
            })
            .collect()
    }

    /// Why rows of a split are withheld, with the threshold in force.
    fn too_few(&self, split: Split) -> String {
        let shown = self.facts.thresholds.shown();
        match split {
            Split::Together => format!("Under {shown} answers"),
            Split::BySex => {
                format!("Split by sex withheld: under {shown} women or under {shown} men answered")
            }
        }
    }

    /// The groups side by side: sums of what `by_family` prints.
    pub(super) fn totals(&self, scope: &Scope<'_>, asked: Asked, by_family: &ReleasedTable) -> ReleasedTable {
        let categories = self.measure(asked).categories.len();
        let mut rows = Vec::new();
        for group in Group::EACH {
            for period in self.facts.period.shown() {
                let name = RowName {
                    place: scope.total.into(),
                    group,
                    period: period.short().into(),
                };
                let printed = by_family
                    .rows()
                    .iter()
                    .filter(|row| row.name().group == group && row.name().period == name.period);
                let printed: Vec<_> = printed.collect();
                let source = match printed.is_empty() {
                    true => Source::Answers(vec![Tally::default(); categories]),
                    false => Source::Printed(printed),
                };
                rows.push(Row { name, source });
            }
        }
        let body = OpenBody::Measure {
            measure: self.measure(asked),
            rows,
        };
        self.release(&OpenTable {
            id: self.table_id(scope.id, asked, ""),
            title: self.label(asked),
            body,
        })
    }

    /// The groups of one family side by side; `None` where nobody was asked.
    pub(super) fn one_family(&self, family: &FamilyName, asked: Asked) -> Option<ReleasedTable> {
        let mut rows = Vec::new();
        let units = self
            .facts
            .period
            .shown()
            .into_iter()
            .map(|period| (period, self.unit(family, period, asked)));
        let units: Vec<(Period, Unit)> = units.collect();
        if units
            .iter()
            .flat_map(|(_, unit)| unit.of(Group::All))
            .all(|tally| tally.count == 0)
        {
            return None;
        }
        for group in Group::EACH {
            for (period, unit) in &units {
                let name = RowName {
                    place: family.name.clone(),
                    group,
                    period: period.short().into(),
                };
                rows.push(Row {
                    name,
                    source: self.family_source(unit, group),
                });
            }
        }
        let body = OpenBody::Measure {
            measure: self.measure(asked),
            rows,
        };
        let id = self.table_id(&family.id, asked, "");
        Some(self.release(&OpenTable {
            id,
            title: self.label(asked),
            body,
        }))
    }

    /// A split by sex is shown whole or not at all.
    fn family_source(&self, unit: &Unit, group: Group) -> Source<'static> {
        let nobody = unit.of(Group::All).iter().all(|tally| tally.count == 0);
        let split = self.pooled(vec![unit.clone()], Split::BySex);
        if group != Group::All && !nobody && split.too_few {
            return Source::Withheld(self.too_few(Split::BySex));
        }
        Source::Answers(unit.of(group))
    }
}

/// "Burglary", or "Other groups: burglary; fraud".
pub(super) fn place_of(unit: &Unit) -> String {
    match unit.members.as_slice() {
        [only] => only.clone(),
        several => format!("Other groups: {}", several.join("; ")),
    }
}
