//! The quarter of a calendar year: a wave is the crimes recorded in one, and editions are about them.

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, Days, Months, NaiveDate};

/// A quarter of a calendar year, e.g. `2026Q3` for July to September 2026: a wave is the crimes recorded in one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Quarter {
    first: NaiveDate,
}

/// A text that names no quarter.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "\"{0}\" is no quarter: write the year, Q and the number of the quarter, as 2026Q3 for July to September 2026"
)]
pub struct QuarterError(String);

impl Quarter {
    /// The quarter's first day.
    pub fn first_day(self) -> NaiveDate {
        self.first
    }

    /// The quarter's last day.
    pub fn last_day(self) -> NaiveDate {
        self.first + Months::new(3) - Days::new(1)
    }

    /// Whether the day lies in the quarter.
    pub fn holds(self, day: NaiveDate) -> bool {
        self.first_day() <= day && day <= self.last_day()
    }

    /// The quarter so many before this one.
    #[must_use]
    pub fn earlier(self, quarters: u32) -> Quarter {
        Quarter {
            first: self.first - Months::new(3 * quarters),
        }
    }

    /// The calendar year it lies in.
    pub fn year(self) -> i32 {
        self.first.year()
    }

    /// The names of its first and last month: "July" and "September".
    pub fn months(self) -> (&'static str, &'static str) {
        match self.number() {
            1 => ("January", "March"),
            2 => ("April", "June"),
            3 => ("July", "September"),
            _ => ("October", "December"),
        }
    }

    /// Its name in sentences: "July to September 2026".
    pub fn words(self) -> String {
        let (first, last) = self.months();
        format!("{first} to {last} {}", self.year())
    }

    /// Its number in the year, 1 to 4.
    fn number(self) -> u32 {
        self.first.month0() / 3 + 1
    }
}

impl FromStr for Quarter {
    type Err = QuarterError;

    fn from_str(text: &str) -> Result<Quarter, QuarterError> {
        let wrong = || QuarterError(text.to_owned());
        let (year, number) = text.trim().split_once(['Q', 'q']).ok_or_else(wrong)?;
        let digits = year.len() == 4 && year.bytes().all(|byte| byte.is_ascii_digit());
        let month = match number {
            "1" => 1,
            "2" => 4,
            "3" => 7,
            "4" => 10,
            _ => return Err(wrong()),
        };
        let year: i32 = year.parse().ok().filter(|_| digits).ok_or_else(wrong)?;
        let first = NaiveDate::from_ymd_opt(year, month, 1)
            .filter(|_| year >= 1990)
            .ok_or_else(wrong)?;
        Ok(Quarter { first })
    }
}

impl fmt::Display for Quarter {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{:04}Q{}", self.year(), self.number())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_quarter_runs_from_its_first_to_its_last_day() {
        for (text, first, last) in [
            ("2026Q1", "2026-01-01", "2026-03-31"),
            ("2026q3", "2026-07-01", "2026-09-30"),
            ("2027Q4", "2027-10-01", "2027-12-31"),
        ] {
            let quarter: Quarter = text.parse().unwrap();
            assert_eq!((quarter.first_day(), quarter.last_day()), (day(first), day(last)));
            assert_eq!(quarter.to_string(), text.to_uppercase());
        }
    }

    #[test]
    fn what_is_no_quarter_is_refused_with_an_example() {
        for text in [
            "", "2026", "2026Q5", "26Q1", "2026Q0", "Q1", "2026-Q1", "0001Q1", "+026Q1", "2026Q",
        ] {
            let error = text.parse::<Quarter>().unwrap_err();
            assert!(error.to_string().contains("2026Q3"), "{text}");
        }
    }

    #[test]
    fn quarters_stand_in_the_order_of_time_and_count_back_over_the_year() {
        let quarter: Quarter = "2026Q3".parse().unwrap();
        let back = |quarters| quarter.earlier(quarters).to_string();
        assert_eq!([back(0), back(2), back(3)], ["2026Q3", "2026Q1", "2025Q4"]);
        assert!(quarter.earlier(3) < quarter.earlier(2) && quarter.earlier(2) < quarter);
    }

    #[test]
    fn a_quarter_is_named_by_its_months() {
        let quarter: Quarter = "2026Q4".parse().unwrap();
        assert_eq!(quarter.words(), "October to December 2026");
    }
}
