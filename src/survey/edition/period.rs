//! Quarters and the spans of editions. Quarters are those of the calendar: 2026Q3 is July to September 2026.

use std::fmt;
use std::str::FromStr;

/// A quarter of a calendar year; a wave holds the crimes recorded in one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Quarter {
    year: i32,
    number: u8,
}

/// A text that is no quarter.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is not a quarter; write the year and the quarter, for example 2026Q3")]
pub struct NotAQuarter(String);

impl FromStr for Quarter {
    type Err = NotAQuarter;

    fn from_str(text: &str) -> Result<Self, NotAQuarter> {
        let fault = || NotAQuarter(text.to_owned());
        let (year, number) = text.split_once('Q').ok_or_else(fault)?;
        let number: u8 = number.parse().map_err(|_| fault())?;
        let whole = year.len() == 4 && year.chars().all(|c| c.is_ascii_digit());
        if !whole || !(1..=4).contains(&number) {
            return Err(fault());
        }
        Ok(Self {
            year: year.parse().map_err(|_| fault())?,
            number,
        })
    }
}

impl fmt::Display for Quarter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}Q{}", self.year, self.number)
    }
}

impl Quarter {
    const MONTHS: [(&'static str, &'static str); 4] = [
        ("January", "March"),
        ("April", "June"),
        ("July", "September"),
        ("October", "December"),
    ];

    /// The quarter so many before this one.
    #[must_use]
    pub fn earlier(self, quarters: i32) -> Self {
        let place = self.year * 4 + i32::from(self.number) - 1 - quarters;
        Self {
            year: place.div_euclid(4),
            number: place.rem_euclid(4) as u8 + 1,
        }
    }

    /// "July to September 2026".
    pub fn words(self) -> String {
        let (first, last) = self.months();
        format!("{first} to {last} {}", self.year)
    }

    fn months(self) -> (&'static str, &'static str) {
        Self::MONTHS[usize::from(self.number - 1)]
    }
}

/// How long the period of an edition is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Span {
    /// One quarter.
    Quarter,
    /// The 12 months that end with a quarter: the headline, since quarters swing.
    RollingYear,
}

impl Span {
    /// The word it is stored under.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Quarter => "quarter",
            Self::RollingYear => "rolling_year",
        }
    }

    /// The span stored under this word.
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
        let back = match self.span {
            Span::Quarter => 0,
            Span::RollingYear => 3,
        };
        (0..=back)
            .rev()
            .map(|quarters| self.last.earlier(quarters).to_string())
            .collect()
    }

    /// Its name in headings: "July to September 2026" or "October 2025 to September 2026".
    pub fn words(self) -> String {
        match self.span {
            Span::Quarter => self.last.words(),
            Span::RollingYear => {
                let first = self.last.earlier(3);
                let (from, to) = (first.months().0, self.last.months().1);
                if first.year == self.last.year {
                    format!("{from} to {to} {}", self.last.year)
                } else {
                    format!("{from} {} to {to} {}", first.year, self.last.year)
                }
            }
        }
    }

    /// Its name in table rows: "12 months" or "Quarter".
    pub fn short(self) -> &'static str {
        match self.span {
            Span::Quarter => "Quarter",
            Span::RollingYear => "12 months",
        }
    }

    /// What an edition of this period shows: a rolling year with its last quarter beside it, or the quarter alone.
    pub fn shown(self) -> Vec<Self> {
        match self.span {
            Span::Quarter => vec![self],
            Span::RollingYear => vec![
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

    #[test]
    fn a_text_that_is_no_quarter_is_refused_with_an_example() {
        for text in ["2026Q5", "2026", "26Q1", "2026Q", "+026Q1", "Q1"] {
            let refused = text.parse::<Quarter>().unwrap_err().to_string();
            assert!(refused.contains("2026Q3"), "{text}: {refused}");
        }
    }
}
