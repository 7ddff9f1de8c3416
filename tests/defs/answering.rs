//! Reading a page's form: what is taken, what is refused and how it is said.

use std::sync::LazyLock;

use heard::survey::questionnaire::{Answer, Answers, Definitions, Wording, read_block};

use super::{core_of, mini};

static KINDS: LazyLock<Definitions> = LazyLock::new(|| mini("every-kind.yaml"));

/// Posts fields to the page and returns the answers with the items at fault and what is said of them.
fn post(fields: &[(&str, &str)], mut before: Answers) -> (Answers, Vec<(String, String)>) {
    let form: Vec<_> = fields
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect();
    let faults = read_block(core_of(&KINDS), "everything", &form, &mut before)
        .err()
        .unwrap_or_default();
    (
        before,
        faults
            .into_iter()
            .map(|fault| {
                (
                    fault.item.to_string(),
                    fault.problem.in_words(&Wording::default()),
                )
            })
            .collect(),
    )
}

fn taken(fields: &[(&str, &str)]) -> Answers {
    let (answers, faults) = post(fields, Answers::default());
    assert!(faults.is_empty(), "{faults:?}");
    answers
}

fn said(fields: &[(&str, &str)]) -> String {
    let (answers, faults) = post(fields, Answers::default());
    assert!(answers.is_empty(), "what is at fault is not taken");
    assert_eq!(faults.len(), 1, "{faults:?}");
    faults[0].1.clone()
}

#[test]
fn an_answer_of_every_kind_is_taken() {
    let answers = taken(&[
        ("one", "yes"),
        ("grade", "2"),
        ("several", "a"),
        ("several", "b"),
        ("times", "12"),
        ("when-told-day", "9"),
        ("when-told-month", "11"),
        ("when-told-year", "2026"),
        ("line", "Quicker news"),
        ("words", "First line\r\nsecond line"),
    ]);
    assert_eq!(answers.len(), 7);
    assert!(answers.get("one") == Some(&Answer::Code("yes".to_owned())));
    assert!(answers.get("times") == Some(&Answer::Number(12)));
    let date = Answer::DatePart {
        year: 2026,
        month: Some(11),
        day: Some(9),
    };
    assert!(answers.get("when-told") == Some(&date));
    assert!(answers.get("words") == Some(&Answer::Text("First line\nsecond line".to_owned())));
}

#[test]
fn nothing_has_to_be_answered() {
    assert!(taken(&[]).is_empty());
}

#[test]
fn an_empty_field_takes_an_answer_back() {
    let before = taken(&[("one", "yes"), ("line", "Quicker news")]);
    let (after, faults) = post(&[("one", ""), ("line", "  ")], before);
    assert!(faults.is_empty());
    assert!(after.is_empty());
}

#[test]
fn a_hidden_empty_field_beside_a_choice_does_not_take_it_back() {
    assert_eq!(taken(&[("one", ""), ("one", "no")]).len(), 1);
}

#[test]
fn a_field_for_a_question_of_another_page_is_ignored() {
    assert!(taken(&[("whole-experience", "1"), ("nobody-asked", "x")]).is_empty());
}

#[test]
fn a_code_that_is_not_shown_is_refused() {
    assert_eq!(said(&[("one", "perhaps")]), "Choose one of the answers shown");
    assert_eq!(
        said(&[("several", "a"), ("several", "c")]),
        "Choose one of the answers shown"
    );
}

#[test]
fn two_answers_where_one_is_asked_for_are_refused() {
    assert_eq!(said(&[("one", "yes"), ("one", "no")]), "Choose one answer only");
}

#[test]
fn an_exclusive_answer_stands_alone() {
    let message = said(&[("several", "a"), ("several", "none")]);
    assert_eq!(
        message,
        "Choose either “None of these” or the other answers, not both"
    );
    assert_eq!(taken(&[("several", "none")]).len(), 1);
}

#[test]
fn a_number_is_written_in_plain_digits() {
    for typed in [
        "1e9",
        "NaN",
        "3.0",
        "١٢",
        "３",
        "0x10",
        "1,000",
        "+3",
        "--3",
        "99999999999999999999",
    ] {
        assert_eq!(
            said(&[("times", typed)]),
            "Write a whole number in digits, such as 3",
            "{typed}"
        );
    }
    for typed in ["501", "-1"] {
        assert_eq!(
            said(&[("times", typed)]),
            "Write a number from 0 to 500",
            "{typed}"
        );
    }
    assert_eq!(
        taken(&[("times", " 007 ")]).get("times"),
        Some(&Answer::Number(7))
    );
}

#[test]
fn part_of_a_date_is_enough() {
    let year = taken(&[("when-told-year", "2026")]);
    assert!(
        year.get("when-told")
            == Some(&Answer::DatePart {
                year: 2026,
                month: None,
                day: None
            })
    );
    let month = taken(&[("when-told-year", "2026"), ("when-told-month", "2")]);
    assert!(
        month.get("when-told")
            == Some(&Answer::DatePart {
                year: 2026,
                month: Some(2),
                day: None
            })
    );
}

#[test]
fn a_day_that_is_in_no_calendar_is_refused() {
    let date = |day, month, year| {
        [
            ("when-told-day", day),
            ("when-told-month", month),
            ("when-told-year", year),
        ]
    };
    assert_eq!(
        said(&date("31", "11", "2026")),
        "There is no such day in that month"
    );
    assert_eq!(
        said(&date("29", "2", "2026")),
        "There is no such day in that month"
    );
    assert_eq!(taken(&date("29", "2", "2024")).len(), 1);
    assert_eq!(
        said(&date("1", "13", "2026")),
        "Write the month as a number from 1 to 12"
    );
    assert_eq!(said(&date("1", "", "2026")), "Add the month, or take the day out");
    assert_eq!(said(&date("1", "2", "")), "Add the year");
    assert_eq!(said(&date("1", "2", "26")), "Write the year with four digits");
    assert_eq!(
        said(&date("1", "March", "2026")),
        "Write the date in digits, such as 27 3 2026"
    );
}

#[test]
fn a_text_that_is_too_long_is_refused_with_its_length_and_the_earlier_one_stays() {
    let before = taken(&[("line", "Quicker news")]);
    let (after, faults) = post(&[("line", "ąąąąąąąąąąąąąąąąąąąąą")], before);
    assert_eq!(faults[0].1, "Write no more than 20 characters. There are 21 now");
    assert!(after.get("line") == Some(&Answer::Text("Quicker news".to_owned())));
}

#[test]
fn what_is_right_is_taken_beside_what_is_not() {
    let (answers, faults) = post(&[("one", "yes"), ("times", "many")], Answers::default());
    assert_eq!(faults[0].0, "times");
    assert_eq!(answers.len(), 1);
}

#[test]
fn answers_show_nothing_of_themselves_when_printed() {
    let answers = taken(&[("line", "Canary"), ("one", "yes")]);
    let printed = format!("{answers:?} {:?}", answers.get("line"));
    assert!(
        !printed.contains("Canary") && !printed.contains("yes"),
        "{printed}"
    );
}
