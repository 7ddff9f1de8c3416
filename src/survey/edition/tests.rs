//! Editions from invented answers, recounted by a second way.

use super::specimen::{FAMILIES, mix, specimen};
use super::*;
use crate::survey::disclosure::{Figure, Group, ReleasedTable, Verdict};
use crate::survey::estimation::{Answered, Sex};

pub(super) fn table<'a>(report: &'a Report, id: &str) -> &'a ReleasedTable {
    report
        .tables()
        .find(|table| table.id() == id)
        .unwrap_or_else(|| panic!("{id} is in {}", report.name))
}

#[test]
fn every_printed_count_lies_within_four_of_an_independent_recount() {
    let specimen = specimen(100);
    let edition = specimen.edition();
    let mut compared = 0;
    for report in &edition.families {
        for table in report
            .tables()
            .filter(|table| table.id().ends_with("-whole-experience"))
        {
            for row in table.rows().iter().filter(|row| row.counts().is_some()) {
                let counted = |codes: &[&str]| {
                    let of_group = |sex: Sex| row.name().group.sexes().contains(&sex);
                    let hits = specimen.answers.iter().filter(|answer| {
                        format!("family-{}", answer.family) == report.name
                            && of_group(answer.sex)
                            && (row.name().period == "12 months" || answer.quarter == "2026Q3")
                            && answer
                                .codes
                                .iter()
                                .any(|(item, code)| *item == "whole-experience" && codes.contains(code))
                    });
                    hits.count() as u64
                };
                let truth = [
                    counted(&["1", "2", "3"]),
                    counted(&["4"]),
                    counted(&["5", "6", "7"]),
                ];
                for (printed, truth) in row.counts().unwrap().iter().zip(truth) {
                    assert!(
                        printed.abs_diff(truth) <= 4 && printed % 5 == 0,
                        "{}: {printed} for {truth}",
                        report.name
                    );
                    compared += 1;
                }
            }
        }
    }
    assert!(compared > 60, "{compared}");
}

#[test]
fn the_vawg_report_shows_the_four_groups_side_by_side_and_never_one_alone() {
    let edition = specimen(100).edition();
    assert!(edition.vawg.title.contains("aged 16 and over"));
    for table in edition.vawg.tables().filter(|table| {
        !table.rows().is_empty() && !table.id().contains("-by-") && !table.id().starts_with("never")
    }) {
        let groups: Vec<Group> = table.rows().iter().map(|row| row.name().group).collect();
        assert_eq!(groups.len(), 8, "four groups, two periods in {}", table.id());
        assert!(Group::EACH.iter().all(|group| groups.contains(group)));
    }
}

#[test]
fn a_definition_of_violence_against_women_that_cannot_be_computed_is_printed_as_such() {
    let edition = specimen(100).edition();
    let section = edition
        .vawg
        .sections
        .iter()
        .find(|section| section.id == "definition");
    let text = &section.unwrap().text;
    assert!(
        text[0].contains("npcc-inclusive")
            && text[1].starts_with("Not computable [x] is the rule set inquiry-2022")
    );
    assert_eq!(text.len(), 3);
}

#[test]
fn a_total_is_the_sum_of_the_printed_families() {
    let edition = specimen(100).edition();
    let total = table(&edition.vawg, "vawg-treatment");
    let families = table(&edition.vawg, "vawg-treatment-by-family");
    for row in total.rows().iter().filter(|row| row.counts().is_some()) {
        let name = row.name();
        let parts = families
            .rows()
            .iter()
            .filter(|part| part.name().group == name.group && part.name().period == name.period);
        let sum: u64 = parts
            .filter_map(|part| part.counts().map(|counts| counts[0]))
            .sum();
        assert_eq!(row.counts().unwrap()[0], sum, "{name:?}");
    }
}

#[test]
fn the_same_people_have_the_same_number_in_every_report() {
    let edition = specimen(100).edition();
    let overview = table(&edition.overview, "all-treatment-by-family");
    let alone = |name: &str| {
        overview
            .rows()
            .iter()
            .find(|row| row.name().place == name && row.name().group == Group::All)
    };
    let mut compared = 0;
    for (id, name, ..) in FAMILIES {
        let Some(row) = alone(name) else { continue };
        let of_family = |report: &&Report| report.name == format!("family-{id}");
        let report = edition.families.iter().find(of_family).unwrap();
        let own = table(report, &format!("{id}-treatment"));
        let own = own.rows().iter().find(|row| row.name().group == Group::All);
        assert_eq!(row.counts(), own.unwrap().counts(), "{name}");
        compared += 1;
    }
    assert_eq!(
        compared, 4,
        "all but the handful and the family that was merged with it"
    );
}

#[test]
fn a_family_of_a_handful_is_shown_only_among_other_groups() {
    let edition = specimen(100).edition();
    let business = edition
        .families
        .iter()
        .find(|report| report.name == "family-business-crime")
        .unwrap();
    assert!(
        business
            .tables()
            .flat_map(|table| table.rows())
            .all(|row| row.counts().is_none())
    );
    let overview = table(&edition.overview, "all-treatment-by-family");
    let places: Vec<&str> = overview
        .rows()
        .iter()
        .map(|row| row.name().place.as_str())
        .collect();
    assert!(!places.contains(&"Business crime"));
    assert!(
        places
            .iter()
            .any(|place| place.starts_with("Other groups: ") && place.contains("Business crime"))
    );
}

