//! The tables of one measure: by family, in total, and for one family alone.

use super::weighting::Posts;
use super::{FamilyName, Material, MeasuredItem, Period, Span};
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

    pub(super) fn measure(&self, asked: Asked) -> MeasureName {
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

    pub(super) fn table_id(&self, scope: &str, asked: Asked, kind: &str) -> String {
        let item = self.item(asked);
        let code = if item.several {
            format!("-{}", item.choices[asked.code].code)
        } else {
            String::new()
        };
        format!("{scope}-{}{code}{kind}", item.id)
    }

    pub(super) fn unit(&self, family: &FamilyName, period: Period, asked: Asked) -> Unit {
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

    pub(super) fn pooled(&self, units: Vec<Unit>, split: Split, floor: u64) -> Pooled {
        pool(units, split, self.secret, floor)
    }

    /// The base that a place needs: a quarter beside a year is shown from the base of a percentage without a mark.
    pub(super) fn floor(&self, period: Period) -> u64 {
        let beside = period.span == Span::Quarter && self.facts.period.span != Span::Quarter;
        match beside {
            true => self.facts.thresholds.percentage_plain(),
            false => self.facts.thresholds.shown(),
        }
    }

    /// A measure family by family, small ones merged: everybody, and the split by sex where it stands; after them the
    /// 24 months of families of which a year brings too few of one sex.
    pub(super) fn by_family(&self, scope: &Scope<'_>, asked: Asked) -> ReleasedTable {
        let mut periods = self.facts.period.shown();
        let two_years = self.has_two_years().then(|| self.facts.period.two_years());
        periods.extend(two_years);
        self.by_family_in(scope, asked, &periods)
    }

    /// The same for these periods.
    pub(super) fn by_family_in(&self, scope: &Scope<'_>, asked: Asked, periods: &[Period]) -> ReleasedTable {
        let posts: Vec<(&str, Posts)> = scope
            .families()
            .map(|family| (family.name.as_str(), self.posts(family, asked, periods)))
            .collect();
        let mut rows = Vec::new();
        for period in periods {
            for families in &scope.pools {
                let units: Vec<Unit> = families
                    .iter()
                    .map(|family| self.unit(family, *period, asked))
                    .collect();
                let place = Places {
                    scope,
                    posts: &posts,
                    period: *period,
                };
                if period.span == Span::TwoYears {
                    rows.extend(self.rows_of_two_years(families, asked, &place));
                } else {
                    rows.extend(self.rows_of(units.clone(), &place, Split::Together, &[Group::All]));
                    rows.extend(self.rows_of(units, &place, Split::BySex, &SEXES));
                }
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

    fn rows_of<'p>(
        &self,
        units: Vec<Unit>,
        place: &Places<'p>,
        split: Split,
        groups: &[Group],
    ) -> Vec<Row<'p>> {
        let pooled = self.pooled(units, split, self.floor(place.period));
        if pooled.too_few {
            let row = |group: &Group| {
                Row::plain(
                    place.name("All together".into(), *group),
                    Source::Withheld(self.too_few(split, place.period)),
                )
            };
            return groups.iter().map(row).collect();
        }
        let mut rows = Vec::new();
        for unit in pooled.units() {
            for group in groups {
                rows.push(self.weighted_row(unit, place, *group));
            }
        }
        rows
    }

    /// A row with the factor of its place and, where it is one family, its post-strata.
    pub(super) fn weighted_row<'p>(&self, unit: &Unit, place: &Places<'p>, group: Group) -> Row<'p> {
        let members: Vec<&FamilyName> = place
            .scope
            .families()
            .filter(|family| unit.members.contains(&family.name))
            .collect();
        let all: Vec<&FamilyName> = place.scope.families().collect();
        let strata = match unit.members.as_slice() {
            [only] => place
                .posts
                .iter()
                .find(|(name, _)| name == only)
                .map_or_else(Vec::new, |(_, posts)| posts.of(place.period, group)),
            _ => Vec::new(),
        };
        Row {
            name: place.name(place_of(unit), group),
            source: Source::Answers(unit.of(group)),
            strata,
            between: self.between(&members, &all, group, place.period),
        }
    }

    /// Why rows of a split are withheld, with the threshold in force.
    pub(super) fn too_few(&self, split: Split, period: Period) -> String {
        let floor = self.floor(period);
        let time = if period.span == Span::TwoYears {
            " in 24 months"
        } else {
            ""
        };
        match split {
            _ if floor > self.facts.thresholds.shown() => {
                format!("A quarter is shown from {floor} answers; see the 12 months")
            }
            Split::Together => format!("Under {floor} answers"),
            Split::BySex => {
                format!("Split by sex withheld: under {floor} women or under {floor} men answered{time}")
            }
        }
    }

    /// The groups side by side: sums of what `by_family` prints.
    pub(super) fn totals(&self, scope: &Scope<'_>, asked: Asked, by_family: &ReleasedTable) -> ReleasedTable {
        self.totals_in(scope, asked, by_family, &self.facts.period.shown())
    }

    /// The same for these periods.
    pub(super) fn totals_in(
        &self,
        scope: &Scope<'_>,
        asked: Asked,
        by_family: &ReleasedTable,
        periods: &[Period],
    ) -> ReleasedTable {
        let categories = self.measure(asked).categories.len();
        let mut rows = Vec::new();
        for group in Group::EACH {
            for period in periods {
                let name = RowName {
                    place: scope.total.into(),
                    group,
                    period: period.short().into(),
                    ages: String::new(),
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
                rows.push(Row::plain(name, source));
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
}

/// What the rows of a table need to know besides their answers.
pub(super) struct Places<'p> {
    pub scope: &'p Scope<'p>,
    pub posts: &'p [(&'p str, Posts)],
    pub period: Period,
}

impl Places<'_> {
    pub(super) fn name(&self, place: String, group: Group) -> RowName {
        RowName {
            place,
            group,
            period: self.period.short().into(),
            ages: String::new(),
        }
    }
}

impl<'a> Scope<'a> {
    /// Every crime type, the two sides of the VAWG border apart.
    pub(super) fn all(material: &Material<'a>) -> Self {
        let (inside, outside): (Vec<_>, Vec<_>) = material.families().partition(|family| family.vawg);
        Self {
            id: "all",
            total: "All crime types",
            pools: vec![inside, outside],
        }
    }

    /// The crime types of violence against women and girls.
    pub(super) fn vawg(material: &Material<'a>) -> Self {
        let families = material.families().filter(|family| family.vawg).collect();
        Self {
            id: "vawg",
            total: "All VAWG crime types",
            pools: vec![families],
        }
    }

    /// All its families.
    pub(super) fn families(&self) -> impl Iterator<Item = &'a FamilyName> {
        self.pools.iter().flatten().copied()
    }
}

/// "Burglary", or "Other groups: burglary; fraud".
pub(super) fn place_of(unit: &Unit) -> String {
    match unit.members.as_slice() {
        [only] => only.clone(),
        several => format!("Other groups: {}", several.join("; ")),
    }
}
