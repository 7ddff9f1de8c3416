//! A wave's quarter and its days of fieldwork.

use std::fmt;
use std::str::FromStr;

use chrono::{Days, Months, NaiveDate};

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
        out.write_str(&self.first.format("%Y").to_string())?;
        write!(
            out,
            "Q{}",
            self.first.format("%m").to_string().parse::<u32>().unwrap_or(1) / 3 + 1
        )
    }
}

/// The days on which a wave takes answers, first and last included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FieldworkPeriod {
    from: NaiveDate,
    to: NaiveDate,
}

/// Days that make no fieldwork period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PeriodError {
    /// The last day lies before the first.
    #[error("fieldwork ends before it begins: give the first day, then the last")]
    EndsBeforeItBegins,
    /// It begins while crimes of the quarter are still being recorded.
    #[error("fieldwork begins before the quarter {0} has ended: begin on {1} or later", .quarter, .first_possible)]
    BeforeQuarterEnds {
        /// The quarter.
        quarter: Quarter,
        /// The first day on which fieldwork may begin.
        first_possible: NaiveDate,
    },
    /// Longer than half a year: links would work long after anybody expects it.
    #[error("fieldwork lasts {0} days; at most {LONGEST_DAYS} are allowed")]
    TooLong(i64),
}

/// The longest fieldwork: two quarters, after which the next waves are in the field.
const LONGEST_DAYS: i64 = 184;

impl FieldworkPeriod {
    /// A period for the crimes of a quarter.
    ///
    /// # Errors
    /// [`PeriodError`].
    pub fn new(from: NaiveDate, to: NaiveDate, quarter: Quarter) -> Result<FieldworkPeriod, PeriodError> {
        let days = (to - from).num_days() + 1;
        if days < 1 {
            return Err(PeriodError::EndsBeforeItBegins);
        }
        if days > LONGEST_DAYS {
            return Err(PeriodError::TooLong(days));
        }
        if from <= quarter.last_day() {
            let first_possible = quarter.last_day() + Days::new(1);
            return Err(PeriodError::BeforeQuarterEnds {
                quarter,
                first_possible,
            });
        }
        Ok(FieldworkPeriod { from, to })
    }

    /// The first day.
    pub fn from(self) -> NaiveDate {
        self.from
    }

    /// The last day.
    pub fn to(self) -> NaiveDate {
        self.to
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
            "", "2026", "2026Q5", "26Q1", "2026Q0", "Q1", "2026-Q1", "0001Q1", "+026Q1",
        ] {
            let error = text.parse::<Quarter>().unwrap_err();
            assert!(error.to_string().contains("2026Q3"), "{text}");
        }
    }

    #[test]
    fn fieldwork_begins_after_its_quarter_and_ends_after_it_begins() {
        let quarter: Quarter = "2026Q3".parse().unwrap();
        assert!(FieldworkPeriod::new(day("2026-10-01"), day("2026-10-28"), quarter).is_ok());
        assert_eq!(
            FieldworkPeriod::new(day("2026-10-28"), day("2026-10-01"), quarter),
            Err(PeriodError::EndsBeforeItBegins)
        );
        let early = FieldworkPeriod::new(day("2026-09-30"), day("2026-10-28"), quarter).unwrap_err();
        assert!(early.to_string().contains("2026-10-01"), "{early}");
        assert!(FieldworkPeriod::new(day("2026-10-01"), day("2027-10-01"), quarter).is_err());
    }
}
