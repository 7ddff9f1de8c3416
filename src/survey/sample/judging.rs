//! What the shipped rules say of rows: the tests of reading and judging together.

use chrono::NaiveDate;

use super::{ContactRow, Fields, Header, Reason, RowFault, SampleRules, When};
use crate::survey::crime::{CrimeData, specimen::crime_data};
use crate::survey::source::{Fault, SourceFile};

const COLUMNS: &str = "email,offence_code,flags,recorded_date,safe_to_contact,safe_to_contact_date,age,sex,\
language,reported_to_police,case_reference";
/// A row that is invited, in the order of the columns.
const GOOD: [&str; 11] = [
    "a@b.example",
    "28E",
    "",
    "2026-05-01",
    "yes",
    "2026-07-01",
    "30",
    "female",
    "en",
    "yes",
    "C1",
];

fn files() -> Vec<SourceFile> {
    [
        (
            "sample/eligibility.yaml",
            include_str!("../../../survey-defs/sample/eligibility.yaml"),
        ),
        (
            "sample/public-mail-domains.yaml",
            include_str!("../../../survey-defs/sample/public-mail-domains.yaml"),
        ),
    ]
    .map(|(path, text)| SourceFile {
        path: path.to_owned(),
        text: text.to_owned(),
    })
    .to_vec()
}

fn rules() -> SampleRules {
    SampleRules::parse(&files()).expect("the shipped rules are sound")
}

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

fn fields(line: &str) -> (String, Vec<usize>) {
    let (mut text, mut ends) = (String::new(), Vec::new());
    for field in line.split(',') {
        text.push_str(field);
        ends.push(text.len());
    }
    (text, ends)
}

/// The good row with some cells changed and columns added.
fn read(changes: &[(&str, &str)], crime: &CrimeData) -> Result<ContactRow, Vec<RowFault>> {
    let mut names: Vec<&str> = COLUMNS.split(',').collect();
    let mut cells = GOOD.to_vec();
    for (name, cell) in changes {
        match names.iter().position(|known| known == name) {
            Some(place) => cells[place] = cell,
            None => {
                names.push(name);
                cells.push(cell);
            }
        }
    }
    let (text, ends) = fields(&names.join(","));
    let header = Header::parse(Fields::new(&text, &ends)).expect("a header");
    let (text, ends) = fields(&cells.join(","));
    ContactRow::parse(&header, Fields::new(&text, &ends), crime.flags())
}

fn judge(changes: &[(&str, &str)]) -> (Option<&'static str>, Option<Reason>, Option<NaiveDate>) {
    let crime = crime_data();
    let row = read(changes, &crime).expect("a readable row");
    let when = When {
        quarter: "2026Q2".parse().expect("a quarter"),
        today: day("2026-07-10"),
        fieldwork_from: day("2026-07-13"),
    };
    let judged = rules().judge(&row, &crime, &when).expect("judged");
    let family = judged.family.map(|family| &*family.id.to_string().leak());
    (family, judged.reason, judged.safe_until)
}

fn reason(changes: &[(&str, &str)]) -> Option<Reason> {
    judge(changes).1
}

#[test]
fn a_burglary_is_invited_and_keeps_no_date_of_its_mark() {
    assert_eq!(judge(&[]), (Some("burglary"), None, None));
    assert_eq!(
        reason(&[("safe_to_contact", ""), ("safe_to_contact_date", "")]),
        None
    );
}

