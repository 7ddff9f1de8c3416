//! Which waves the demonstration shows, counted back from today: finished ones that make a rolling
//! year, and one in fieldwork.

use chrono::{Datelike, Days, NaiveDate};

/// Days from the start of one wave's fieldwork to the next.
const BETWEEN_WAVES: u64 = 91;
/// Days of fieldwork, the first and last included.
const FIELDWORK: u64 = 28;
/// The wave in fieldwork began this many days ago.
pub const BEGUN: u64 = 7;

/// One wave of the demonstration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlannedWave {
    /// As shown to staff.
    pub name: String,
    /// The quarter in which the crimes were recorded, e.g. `2026Q3`.
    pub quarter: String,
    /// First day of that quarter.
    pub recorded_from: NaiveDate,
    /// First day of fieldwork.
    pub from: NaiveDate,
    /// Last day of fieldwork.
    pub to: NaiveDate,
    /// How many people the contact file holds, eligible or not.
    pub people: usize,
    /// Whom it holds.
    pub drawn: Drawn,
}

/// How the people of a contact file are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Drawn {
    /// As they come: many of the common kinds of crime, few of the rare ones.
    AsTheyCome,
    /// As many of each kind of crime, women and men, young and old: every class of answers is large.
    Evenly,
}

/// How large the demonstration is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Size {
    /// About 3,000 answers a quarter, 900 in one.
    Full,
    /// A twelfth of that: enough for a test that only needs the pages.
    Small,
}

/// The four finished waves, oldest first, and the one in fieldwork.
pub fn plan(today: NaiveDate, size: Size) -> Vec<PlannedWave> {
    let begun = today - Days::new(BEGUN);
    let last_quarter = quarter_index(begun) - 1;
    (0..=4u8)
        .rev()
        .map(|back| {
            let from = begun - Days::new(BETWEEN_WAVES * u64::from(back));
            wave(last_quarter - i32::from(back), from, people(back, size))
        })
        .collect()
}

fn people(back: u8, size: Size) -> usize {
    let full = match back {
        0 => 2_900,
        3 => 2_750,
        _ => 8_500,
    };
    match size {
        Size::Full => full,
        Size::Small => full / 12,
    }
}

/// So many waves from `first` on, each about the quarter before its fieldwork.
pub fn waves_from(first: NaiveDate, waves: usize, people: usize) -> Vec<PlannedWave> {
    (0..waves as u64)
        .map(|number| {
            let from = first + Days::new(BETWEEN_WAVES * number);
            wave(quarter_index(from) - 1, from, people)
        })
        .collect()
}

fn wave(quarter: i32, from: NaiveDate, people: usize) -> PlannedWave {
    let (year, number) = (quarter.div_euclid(4), quarter.rem_euclid(4) + 1);
    let first_month = u32::try_from((number - 1) * 3 + 1).unwrap_or(1);
    PlannedWave {
        name: format!("Crimes recorded in {year} quarter {number}"),
        quarter: format!("{year}Q{number}"),
        recorded_from: NaiveDate::from_ymd_opt(year, first_month, 1).unwrap_or(from),
        from,
        to: from + Days::new(FIELDWORK - 1),
        people,
        drawn: Drawn::AsTheyCome,
    }
}

/// Quarters since the year 0: the calendar's quarters.
fn quarter_index(day: NaiveDate) -> i32 {
    day.year() * 4 + i32::try_from(day.month0() / 3).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    #[test]
    fn four_waves_are_over_and_the_fifth_is_in_fieldwork() {
        let today = day("2026-11-22");
        let waves = plan(today, Size::Full);
        assert_eq!(waves.len(), 5);
        assert!(waves[..4].iter().all(|wave| wave.to < today));
        assert!(waves[4].from <= today && today <= waves[4].to);
    }

    #[test]
    fn quarters_follow_one_another_and_end_before_their_fieldwork() {
        let waves = plan(day("2027-01-03"), Size::Full);
        let quarters: Vec<&str> = waves.iter().map(|wave| wave.quarter.as_str()).collect();
        assert_eq!(quarters, ["2025Q3", "2025Q4", "2026Q1", "2026Q2", "2026Q3"]);
        assert!(
            waves
                .iter()
                .all(|wave| wave.recorded_from + Days::new(92) <= wave.from)
        );
    }
}
