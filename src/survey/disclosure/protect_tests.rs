//! What `protect` lets through, and what an attacker can bound from it.

use proptest::prelude::*;

use super::super::{Group, MeasureName};
use super::*;
use crate::survey::estimation::Tally;

fn secret() -> CellKeySecret {
    CellKeySecret::new([3; 32])
}

fn name(group: Group) -> RowName {
    RowName {
        place: "Burglary".into(),
        group,
        period: "12 months".into(),
        ages: String::new(),
    }
}

/// A tally of so many people, with a key sum as random as theirs would be.
fn tally(count: u64, salt: u64) -> Tally {
    Tally {
        count,
        key_sum: salt.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15),
    }
}

fn measure(categories: usize) -> MeasureName {
    MeasureName {
        id: "treatment".into(),
        label: "Treatment".into(),
        item: "treatment".into(),
        question: "How satisfied are you?".into(),
        categories: (0..categories).map(|category| category.to_string()).collect(),
    }
}

fn release(rows: Vec<(Group, Source<'_>)>) -> ReleasedTable {
    let rows = rows
        .into_iter()
        .map(|(group, source)| Row::plain(name(group), source))
        .collect();
    let body = OpenBody::Measure {
        measure: measure(3),
        rows,
    };
    let table = OpenTable {
        id: "t".into(),
        title: "T".into(),
        body,
    };
    protect(&table, &secret(), &Thresholds::default())
}

fn release_one(counts: [u64; 3]) -> ReleasedRow {
    let tallies = counts
        .iter()
        .enumerate()
        .map(|(at, count)| tally(*count, at as u64))
        .collect();
    release(vec![(Group::All, Source::Answers(tallies))]).rows()[0].clone()
}

#[test]
fn a_base_of_a_hundred_gets_percentages_and_no_mark() {
    let row = release_one([100, 20, 30]);
    assert_eq!((row.base(), row.mark()), (Some(150), None));
    assert_eq!(row.shares().unwrap()[0].text(), "67%");
    assert!(row.shares().unwrap()[0].low() < 60 && row.shares().unwrap()[0].high() > 73);
}

#[test]
fn a_base_from_fifty_is_marked_and_one_from_ten_has_counts_only() {
    let marked = release_one([40, 10, 10]);
    assert_eq!(
        (marked.mark(), marked.shares().is_some()),
        (Some(Mark::LowReliability), true)
    );
    let counts = release_one([20, 5, 5]);
    assert_eq!(
        (counts.mark(), counts.shares(), counts.base()),
        (Some(Mark::CountsOnly), None, Some(30))
    );
}

#[test]
fn under_ten_answers_nothing_is_shown_and_nobody_is_shown_as_nobody() {
    let few = release_one([5, 0, 0]);
    assert_eq!(
        (few.mark(), few.base(), few.counts()),
        (Some(Mark::Confidential), None, None)
    );
    let none = release_one([0, 0, 0]);
    assert_eq!((none.base(), none.note()), (Some(0), "Nobody answered"));
}

#[test]
fn nought_and_a_hundred_percent_are_never_printed() {
    let row = release_one([200, 0, 0]);
    let texts: Vec<String> = row.shares().unwrap().iter().map(Share::text).collect();
    assert_eq!(texts, ["over 95%", "under 5%", "under 5%"]);
}

#[test]
fn a_total_is_the_sum_of_what_is_printed_and_its_interval_is_wider_for_it() {
    let parts = release(vec![
        (
            Group::All,
            Source::Answers(vec![tally(61, 1), tally(22, 2), tally(33, 3)]),
        ),
        (
            Group::All,
            Source::Answers(vec![tally(48, 4), tally(17, 5), tally(26, 6)]),
        ),
        (Group::All, Source::Withheld("Too few".into())),
    ]);
    let sum = release(vec![(Group::All, Source::Printed(parts.rows().iter().collect()))]);
    let printed = |row: &ReleasedRow, at: usize| row.counts().unwrap()[at];
    for at in 0..3 {
        let expected = printed(&parts.rows()[0], at) + printed(&parts.rows()[1], at);
        assert_eq!(printed(&sum.rows()[0], at), expected);
    }
}

#[test]
fn a_total_says_that_it_lacks_rows_without_saying_how_many_answered_there() {
    let answers = vec![tally(61, 1), tally(22, 2), tally(33, 3)];
    let parts = release(vec![
        (Group::Women, Source::Answers(answers)),
        // 3,000 women and four men: the split is withheld, and not because few women answered.
        (Group::Women, Source::Withheld("Split by sex withheld".into())),
    ]);
    let sum = release(vec![(
        Group::Women,
        Source::Printed(parts.rows().iter().collect()),
    )]);
    assert_eq!(
        sum.rows()[0].note(),
        "Without crime types of which too few answered to be shown here"
    );
}

fn fixed_count(name: &str, count: u64) -> FixedCount {
    FixedCount {
        name: name.into(),
        count,
    }
}

fn participation(invited: u64, responded: Option<u64>) -> Participation {
    let source = CountSource::Counted {
        invited: Some(fixed_count("invited", invited)),
        delivered: Some(fixed_count("delivered", invited)),
        responded: responded.map(|count| fixed_count("responded", count)),
        in_figures: tally(41, 9),
    };
    let body = OpenBody::Participation(vec![CountRow {
        name: name(Group::All),
        source,
    }]);
    let table = OpenTable {
        id: "p".into(),
        title: "P".into(),
        body,
    };
    protect(&table, &secret(), &Thresholds::default()).participation()[0].clone()
}

#[test]
fn a_response_rate_rests_on_the_printed_numbers() {
    let row = participation(203, Some(41));
    let (Figure::Number(invited), Figure::Number(responded)) = (row.invited(), row.responded()) else {
        panic!("both are shown");
    };
    assert_eq!(
        row.rate(),
        Some((responded as f64 / invited as f64 * 100.0).round() as u8)
    );
    assert_eq!(row.mark(), None);
}

#[test]
fn few_people_are_not_told_apart_in_participation() {
    let row = participation(3, Some(1));
    assert_eq!(
        (row.invited(), row.responded(), row.rate()),
        (Figure::TooFew, Figure::TooFew, None)
    );
}

#[test]
fn where_who_answered_is_not_held_there_is_no_rate_and_the_answers_in_the_figures_are_no_substitute() {
    let row = participation(110, None);
    assert_eq!((row.responded(), row.rate()), (Figure::NotHeld, None));
    assert_eq!(row.mark().map(Mark::symbol), Some("[x]"));
    assert!(matches!(row.in_figures(), Figure::Number(40 | 45)));
}

#[test]
fn no_more_letters_are_printed_as_delivered_than_people_as_invited() {
    for invited in 100..400 {
        let row = participation(invited, Some(invited));
        let (Figure::Number(invited), Figure::Number(delivered), Figure::Number(responded)) =
            (row.invited(), row.delivered(), row.responded())
        else {
            panic!("all are shown");
        };
        assert!(delivered <= invited && responded <= invited);
    }
}

/// All true counts that a printed row allows, by the public rule of the rounding.
fn allowed(printed: u64) -> std::ops::RangeInclusive<u64> {
    if printed == 0 {
        0..=4
    } else {
        printed - 4..=printed + 4
    }
}

proptest! {
    /// A 2 × 2 table (women and men, good and bad) with all its sums printed: an attacker who tries every
    /// table of true counts finds at least three values for each cell of one to nine people.
    #[test]
    fn no_cell_of_one_to_nine_can_be_got_by_subtraction(
        women in (0u64..14, 0u64..14), men in (0u64..14, 0u64..14), salt: u64,
    ) {
        let cells = [women.0, women.1, men.0, men.1];
        let people = |at: usize| tally(cells[at], salt.wrapping_add(at as u64 * 7));
        let group = |good: Tally, bad: Tally| Source::Answers(vec![good, bad, Tally::default()]);
        let table = release(vec![
            (Group::Women, group(people(0), people(1))),
            (Group::Men, group(people(2), people(3))),
            (Group::All, group(people(0).joined(people(2)), people(1).joined(people(3)))),
        ]);
        let printed = |row: usize, category: usize| table.rows()[row].counts().map(|counts| counts[category]);
        let mut values: [std::collections::BTreeSet<u64>; 4] = Default::default();
        let fits = |row, category, value| printed(row, category).is_none_or(|shown| allowed(shown).contains(&value));
        for good in (0..20u64).flat_map(|w| (0..20u64).map(move |m| (w, m))).filter(|(w, m)| {
            fits(0, 0, *w) && fits(1, 0, *m) && fits(2, 0, w + m)
        }) {
            values[0].insert(good.0);
            values[2].insert(good.1);
        }
        for bad in (0..20u64).flat_map(|w| (0..20u64).map(move |m| (w, m))).filter(|(w, m)| {
            fits(0, 1, *w) && fits(1, 1, *m) && fits(2, 1, w + m)
        }) {
            values[1].insert(bad.0);
            values[3].insert(bad.1);
        }
        for (at, cell) in cells.iter().enumerate() {
            if (1..10).contains(cell) {
                prop_assert!(values[at].contains(cell), "the truth is among what fits");
                prop_assert!(values[at].len() >= 3, "cell {} of {:?}: {:?}", at, cells, values[at]);
            }
        }
    }
}
