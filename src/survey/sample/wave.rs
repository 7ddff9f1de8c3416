//! A wave's days of fieldwork.

use chrono::{Days, NaiveDate};

use super::Quarter;

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