#[test]
fn vawg_hate_slavery_minors_and_the_unknown_need_a_positive_dated_mark() {
    let needing: [&[(&str, &str)]; 8] = [
        &[("offence_code", "19C")],
        &[("offence_code", "8L")],
        &[("offence_code", "28E"), ("flags", "domestic-abuse")],
        &[("offence_code", "46"), ("flags", "DA")],
        &[("offence_code", "8P")],
        &[("offence_code", "106")],
        &[("age", "17")],
        &[("offence_code", ""), ("reported_to_police", "no")],
    ];
    for row in needing {
        let with = |cells: &[(&'static str, &'static str)]| reason(&[row, cells].concat());
        assert_eq!(with(&[]), None, "{row:?}");
        assert_eq!(judge(row).2, Some(day("2027-07-01")), "{row:?}");
        assert_eq!(
            with(&[("safe_to_contact", "")]),
            Some(Reason::NoSafeContact),
            "{row:?}"
        );
        assert_eq!(
            with(&[("safe_to_contact_date", "")]),
            Some(Reason::NoSafeContact),
            "{row:?}"
        );
        assert_eq!(
            with(&[("safe_to_contact_date", "2025-07-12")]),
            Some(Reason::MarkLapsed),
            "{row:?}"
        );
        assert_eq!(with(&[("safe_to_contact_date", "2025-07-13")]), None, "{row:?}");
    }
}

#[test]
fn a_negative_mark_leaves_anybody_out() {
    assert_eq!(reason(&[("safe_to_contact", "no")]), Some(Reason::NoSafeContact));
}

#[test]
fn age_borders_are_at_sixteen_and_eighteen() {
    let unmarked = [("safe_to_contact", ""), ("safe_to_contact_date", "")];
    let of = |age: &'static str| reason(&[&unmarked[..], &[("age", age)]].concat());
    assert_eq!(of("15"), Some(Reason::UnderAge));
    assert_eq!(of("16"), Some(Reason::NoSafeContact));
    assert_eq!(of("18"), None);
    assert_eq!(of(""), None);
}

#[test]
fn quarters_include_their_first_and_last_day() {
    for (recorded, expected) in [
        ("2026-03-31", Some(Reason::OutsideQuarter)),
        ("2026-04-01", None),
        ("2026-06-30", None),
        ("2026-07-01", Some(Reason::OutsideQuarter)),
    ] {
        assert_eq!(reason(&[("recorded_date", recorded)]), expected, "{recorded}");
    }
}

#[test]
fn bereaved_relatives_are_asked_only_where_their_contact_is_confirmed() {
    let homicide = ("offence_code", "1");
    assert_eq!(judge(&[homicide]).0, Some("bereaved"));
    assert_eq!(reason(&[homicide]), None, "a mark set after the crime");
    assert_eq!(
        reason(&[homicide, ("safe_to_contact_date", "2026-04-30")]),
        Some(Reason::DeceasedNoRelative)
    );
    assert_eq!(
        reason(&[homicide, ("deceased_relative_contact", "no")]),
        Some(Reason::DeceasedNoRelative)
    );
    assert_eq!(
        reason(&[
            homicide,
            ("deceased_relative_contact", ""),
            ("safe_to_contact", "yes")
        ]),
        Some(Reason::DeceasedNoRelative)
    );
    assert_eq!(
        reason(&[
            homicide,
            ("deceased_relative_contact", "yes"),
            ("safe_to_contact", "")
        ]),
        None
    );
    assert_eq!(
        judge(&[("offence_code", "4.4"), ("victim_died", "no")]).0,
        Some("violence")
    );
}

#[test]
fn officers_on_duty_are_left_out_and_others_assaulted_as_officers_are_not() {
    assert_eq!(reason(&[("offence_code", "8S")]), Some(Reason::OfficerOnDuty));
    assert_eq!(
        reason(&[("police_officer_on_duty", "yes")]),
        Some(Reason::OfficerOnDuty)
    );
    assert_eq!(
        judge(&[("offence_code", "8T"), ("police_officer_on_duty", "no")]),
        (Some("violence"), None, None)
    );
}

#[test]
fn crimes_against_the_state_have_nobody_to_ask() {
    assert_eq!(
        judge(&[("offence_code", "92E")]),
        (None, Some(Reason::NoPersonalVictim), None)
    );
}

