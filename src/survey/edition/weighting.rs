//! Post-strata and factors of an edition, from the printed numbers of its waves.

use super::participation::{named, total};
use super::tables::Asked;
use super::{FamilyName, FrameTotal, Material, Period};
use crate::survey::disclosure::{
    CountRow, CountSource, FixedCount, Group, OpenBody, OpenTable, ReleasedRow, ReleasedTable, Row, RowName,
    Source,
};
use crate::survey::estimation::{Age, Margin, factors};

/// People of one sex, or of either, and of neighbouring ages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Stratum {
    pub group: Group,
    pub ages: Vec<Age>,
    pub margin: Margin,
}

impl Stratum {
    /// "16 to 34", "35 and over"; empty for all ages.
    pub(super) fn words(&self) -> String {
        let (Some(first), Some(last)) = (self.ages.first(), self.ages.last()) else {
            return String::new();
        };
        match (first, last) {
            _ if self.ages.contains(&Age::NotStated) => String::new(),
            (Age::From55, _) => "55 and over".into(),
            (Age::From35To54, Age::From55) => "35 and over".into(),
            (Age::From16To34, Age::From55) => "16 and over, age known".into(),
            (Age::From35To54, _) => "35 to 54".into(),
            (_, Age::From35To54) => "16 to 54".into(),
            _ => "16 to 34".into(),
        }
    }

    fn name(&self, family: &FamilyName, period: Period) -> RowName {
        RowName {
            place: family.name.clone(),
            group: self.group,
            period: period.short().into(),
            ages: self.words(),
        }
    }

    fn joined(self, other: Self) -> Self {
        let mut ages = [self.ages, other.ages].concat();
        ages.sort();
        Self { ages, ..self }
    }
}

/// The post-strata of one question in one family, printed: every number that weights its percentages.
pub(super) struct Posts {
    pub table: ReleasedTable,
    /// Period, group that is weighted, factor, row of the table.
    uses: Vec<(&'static str, Group, f64, usize)>,
}

impl Posts {
    /// The strata of a group with their factors; none where one of them is too small to be printed.
    pub(super) fn of(&self, period: Period, group: Group) -> Vec<(f64, &ReleasedRow)> {
        let uses = self
            .uses
            .iter()
            .filter(|one| one.0 == period.short() && one.1 == group);
        let rows: Vec<_> = uses
            .map(|(_, _, factor, at)| (*factor, &self.table.rows()[*at]))
            .collect();
        match rows
            .iter()
            .all(|(_, row)| row.base().is_some_and(|base| base > 0))
        {
            true => rows,
            false => Vec::new(),
        }
    }
}

impl Material<'_> {
    /// The post-strata of a group of one family: sex by age where both sexes have any, age alone where they have not.
    /// None where fewer than two are large enough: then every answer counts alike.
    pub(super) fn strata(&self, family: &FamilyName, group: Group, period: Period) -> Vec<Stratum> {
        if family.parent {
            return Vec::new();
        }
        let found = match group {
            Group::Women | Group::Men if self.sex_is_known(family, period) => {
                self.bands(family, group, period)
            }
            Group::Women | Group::Men | Group::SexNotStated => Vec::new(),
            Group::All => {
                let by_sex = [Group::Women, Group::Men].map(|sex| match self.sex_is_known(family, period) {
                    true => self.bands(family, sex, period),
                    false => Vec::new(),
                });
                match by_sex.iter().any(Vec::is_empty) {
                    true => self.bands(family, Group::All, period),
                    false => by_sex.concat(),
                }
            }
        };
        if found.len() > 1 { found } else { Vec::new() }
    }

    /// Neighbouring age bands of a group, merged until each has the base of a post-stratum on both sides; none where
    /// even all of them have not.
    fn bands(&self, family: &FamilyName, group: Group, period: Period) -> Vec<Stratum> {
        let filled = |stratum: Stratum| Stratum {
            margin: self.margin_of(family, &stratum, period),
            ..stratum
        };
        let band = |ages: &[Age]| {
            filled(Stratum {
                group,
                ages: ages.into(),
                margin: Margin::default(),
            })
        };
        let smallest = self.facts.thresholds.post_stratum();
        let size = |stratum: &Stratum| stratum.margin.answered.min(stratum.margin.invited);
        let large = |stratum: &Stratum| {
            size(stratum) >= smallest && self.is_whole_in_the_files(family, stratum, period)
        };
        let mut bands: Vec<Stratum> = match self.age_is_known(family, group, period) {
            true => Age::KNOWN.iter().map(|age| band(&[*age])).collect(),
            false => Vec::new(),
        };
        while bands.len() > 1 {
            let small = bands.iter().enumerate().filter(|(_, one)| !large(one));
            let Some((at, _)) = small.min_by_key(|(_, one)| size(one)) else {
                return bands;
            };
            let with = match at {
                0 => 1,
                1 if bands.len() > 2 && bands[2].margin.answered < bands[0].margin.answered => 2,
                _ => at - 1,
            };
            let merged = bands[at.min(with)].clone().joined(bands[at.max(with)].clone());
            bands.splice(at.min(with)..=at.max(with), [filled(merged)]);
        }
        // One sex as a whole: whoever did not tell the age is in it.
        let whole = band(&Age::ALL);
        if group != Group::All && large(&whole) {
            vec![whole]
        } else {
            Vec::new()
        }
    }

