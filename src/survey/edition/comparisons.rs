//! The list of tests, declared here before any answer is looked at, and their tables and sentences.
//!
//! For each of the five core measures: the change of every crime type and total between two periods that share nobody
//! (the 12 months and the 12 before them; the quarter and the one before it); women against men in every crime type,
//! and in the totals with the men standardised to the women's crime types; every crime type against all the others.

use super::assemble::WHOLE_EXPERIENCE;
use super::tables::{Asked, Scope};
use super::{Material, Period, Span, Theme};
use crate::survey::disclosure::{
    Compared, Comparison, Contrast, Group, ReleasedRow, ReleasedTable, RowName, Side, Verdict, compare,
    standardised,
};

/// What was tested: all that could be, and how many had been declared.
pub(super) struct Tests {
    pub made: Vec<Comparison>,
    pub declared: usize,
    breaks: Vec<String>,
}

/// The printed rows of one measure in one period.
struct Printed {
    period: Period,
    asked: Asked,
    families: ReleasedTable,
    total: ReleasedTable,
    vawg_families: ReleasedTable,
    vawg: ReleasedTable,
}

impl Printed {
    fn of(material: &Material<'_>, period: Period, asked: Asked) -> Self {
        let (all, vawg) = (Scope::all(material), Scope::vawg(material));
        let families = material.by_family_in(&all, asked, &[period]);
        let vawg_families = material.by_family_in(&vawg, asked, &[period]);
        Self {
            period,
            asked,
            total: material.totals_in(&all, asked, &families, &[period]),
            vawg: material.totals_in(&vawg, asked, &vawg_families, &[period]),
            families,
            vawg_families,
        }
    }
}

fn row<'t>(table: &'t ReleasedTable, place: &str, group: Group) -> Option<&'t ReleasedRow> {
    table
        .rows()
        .iter()
        .find(|row| row.name().place == place && row.name().group == group)
}

fn one<'t>(label: &str, row: &'t ReleasedRow) -> Side<'t> {
    Side {
        label: label.into(),
        rows: vec![(1.0, row)],
    }
}

