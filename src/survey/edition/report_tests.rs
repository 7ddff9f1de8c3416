//! Changes, pooled years, and the reports on men and boys, on rights and on all VAWG crime types.

use super::specimen::{mix, specimen, specimen_of_two_years};
use super::tests::table;
use super::*;
use crate::survey::disclosure::{Contrast, Figure, Group, ReleasedRow, ReleasedTable, Verdict};
use crate::survey::estimation::Answered;

#[test]
fn a_year_that_answered_differently_from_the_year_before_is_told_so_and_alike_years_are_not() {
    let alike = specimen_of_two_years(100).edition();
    let changes = |edition: &Edition| {
        let tables = edition
            .overview
            .tables()
            .flat_map(|table| table.comparisons().to_vec())
            .collect::<Vec<_>>();
        tables
            .into_iter()
            .filter(|one| one.contrast() == Contrast::Change)
            .collect::<Vec<_>>()
    };
    let found = changes(&alike);
    assert!(
        !found.is_empty() && found.iter().all(|one| one.verdict() == Verdict::NoneDetected),
        "{found:?}"
    );

    let mut specimen = specimen_of_two_years(100);
    for answer in specimen
        .answers
        .iter()
        .filter(|answer| answer.quarter == "2026Q3")
    {
        // Everybody of the last quarter once more, all satisfied.
        let codes: Vec<_> = answer.codes.iter().map(|(item, _)| (*item, "1")).collect();
        specimen.tabulation.add(&Answered {
            quarter: "2026Q2",
            family: answer.family,
            sex: answer.sex,
            age: answer.age,
            record_key: mix(answer.key),
            codes: &codes,
        });
    }
    let edition = specimen.edition();
    let found = changes(&edition);
    let year = found
        .iter()
        .find(|one| one.item() == "whole-experience" && one.name().period == "12 months")
        .unwrap();
    assert_eq!(year.verdict(), Verdict::Higher, "{year:?}");
    let told = edition
        .overview
        .headlines
        .iter()
        .find(|told| told.contains("higher in these 12 months"));
    assert!(told.is_some(), "{:?}", edition.overview.headlines);
}

#[test]
fn nothing_is_said_of_a_change_that_was_not_detected_but_what_could_have_been() {
    let edition = specimen_of_two_years(100).edition();
    let told: Vec<&String> = edition
        .overview
        .headlines
        .iter()
        .filter(|told| told.contains("no change"))
        .collect();
    assert!(!told.is_empty());
    assert!(
        told.iter()
            .all(|told| told.contains("that this survey could detect; it would have shown")),
        "{told:?}"
    );
}

#[test]
fn a_crime_type_with_few_men_has_their_24_months_beside_the_year_or_is_withheld_whole() {
    let edition = specimen_of_two_years(100).edition();
    let own = |name: &str| {
        edition
            .families
            .iter()
            .find(|report| report.name == format!("family-{name}"))
            .unwrap()
    };
    let rows = table(own("sexual-offences"), "sexual-offences-treatment").rows();
    let longer: Vec<_> = rows
        .iter()
        .filter(|row| row.name().period == "24 months")
        .collect();
    assert_eq!(longer.len(), 3, "women, men, and sex not stated");
    let year = rows
        .iter()
        .find(|row| row.name().group == Group::Men && row.name().period == "12 months")
        .unwrap();
    let men = longer.iter().find(|row| row.name().group == Group::Men).unwrap();
    assert!(men.base() > year.base() && year.base() < Some(50));
    let handful = table(own("business-crime"), "business-crime-treatment").rows();
    let notes: Vec<_> = handful
        .iter()
        .filter(|row| row.name().period == "24 months")
        .map(|row| row.note())
        .collect();
    assert_eq!(notes.len(), 3);
    assert!(
        notes
            .iter()
            .all(|note| note.starts_with("Split by sex withheld") && note.ends_with("in 24 months"))
    );
    let large = table(own("domestic-abuse"), "domestic-abuse-treatment").rows();
    assert!(large.iter().all(|row| row.name().period != "24 months"));
}

#[test]
fn men_and_boys_have_a_report_of_their_own_with_the_same_tables_and_their_own_chain() {
    let edition = specimen(100).edition();
    assert!(edition.men.title.starts_with("Men and boys"));
    assert!(
        edition.men.headlines[0].starts_with("Of 100 recorded male victims")
            || edition.men.headlines[0].starts_with("Too few men")
    );
    for id in [
        "all-treatment-by-family",
        "all-believed",
        "vawg-treatment",
        "all-never-asked",
    ] {
        let _ = table(&edition.men, id);
    }
    let here = table(&edition.men, "all-treatment-by-family");
    assert_eq!(
        here,
        table(&edition.overview, "all-treatment-by-family"),
        "the same people, the same numbers"
    );
}

#[test]
fn the_rights_report_says_of_each_right_and_crime_type_if_there_is_a_reliable_figure() {
    let edition = specimen(100).edition();
    let grid = &edition.rights.sections[0].grids[0];
    assert_eq!(grid.columns, ["Right 3"]);
    let cell = |name: &str| grid.lines.iter().find(|(line, _)| line == name).unwrap().1[0].as_str();
    assert_eq!((cell("Burglary"), cell("Business crime")), ("Yes", "[c]"));
    let right = edition
        .rights
        .sections
        .iter()
        .find(|section| section.id == "right-3")
        .unwrap();
    assert!(
        right.exhibits[0].heading.starts_with("Received: "),
        "{}",
        right.exhibits[0].heading
    );
    assert!(
        right
            .text
            .iter()
            .any(|text| text.starts_with("Known: no question")),
        "{:?}",
        right.text
    );
}

