//! The comparability guard: a measure whose question or answers changed is no longer the same measure, and is compared
//! with nothing before the change.

use chrono::NaiveDate;

use super::{MeasuredItem, Programme};

/// A measure that changed within reach of an edition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Break {
    /// Its item.
    pub item: String,
    /// Its name in tables.
    pub label: String,
    /// The day on which the questionnaire that asks it otherwise was followed by another.
    pub on: NaiveDate,
}

impl Break {
    /// What a reader is told. The mark is the government statisticians' (Analysis Function, "Using symbols in tables").
    pub fn words(&self) -> String {
        format!(
            "Break in series [b]: {}. Its question or its answers changed on {}, so that no change over that day is tested",
            self.label, self.on
        )
    }
}

/// The measures of `now` that an earlier questionnaire asks in other words, or with other answers, or not at all. Each of
/// `earlier` comes with the day on which another followed it; of several days the latest counts.
pub fn breaks(now: &Programme, earlier: &[(NaiveDate, Programme)]) -> Vec<Break> {
    let mut found = Vec::new();
    for item in &now.items {
        let changed = earlier.iter().filter(|(_, programme)| {
            programme
                .items
                .iter()
                .find(|one| one.id == item.id)
                .is_none_or(|one| !same(one, item))
        });
        found.extend(changed.map(|(on, _)| *on).max().map(|on| Break {
            item: item.id.clone(),
            label: item.label.clone(),
            on,
        }));
    }
    found
}

/// What the respondent saw, and how it is counted.
fn same(one: &MeasuredItem, other: &MeasuredItem) -> bool {
    (&one.question, &one.choices, one.several, &one.measure)
        == (&other.question, &other.choices, other.several, &other.measure)
}

#[cfg(test)]
mod tests {
    use super::super::specimen::{programme, specimen_of_two_years};
    use super::super::{Report, assemble};
    use super::*;
    use crate::survey::disclosure::Contrast;

    fn day() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 2, 1).unwrap()
    }

    #[test]
    fn a_question_in_other_words_or_with_another_answer_is_a_break_and_an_unchanged_one_is_not() {
        let now = programme();
        let mut earlier = programme();
        earlier.items[1].question = "How were you treated?".into();
        earlier.items[2].choices[0].label = "Wholly satisfied".into();
        earlier.items.remove(3);
        let found = breaks(
            &now,
            &[(day(), earlier), (day().pred_opt().unwrap(), programme())],
        );
        let items: Vec<&str> = found.iter().map(|one| one.item.as_str()).collect();
        assert_eq!(items, ["treatment", "whole-experience", "believed"]);
        assert!(found.iter().all(|one| one.on == day()));
        assert!(breaks(&now, &[]).is_empty());
    }

    #[test]
    fn no_change_is_tested_over_a_break_and_the_report_says_so() {
        let specimen = specimen_of_two_years(100);
        let mut material = specimen.material();
        let mut earlier = programme();
        earlier.items[1].question = "How were you treated?".into();
        material.facts.breaks = breaks(&specimen.programme, &[(day(), earlier)]);
        let edition = assemble(&material);
        let tests = edition
            .reports()
            .flat_map(Report::tables)
            .flat_map(|table| table.comparisons());
        let changes: Vec<_> = tests.filter(|one| one.contrast() == Contrast::Change).collect();
        assert!(!changes.is_empty() && changes.iter().all(|one| one.item() != "treatment"));
        let differences = edition
            .overview
            .sections
            .iter()
            .find(|section| section.id == "differences")
            .unwrap();
        assert!(
            differences
                .text
                .iter()
                .any(|text| text.contains("[b]: Treatment")),
            "{:?}",
            differences.text
        );
    }
}