impl Material<'_> {
    /// Makes every declared test that the bases allow.
    pub(super) fn tests(&self) -> Tests {
        let core: Vec<Asked> = (0..self.programme.items.len())
            .filter(|item| self.programme.items[*item].theme == Theme::Core)
            .flat_map(|item| self.asked(item))
            .collect();
        let mut printed = Vec::new();
        for period in self.facts.period.shown() {
            for asked in &core {
                let now = Printed::of(self, period, *asked);
                let before = self
                    .has_answers(period.before())
                    .then(|| Printed::of(self, period.before(), *asked));
                printed.push((now, before));
            }
        }
        let mut declared = Vec::new();
        for (now, before) in &printed {
            let whole = self
                .facts
                .breaks
                .iter()
                .all(|one| one.item != self.item(now.asked).id);
            if let Some(before) = before.as_ref().filter(|_| whole) {
                declared.extend(self.changes(now, before));
            }
            if now.period == self.facts.period {
                declared.extend(self.sexes(now));
                declared.extend(self.against_others(now));
            }
        }
        Tests {
            made: compare(&declared, &self.facts.thresholds),
            declared: declared.len(),
            breaks: self.core_breaks(),
        }
    }

    /// What is said of breaks in the core measures, which are the ones that are tested.
    fn core_breaks(&self) -> Vec<String> {
        let core = |item: &str| {
            self.programme
                .items
                .iter()
                .any(|one| one.id == item && one.theme == Theme::Core)
        };
        let breaks = self.facts.breaks.iter().filter(|one| core(&one.item));
        breaks.map(|one| format!("{}.", one.words())).collect()
    }

    fn has_answers(&self, period: Period) -> bool {
        let quarters = period.quarters();
        let mut families = self.programme.families.iter();
        // All its quarters: a shorter period before it is no period of the same length.
        quarters.iter().all(|quarter| {
            let quarter = std::slice::from_ref(quarter);
            families.any(|family| {
                self.tabulation
                    .responded(quarter, &family.id, Group::All.sexes())
                    .count
                    > 0
            })
        })
    }

    fn declared<'t>(
        &self,
        printed: &Printed,
        contrast: Contrast,
        (place, group): (&str, Group),
        first: Side<'t>,
        second: Side<'t>,
    ) -> Compared<'t> {
        let measure = self.measure(printed.asked);
        Compared {
            name: RowName {
                place: place.into(),
                group,
                period: printed.period.short().into(),
                ages: String::new(),
            },
            contrast,
            measure: measure.label,
            item: measure.item,
            category: measure.categories.first().cloned().unwrap_or_default(),
            first,
            second,
        }
    }

    fn changes<'t>(&self, now: &'t Printed, before: &'t Printed) -> Vec<Compared<'t>> {
        let mut rows = Vec::new();
        for family in self.families() {
            let of = |printed: &'t Printed| row(&printed.families, &family.name, Group::All);
            rows.push((family.name.as_str(), Group::All, of(now), of(before)));
        }
        let all = Scope::all(self).total;
        rows.push((
            all,
            Group::All,
            row(&now.total, all, Group::All),
            row(&before.total, all, Group::All),
        ));
        let vawg = Scope::vawg(self).total;
        for group in [Group::Women, Group::Men, Group::All] {
            rows.push((
                vawg,
                group,
                row(&now.vawg, vawg, group),
                row(&before.vawg, vawg, group),
            ));
        }
        let (label, earlier) = match now.period.span {
            Span::Quarter => ("this quarter", "the quarter before"),
            Span::RollingYear | Span::TwoYears => ("these 12 months", "the 12 months before"),
        };
        let test = |(place, group, now_row, before_row): (
            &str,
            Group,
            Option<&'t ReleasedRow>,
            Option<&'t ReleasedRow>,
        )| {
            let (first, second) = (one(label, now_row?), one(earlier, before_row?));
            Some(self.declared(now, Contrast::Change, (place, group), first, second))
        };
        rows.into_iter().filter_map(test).collect()
    }

    fn sexes<'t>(&self, now: &'t Printed) -> Vec<Compared<'t>> {
        let both = |table: &'t ReleasedTable, place: &str| {
            Some((row(table, place, Group::Women)?, row(table, place, Group::Men)?))
        };
        let mut tests = Vec::new();
        for family in self.families() {
            if let Some((women, men)) = both(&now.families, &family.name) {
                let sides = (one("women and girls", women), one("men and boys", men));
                tests.push(self.declared(now, Contrast::Sexes, (&family.name, Group::All), sides.0, sides.1));
            }
        }
        for (total, table) in [
            (Scope::all(self).total, &now.families),
            (Scope::vawg(self).total, &now.vawg_families),
        ] {
            let mut places: Vec<&str> = table.rows().iter().map(|row| row.name().place.as_str()).collect();
            let mut seen = std::collections::BTreeSet::new();
            places.retain(|place| seen.insert(*place));
            let pairs: Vec<_> = places
                .into_iter()
                .filter_map(|place| both(table, place))
                .filter(|(women, men)| women.base() > Some(0) && men.base() > Some(0))
                .collect();
            let women = Side {
                label: "women and girls".into(),
                rows: pairs.iter().map(|(women, _)| (1.0, *women)).collect(),
            };
            let men = Side {
                label: "men and boys".into(),
                rows: standardised(&pairs),
            };
            tests.push(self.declared(now, Contrast::SexesStandardised, (total, Group::All), women, men));
        }
        tests
    }

    fn against_others<'t>(&self, now: &'t Printed) -> Vec<Compared<'t>> {
        let all: Vec<&ReleasedRow> = now
            .families
            .rows()
            .iter()
            .filter(|row| row.name().group == Group::All && row.base() > Some(0))
            .collect();
        let test = |family: &super::FamilyName| {
            let own = row(&now.families, &family.name, Group::All)?;
            let others = all.iter().filter(|row| row.name().place != family.name);
            let others = Side {
                label: "all other crime types".into(),
                rows: others.map(|row| (1.0, *row)).collect(),
            };
            let first = one("this crime type", own);
            Some(self.declared(now, Contrast::Family, (&family.name, Group::All), first, others))
        };
        self.families().filter_map(test).collect()
    }
}