#[test]
fn a_mark_from_the_future_and_an_unknown_code_are_faults_of_the_row() {
    let crime = crime_data();
    let when = When {
        quarter: "2026Q2".parse().unwrap(),
        today: day("2026-07-10"),
        fieldwork_from: day("2026-07-13"),
    };
    for (cell, fault) in [
        (
            ("safe_to_contact_date", "2026-07-14"),
            RowFault::Future("safe_to_contact_date"),
        ),
        (("offence_code", "19Z"), RowFault::UnknownCode),
        (("recorded_date", "2019-05-01"), RowFault::NoRule),
    ] {
        let row = read(&[cell], &crime).unwrap();
        assert_eq!(rules().judge(&row, &crime, &when).unwrap_err(), fault);
    }
}

#[test]
fn cells_that_do_not_read_are_faults_that_repeat_nothing() {
    let crime = crime_data();
    for (name, cells) in [
        (
            "email",
            &[
                "mary",
                "mary@",
                "@b.example",
                "a b@c.example",
                "a@b",
                "a@b.example\r\nBcc: x@y.example",
                "=cmd@b.example",
                "a@b..example",
                "a@b.example;c@d.example",
            ][..],
        ),
        ("age", &["-1", "121", "thirty", "3.5", "+30"]),
        ("sex", &["woman?", "1"]),
        (
            "recorded_date",
            &["", "01/05/2026", "2026-5-1", "2026-02-30", "20260501"],
        ),
        ("safe_to_contact", &["maybe", "1"]),
        ("reported_to_police", &["", "perhaps"]),
        ("language", &["e", "english language", "<b>"]),
        ("flags", &["dragon", "domestic-abuse|knife"]),
        ("offence_code", &[""]),
    ] {
        for cell in cells {
            let faults = read(&[(name, cell)], &crime).expect_err(cell);
            assert_eq!(faults.len(), 1, "{name} {cell}: {faults:?}");
            let message = faults[0].to_string();
            assert!(message.starts_with(name), "{message}");
            assert!(cell.len() < 6 || !message.contains(cell), "{message}");
        }
    }
}

#[test]
fn all_faults_of_a_row_are_found_at_once_and_none_shows_in_debug() {
    let crime = crime_data();
    let faults = read(&[("email", "mary"), ("age", "x"), ("recorded_date", "x")], &crime).unwrap_err();
    assert_eq!(faults.len(), 3);
    assert_eq!(
        format!("{:?}", read(&[], &crime).unwrap()),
        "ContactRow([redacted])"
    );
}

#[test]
fn rules_that_are_unknown_or_out_of_order_are_faults_with_their_place() {
    let broken = |old: &str, new: &str| -> Vec<Fault> {
        let mut files = files();
        assert!(files[0].text.contains(old));
        files[0].text = files[0].text.replacen(old, new, 1);
        SampleRules::parse(&files).expect_err("broken")
    };
    let unknown = broken("reason: under-age", "reason: too-old");
    assert!(
        unknown[0].what.contains("too-old") && unknown[0].line > 5,
        "{unknown:?}"
    );
    let order = broken("reason: no-personal-victim", "reason: stopped-before");
    assert!(
        order
            .iter()
            .any(|fault| fault.what.contains("stands after one that looks further")),
        "{order:?}"
    );
    assert!(SampleRules::parse(&[]).is_err());
}

#[test]
fn thresholds_hold_from_their_day_on() {
    let mut files = files();
    let old = "settings:\n";
    let later = "settings:\n  - {from: 2026-08-01, lowest_age: 14, adult_age: 18, safe_mark_lasts_months: 6, \
                 smallest_class: 10, small_upload: 20, source: \"later\"}\n";
    files[0].text = files[0].text.replacen(old, later, 1);
    let rules = SampleRules::parse(&files).unwrap();
    assert_eq!(rules.settings(day("2026-07-31")).lowest_age, 16);
    assert_eq!(rules.settings(day("2026-08-01")).lowest_age, 14);
    assert_eq!(rules.settings(day("1999-01-01")).lowest_age, 16);
}
