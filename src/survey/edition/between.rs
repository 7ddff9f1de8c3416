//! Factors of places in totals, and how many answers lack a margin.

use super::weighting::Stratum;
use super::{FamilyName, Material, Period};
use crate::survey::disclosure::{
    Group, MeasureName, OpenBody, OpenTable, ReleasedTable, Row, RowName, Source,
};
use crate::survey::estimation::{Age, Margin, Sex};

impl Material<'_> {
    /// The factor of a place in a total over `scope`: `(I/A) / (ΣI/ΣA)` of the printed invited and answers of its
    /// families. 1 for families that print none of the two, and for parents, under which nobody was invited.
    pub(super) fn between(
        &self,
        members: &[&FamilyName],
        scope: &[&FamilyName],
        group: Group,
        period: Period,
    ) -> f64 {
        let (own, whole) = (
            self.margin(members, group, period),
            self.margin(scope, group, period),
        );
        if own.invited == 0 || own.answered == 0 {
            return 1.0;
        }
        (own.invited as f64 / own.answered as f64) / (whole.invited as f64 / whole.answered as f64)
    }

    fn margin(&self, families: &[&FamilyName], group: Group, period: Period) -> Margin {
        let margins = families
            .iter()
            .filter_map(|family| self.family_margin(family, group, period));
        margins.fold(Margin::default(), |sum, margin| Margin {
            invited: sum.invited + margin.invited,
            answered: sum.answered + margin.answered,
        })
    }

    /// What the family's own report prints as invited and as answers in the figures.
    fn family_margin(&self, family: &FamilyName, group: Group, period: Period) -> Option<Margin> {
        if family.parent
            || group == Group::SexNotStated
            || (group != Group::All && !self.sex_is_known(family, period))
        {
            return None;
        }
        let whole = Stratum {
            group,
            ages: Age::ALL.into(),
            margin: Margin::default(),
        };
        let margin = self.margin_of(family, &whole, period);
        let shown = self.facts.thresholds.shown();
        if group != Group::All && !self.is_whole_in_the_files(family, &whole, period) {
            return None;
        }
        (margin.invited >= shown && margin.answered >= shown).then_some(margin)
    }

    /// How many of a family's answers lack sex, age or both, as a measure of its own.
    pub(super) fn answered_margins(&self, scope: &str, families: &[&FamilyName]) -> Option<ReleasedTable> {
        let known = [Sex::Female, Sex::Male];
        let mut rows = Vec::new();
        let period = self.facts.period;
        let quarters = period.quarters();
        for family in families {
            let both = self
                .tabulation
                .responded_aged(&quarters, &family.id, &known, &Age::KNOWN);
            let no_age = self
                .tabulation
                .responded_aged(&quarters, &family.id, &Sex::ALL, &[Age::NotStated]);
            let no_sex =
                self.tabulation
                    .responded_aged(&quarters, &family.id, &[Sex::NotStated], &Age::KNOWN);
            let name = RowName {
                place: family.name.clone(),
                group: Group::All,
                period: period.short().into(),
                ages: String::new(),
            };
            rows.push(Row::plain(
                name,
                Source::Answers(vec![both, no_age.joined(no_sex)]),
            ));
        }
        let measure = MeasureName {
            id: "margins".into(),
            label: "Sex and age with the answers".into(),
            item: "sex age-band".into(),
            question: "What is your sex? How old are you?".into(),
            categories: vec!["Sex and age are known".into(), "Sex or age is not known".into()],
        };
        (!rows.is_empty()).then(|| {
            self.release(&OpenTable {
                id: format!("{scope}-margins-by-family"),
                title: "Answers with and without sex and age".into(),
                body: OpenBody::Measure { measure, rows },
            })
        })
    }
}
