//! The spans of editions: a quarter, or the 12 months that end with one.

use chrono::NaiveDate;

use crate::survey::sample::Quarter;

/// How long the period of an edition is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Span {
    /// One quarter.
    Quarter,
    /// The 12 months that end with a quarter: the headline, since quarters swing.
    RollingYear,
    /// The 24 months that end with a quarter, beside a year in which too few of one sex answered. No edition is made
    /// for it alone.
    TwoYears,
}

impl Span {
    /// The word it is stored under.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Quarter => "quarter",
            Self::RollingYear => "rolling_year",
            Self::TwoYears => "two_years",
        }
    }

    /// How many quarters it has.
    pub fn quarters(self) -> u32 {
        match self {
            Self::Quarter => 1,
            Self::RollingYear => 4,
            Self::TwoYears => 8,
        }
    }

    /// The span of an edition stored under this word.
    pub fn of_word(word: &str) -> Option<Self> {
        [Self::Quarter, Self::RollingYear]
            .into_iter()
            .find(|span| span.as_str() == word)
    }
}

/// A closed period that figures are about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    /// How long it is.
    pub span: Span,
    /// The quarter it is, or ends with.
    pub last: Quarter,
}

impl Period {
    /// Its quarters, the earliest first.
    pub fn quarters(self) -> Vec<String> {
        (0..self.span.quarters())
            .rev()
            .map(|quarters| self.last.earlier(quarters).to_string())
            .collect()
    }

    /// The period of the same length that ends where this one begins: they share nobody.
    pub fn before(self) -> Self {
        Self {
            last: self.last.earlier(self.span.quarters()),
            ..self
        }
    }

    /// Its first day.
    pub fn first_day(self) -> NaiveDate {
        self.last.earlier(self.span.quarters() - 1).first_day()
    }

    /// The 24 months that end with it.
    pub fn two_years(self) -> Self {
        Self {
            span: Span::TwoYears,
            ..self
        }
    }

    /// Every quarter that an edition of this period counts: its own, and those it is compared or pooled with.
    pub fn reach(self) -> Vec<String> {
        let span = match self.span {
            Span::Quarter => Span::Quarter,
            Span::RollingYear | Span::TwoYears => Span::RollingYear,
        };
        let own = Self { span, ..self };
        let mut quarters = own.before().quarters();
        quarters.extend(own.quarters());
        quarters
    }

    /// Its name in headings: "July to September 2026" or "October 2025 to September 2026".
    pub fn words(self) -> String {
        let first = self.last.earlier(self.span.quarters() - 1);
        let (from, to) = (first.months().0, self.last.months().1);
        match self.span {
            Span::Quarter => self.last.words(),
            _ if first.year() == self.last.year() => format!("{from} to {to} {}", self.last.year()),
            _ => format!("{from} {} to {to} {}", first.year(), self.last.year()),
        }
    }

    /// Its name in table rows: "12 months" or "Quarter".
    pub fn short(self) -> &'static str {
        match self.span {
            Span::Quarter => "Quarter",
            Span::RollingYear => "12 months",
            Span::TwoYears => "24 months",
        }
    }

    /// What an edition of this period shows: a rolling year with its last quarter beside it, or the quarter alone.
    pub fn shown(self) -> Vec<Self> {
        match self.span {
            Span::Quarter => vec![self],
            Span::RollingYear | Span::TwoYears => vec![
                self,
                Self {
                    span: Span::Quarter,
                    last: self.last,
                },
            ],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quarter(text: &str) -> Quarter {
        text.parse().unwrap()
    }

    #[test]
    fn a_rolling_year_ends_with_its_quarter() {
        let period = Period {
            span: Span::RollingYear,
            last: quarter("2026Q3"),
        };
        assert_eq!(period.quarters(), ["2025Q4", "2026Q1", "2026Q2", "2026Q3"]);
        assert_eq!(period.words(), "October 2025 to September 2026");
        let whole = Period {
            span: Span::RollingYear,
            last: quarter("2026Q4"),
        };
        assert_eq!(whole.words(), "January to December 2026");
    }

    #[test]
    fn the_period_before_shares_no_quarter_and_both_are_within_reach() {
        for span in [Span::Quarter, Span::RollingYear] {
            let period = Period {
                span,
                last: quarter("2026Q3"),
            };
            let (now, before) = (period.quarters(), period.before().quarters());
            assert!(now.iter().all(|quarter| !before.contains(quarter)));
            assert_eq!(period.reach(), [before, now].concat());
        }
        let year = Period {
            span: Span::RollingYear,
            last: quarter("2026Q3"),
        };
        assert_eq!(year.two_years().quarters(), year.reach());
        assert_eq!(year.two_years().words(), "October 2024 to September 2026");
    }

    #[test]
    fn a_quarter_is_named_by_its_months() {
        let period = Period {
            span: Span::Quarter,
            last: quarter("2026Q1"),
        };
        assert_eq!(
            (period.words(), period.quarters()),
            ("January to March 2026".into(), vec!["2026Q1".to_owned()])
        );
    }
}