    pub(super) fn margin_of(&self, family: &FamilyName, stratum: &Stratum, period: Period) -> Margin {
        let answered = self.tabulation.responded_aged(
            &period.quarters(),
            &family.id,
            stratum.group.sexes(),
            &stratum.ages,
        );
        let invited = self.invited_of(family, stratum, period);
        Margin {
            invited: self.secret.round_named(&invited.name, invited.count),
            answered: self.secret.round(answered),
        }
    }

    /// Named like the count of the whole sex where all ages are in it, so that it is the same printed number.
    fn invited_of(&self, family: &FamilyName, stratum: &Stratum, period: Period) -> FixedCount {
        let quarters = period.quarters();
        let sexes = (stratum.group != Group::All).then(|| stratum.group.sexes());
        let all_ages = stratum.ages.contains(&Age::NotStated);
        let of_ages: Vec<FrameTotal> = self
            .invited
            .iter()
            .filter(|total| all_ages || total.age.is_some_and(|age| stratum.ages.contains(&age)))
            .cloned()
            .collect();
        let mut found = named(
            "invited",
            &quarters,
            &[family],
            stratum.group,
            total(&of_ages, &quarters, &[family], sexes),
        );
        if !all_ages {
            found.name = format!("{} | {}", found.name, stratum.words());
        }
        found
    }

    /// The post-strata of a question, with their answers, for these periods.
    pub(super) fn posts(&self, family: &FamilyName, asked: Asked, periods: &[Period]) -> Posts {
        let (mut rows, mut uses, mut known) = (Vec::new(), Vec::new(), Vec::<(RowName, usize)>::new());
        for period in periods {
            for group in [Group::All, Group::Women, Group::Men] {
                let strata = self.strata(family, group, *period);
                let margins: Vec<Margin> = strata.iter().map(|stratum| stratum.margin).collect();
                for (stratum, factor) in strata.iter().zip(factors(&margins)) {
                    let name = stratum.name(family, *period);
                    let at = known.iter().find(|(one, _)| *one == name).map(|(_, at)| *at);
                    let at = at.unwrap_or_else(|| {
                        known.push((name.clone(), rows.len()));
                        rows.push(self.stratum_row(family, stratum, name, *period, asked));
                        rows.len() - 1
                    });
                    uses.push((period.short(), group, factor, at));
                }
            }
        }
        let table = self.release(&OpenTable {
            id: self.table_id(&family.id, asked, "-strata"),
            title: format!("{}, by the groups that weight it", self.label(asked)),
            body: OpenBody::Measure {
                measure: self.measure(asked),
                rows,
            },
        });
        Posts { table, uses }
    }

    fn stratum_row(
        &self,
        family: &FamilyName,
        stratum: &Stratum,
        name: RowName,
        period: Period,
        asked: Asked,
    ) -> Row<'static> {
        let answers = self.tabulation.categories_aged(
            &period.quarters(),
            &family.id,
            stratum.group.sexes(),
            &stratum.ages,
            (asked.item, asked.code),
        );
        Row::plain(name, Source::Answers(answers))
    }

    /// Invited and answered of every post-stratum of a family: with the table above, all that its weights follow from.
    pub(super) fn margins_of(&self, family: &FamilyName) -> Option<ReleasedTable> {
        let mut rows: Vec<CountRow<'_>> = Vec::new();
        for period in self.facts.period.shown() {
            for group in [Group::All, Group::Women, Group::Men] {
                for stratum in self.strata(family, group, period) {
                    let name = stratum.name(family, period);
                    if rows.iter().any(|row| row.name == name) {
                        continue;
                    }
                    let source = CountSource::Counted {
                        invited: Some(self.invited_of(family, &stratum, period)),
                        delivered: None,
                        responded: None,
                        in_figures: self.tabulation.responded_aged(
                            &period.quarters(),
                            &family.id,
                            stratum.group.sexes(),
                            &stratum.ages,
                        ),
                    };
                    rows.push(CountRow { name, source });
                }
            }
        }
        (!rows.is_empty()).then(|| {
            self.release(&OpenTable {
                id: format!("{}-weights", family.id),
                title: "Groups that weight the percentages".into(),
                body: OpenBody::Participation(rows),
            })
        })
    }
}
