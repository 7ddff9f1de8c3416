//! What is counted where.

use super::*;

fn item(id: &str, codes: &[&str], several: bool) -> Item {
    let codes: HashMap<String, usize> = codes
        .iter()
        .enumerate()
        .map(|(at, code)| (code.to_string(), at))
        .collect();
    Item {
        id: id.into(),
        categories: codes.len(),
        codes,
        several,
    }
}

fn tabulation() -> Tabulation {
    Tabulation::new(Plan {
        items: vec![
            item("helpful", &["yes", "no"], false),
            item("why", &["a", "b", "c"], true),
        ],
        quarters: vec!["2026Q2".into(), "2026Q3".into()],
        families: vec!["burglary".into(), "violence".into()],
    })
}

fn answered<'a>(family: &'a str, sex: Sex, record_key: u64, codes: &'a [(&'a str, &'a str)]) -> Answered<'a> {
    Answered {
        quarter: "2026Q3",
        family,
        sex,
        age: Age::NotStated,
        record_key,
        codes,
    }
}

#[test]
fn an_answer_is_counted_in_its_family_and_sex_with_its_record_key() {
    let mut tabulation = tabulation();
    tabulation.add(&answered(
        "burglary",
        Sex::Female,
        u64::MAX,
        &[("helpful", "yes")],
    ));
    tabulation.add(&answered("burglary", Sex::Male, 3, &[("helpful", "yes")]));
    tabulation.add(&answered(
        "violence",
        Sex::Male,
        5,
        &[("helpful", "no"), ("other", "1")],
    ));
    let quarter = ["2026Q3".to_owned()];
    let all = tabulation.categories(&quarter, "burglary", &Sex::ALL, 0, 0);
    assert_eq!(all, [Tally { count: 2, key_sum: 2 }, Tally::default()]);
    let men = tabulation.responded(&quarter, "violence", &[Sex::Male]);
    assert_eq!(men, Tally { count: 1, key_sum: 5 });
}

#[test]
fn an_uncounted_code_is_in_no_category_but_its_giver_responded() {
    let mut tabulation = tabulation();
    tabulation.add(&answered(
        "burglary",
        Sex::NotStated,
        1,
        &[("helpful", "rather-not")],
    ));
    let quarter = ["2026Q3".to_owned()];
    let all: Tally = tabulation
        .categories(&quarter, "burglary", &Sex::ALL, 0, 0)
        .into_iter()
        .sum();
    assert_eq!(
        (
            all.count,
            tabulation.responded(&quarter, "burglary", &Sex::ALL).count
        ),
        (0, 1)
    );
}

#[test]
fn with_several_answers_each_code_has_those_who_chose_it_and_those_who_did_not() {
    let mut tabulation = tabulation();
    tabulation.add(&answered(
        "burglary",
        Sex::Female,
        1,
        &[("why", "a"), ("why", "c")],
    ));
    tabulation.add(&answered("burglary", Sex::Female, 2, &[("why", "c")]));
    let quarter = ["2026Q3".to_owned()];
    let counts = |code| -> Vec<u64> {
        let tallies = tabulation.categories(&quarter, "burglary", &Sex::ALL, 1, code);
        tallies.iter().map(|tally| tally.count).collect()
    };
    assert_eq!([counts(0), counts(1), counts(2)], [[1, 1], [0, 2], [2, 0]]);
}

#[test]
fn a_response_of_another_quarter_is_passed_by() {
    let mut tabulation = tabulation();
    let mut other = answered("burglary", Sex::Female, 1, &[]);
    other.quarter = "2025Q1";
    tabulation.add(&other);
    let quarters = tabulation.plan().quarters.clone();
    assert_eq!(tabulation.responded(&quarters, "burglary", &Sex::ALL).count, 0);
}