impl Tests {
    /// The table of those that `wanted` takes; none where it takes none.
    pub(super) fn table(&self, id: &str, wanted: impl Fn(&Comparison) -> bool) -> Option<ReleasedTable> {
        let rows: Vec<Comparison> = self.made.iter().filter(|one| wanted(one)).cloned().collect();
        let title = "Differences that were tested".to_owned();
        (!rows.is_empty()).then(|| ReleasedTable::of_comparisons(format!("{id}-differences"), title, rows))
    }

    /// Sentences about the whole experience among those that `wanted` takes.
    pub(super) fn sentences(&self, wanted: impl Fn(&Comparison) -> bool) -> Vec<String> {
        let found = self
            .made
            .iter()
            .filter(|one| one.item() == WHOLE_EXPERIENCE && wanted(one));
        found.map(sentence).collect()
    }

    /// What has to be known to read it.
    pub(super) fn text(&self) -> Vec<String> {
        let mut text = vec![
            format!(
                "{} differences were declared before the answers were looked at, and {} of them have a base of 100 on both sides and were \
                 tested, all of the edition together. “Higher” and “lower” stand only where the test says so; at most one in ten of \
                 these words is wrong on average (Benjamini and Hochberg).",
                self.declared,
                self.made.len()
            ),
            "“No difference that this survey could detect” does not say that there is none: each line tells the smallest difference \
             that so many answers would show in four of five surveys. Percentages of men in totals are those that men would have \
             if they were victims of the same crime types as women."
                .to_owned(),
        ];
        text.extend(self.breaks.iter().cloned());
        text
    }
}

/// A finding about a difference, in words that its verdict licenses.
fn sentence(found: &Comparison) -> String {
    let (first, second) = (found.first(), found.second());
    let (low, high) = found.interval();
    let about = format!("{}, {}", found.measure(), whom(found));
    let sides = |word: &str| {
        format!(
            "{about}: the share that answered “{}” is {word} {} ({}%) than {} ({}%); the difference is {} points (95% interval {low} to {high}).",
            found.category(),
            within(found, first.0),
            first.1,
            within(found, second.0),
            second.1,
            found.points().abs(),
        )
    };
    match found.verdict() {
        Verdict::Higher => sides("higher"),
        Verdict::Lower => sides("lower"),
        Verdict::NoneDetected => {
            let what = match found.contrast() {
                Contrast::Change => "change",
                Contrast::Sexes | Contrast::SexesStandardised | Contrast::Family => "difference",
            };
            format!(
                "{about}: no {what} between {} and {} that this survey could detect; it would have shown {} points.",
                first.0,
                second.0,
                found.smallest()
            )
        }
    }
}

fn within(found: &Comparison, side: &str) -> String {
    match found.contrast() {
        Contrast::Change | Contrast::Family => format!("in {side}"),
        Contrast::Sexes | Contrast::SexesStandardised => format!("among {side}"),
    }
}

fn whom(found: &Comparison) -> String {
    let place = found.name().place.to_lowercase().replace("vawg", "VAWG");
    match (found.contrast(), found.name().group) {
        (Contrast::Change, Group::All) => format!("all victims, {place}"),
        (Contrast::Change, group) => format!("{}, {place}", group.label().to_lowercase()),
        _ => place,
    }
}
