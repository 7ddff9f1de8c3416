//! The spans of editions: a quarter, or the 12 months that end with one.

use crate::survey::sample::Quarter;

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
                if first.year() == self.last.year() {
                    format!("{from} to {to} {}", self.last.year())
                } else {
                    format!("{from} {} to {to} {}", first.year(), self.last.year())
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
}