#[test]
fn a_parent_is_reported_only_where_answers_were_pooled_under_it() {
    let mut specimen = specimen(100);
    let edition = specimen.edition();
    let named = |edition: &Edition| {
        edition
            .families
            .iter()
            .any(|report| report.name == "family-abuse")
    };
    assert!(!named(&edition));
    for number in 0..30 {
        specimen.tabulation.add(&Answered {
            quarter: "2026Q3",
            family: "abuse",
            sex: Sex::NotStated,
            age: crate::survey::estimation::Age::NotStated,
            record_key: mix(number),
            codes: &[("treatment", "1")],
        });
    }
    let pooled = specimen.edition();
    assert!(named(&pooled));
    let total = |edition: &Edition| {
        let rows = table(&edition.vawg, "vawg-treatment").rows();
        let row = rows.iter().find(|row| row.name().group == Group::All).unwrap();
        row.counts().unwrap()[0]
    };
    assert_eq!(total(&pooled), total(&edition) + 30);
    let rows = table(&pooled.vawg, "vawg-participation-by-family").participation();
    let own = rows
        .iter()
        .find(|row| row.name().place == "Abuse (pooled)")
        .unwrap();
    assert_eq!(own.rate(), None);
}

#[test]
fn sentences_tell_of_one_group_each_and_compare_nothing() {
    let edition = specimen(100).edition();
    let sentences: Vec<&String> = edition.reports().flat_map(|report| &report.headlines).collect();
    assert!(sentences.len() > 10);
    let licensed = |told: &String| told.contains("; the difference is ");
    let of_tests = edition
        .reports()
        .flat_map(Report::tables)
        .flat_map(|table| table.comparisons());
    let verdicts = of_tests
        .filter(|one| one.verdict() != Verdict::NoneDetected)
        .count();
    assert!(sentences.iter().filter(|told| licensed(told)).count() <= verdicts);
    let comparing = [
        "higher", "lower", "more", "fewer", "less", "better", "worse", "rose", "fell", "increase",
        "decrease", "than", "only", "compared",
    ];
    for sentence in sentences.into_iter().filter(|told| !licensed(told)) {
        let words: Vec<String> = sentence
            .to_lowercase()
            .split(|c: char| !c.is_alphabetic())
            .map(str::to_owned)
            .collect();
        assert!(
            comparing.iter().all(|word| !words.contains(&(*word).to_owned())),
            "{sentence}"
        );
    }
}

#[test]
fn an_edition_of_too_few_answers_shows_none_and_says_why() {
    let edition = specimen(2).edition();
    let shown = edition
        .vawg
        .tables()
        .filter(|table| table.id() == "vawg-treatment")
        .flat_map(|table| table.rows());
    let notes: Vec<&str> = shown
        .filter(|row| row.shares().is_none())
        .map(|row| row.note())
        .collect();
    assert!(
        notes.iter().any(|note| note.starts_with("Split by sex withheld")),
        "{notes:?}"
    );
    assert!(
        edition.vawg.headlines[1].starts_with("No sentence is written about"),
        "{:?}",
        edition.vawg.headlines
    );
}

#[test]
fn what_is_withheld_is_explained_with_the_threshold_in_force() {
    let specimen = specimen(10);
    let mut material = specimen.material();
    material.facts.thresholds = serde_json::from_str(r#"{"shown": 45}"#).unwrap();
    let edition = assemble(&material);
    let notes: Vec<&str> = edition
        .reports()
        .flat_map(Report::tables)
        .flat_map(|table| table.rows())
        .filter(|row| row.counts().is_none())
        .map(|row| row.note())
        .collect();
    assert!(
        notes
            .iter()
            .any(|note| note.starts_with("Split by sex withheld: under 45 women"))
    );
    assert!(notes.contains(&"Under 45 answers"));
    assert!(notes.iter().all(|note| !note.contains("10 ")), "{notes:?}");
}

#[test]
fn delivered_and_responded_are_told_for_all_and_not_by_sex() {
    let edition = specimen(100).edition();
    let rows = table(&edition.vawg, "vawg-participation").participation();
    for row in rows {
        for figure in [row.delivered(), row.responded()] {
            let held = figure != Figure::NotHeld;
            assert_eq!(held, row.name().group == Group::All, "{:?}", row.name());
        }
        assert_ne!(row.in_figures(), Figure::NotHeld);
    }
    let all = rows.iter().find(|row| row.name().group == Group::All).unwrap();
    assert!(matches!(all.rate(), Some(14..=18)), "{all:?}");
}

#[test]
fn where_the_file_was_too_small_to_be_kept_by_sex_no_sex_is_printed_as_nobody() {
    let mut specimen = specimen(100);
    for total in &mut specimen.invited {
        total.sex = None;
    }
    let edition = specimen.edition();
    let rows = table(&edition.vawg, "vawg-participation").participation();
    for row in rows.iter().filter(|row| row.name().group != Group::All) {
        assert_eq!(row.invited(), Figure::TooFew, "{:?}", row.name());
    }
}

#[test]
fn the_same_material_gives_the_same_edition() {
    assert_eq!(specimen(100).edition(), specimen(100).edition());
}