#[test]
fn how_many_could_be_asked_stands_beside_the_headline_and_in_the_title_where_it_is_under_half() {
    let mut specimen = specimen(100);
    let edition = specimen.edition();
    // Of eight recorded one and three quarters were left out and one answered.
    let said = &edition.vawg.headlines[0];
    let known = [
        "78 could be asked and 12",
        "79 could be asked and 12",
        "78 could be asked and 13",
        "79 could be asked and 13",
    ];
    assert!(known.iter().any(|known| said.contains(known)), "{said}");
    assert!(!edition.vawg.title.contains("safely asked"));
    for row in &mut specimen.excluded {
        row.who.count *= 3;
    }
    let few = specimen.edition();
    assert!(
        few.vawg
            .title
            .contains("victims who could be safely asked, aged 16 and over"),
        "{}",
        few.vawg.title
    );
    for report in [&few.vawg, &few.overview] {
        let bound = report
            .headlines
            .iter()
            .find(|told| told.contains("20 points less satisfied"));
        assert!(bound.is_some(), "{}", report.name);
    }
}

#[test]
fn characteristics_of_slips_are_told_for_all_vawg_crime_types_together() {
    let edition = specimen(100).edition();
    let rows = table(&edition.vawg, "vawg-whole-experience-by-disability").rows();
    let percent = |at: usize| rows[at].shares().unwrap()[0].drawn();
    assert_eq!(
        (rows[0].name().place.as_str(), percent(0), percent(1)),
        ("Yes", 75, 75)
    );
    assert_eq!(
        table(&edition.vawg, "vawg-whole-experience-by-age").rows().len(),
        3
    );
}

#[test]
fn a_quarter_beside_a_year_is_shown_from_a_hundred_answers() {
    let edition = specimen(100).edition();
    for table in edition.reports().flat_map(Report::tables) {
        let quarters = table
            .rows()
            .iter()
            .filter(|row| row.name().period == "Quarter" && row.name().ages.is_empty());
        for row in
            quarters.filter(|row| row.base().is_some_and(|base| base > 0) && row.name().group == Group::All)
        {
            assert!(row.base() >= Some(100), "{} {:?}", table.id(), row.name());
        }
    }
}

/// The share of the first category in percent, recomputed from the counts of a row, those of its post-strata, and the
/// invited and answered of these.
fn recomputed(row: &ReleasedRow, strata: &ReleasedTable, margins: &ReleasedTable) -> Option<f64> {
    let name = row.name();
    let inside = |group: Group| match name.group {
        Group::All => group == Group::Women || group == Group::Men,
        own => group == own,
    };
    let own = |part: &&ReleasedRow| part.name().period == name.period && inside(part.name().group);
    let parts: Vec<&ReleasedRow> = strata.rows().iter().filter(own).collect();
    if parts.len() < 2 || parts.iter().any(|part| part.counts().is_none()) {
        return None;
    }
    let margin = |part: &ReleasedRow| {
        let found = margins
            .participation()
            .iter()
            .find(|one| one.name() == part.name())
            .unwrap();
        let number = |figure: Figure| figure.number().unwrap() as f64;
        (number(found.invited()), number(found.in_figures()))
    };
    let add = |sum: (f64, f64), one: (f64, f64)| (sum.0 + one.0, sum.1 + one.1);
    let sums = parts.iter().map(|part| margin(part)).fold((0.0, 0.0), add);
    let counts = row.counts()?;
    let category = |at: usize| {
        let correction = parts.iter().map(|part| {
            let (invited, answered) = margin(part);
            (invited / sums.0 * sums.1 / answered - 1.0) * part.counts().unwrap()[at] as f64
        });
        (counts[at] as f64 + correction.sum::<f64>()).max(0.0)
    };
    Some(category(0) / (0..counts.len()).map(category).sum::<f64>() * 100.0)
}

#[test]
fn every_weighted_percentage_of_a_family_follows_from_numbers_printed_in_its_file() {
    let edition = specimen(300).edition();
    let mut weighted = 0;
    for report in &edition.families {
        let family = report.name.trim_start_matches("family-");
        let found = |id: String| report.tables().find(|table| table.id() == id);
        for item in ["treatment", "whole-experience", "believed"] {
            let strata = found(format!("{family}-{item}-strata"));
            let (Some(margins), Some(strata)) = (found(format!("{family}-weights")), strata) else {
                continue;
            };
            for row in table(report, &format!("{family}-{item}")).rows() {
                let (Some(shares), Some(share)) = (row.shares(), recomputed(row, strata, margins)) else {
                    continue;
                };
                let printed = f64::from(shares[0].drawn());
                assert!(
                    (printed - share.clamp(5.0, 95.0)).abs() < 0.51,
                    "{family} {item} {:?} {share}",
                    row.name()
                );
                let counts = row.counts().unwrap();
                let plain = counts[0] as f64 / counts.iter().sum::<u64>() as f64 * 100.0;
                weighted += usize::from((plain - share).abs() > 0.5);
            }
        }
    }
    assert!(weighted > 0, "weights move something");
}
