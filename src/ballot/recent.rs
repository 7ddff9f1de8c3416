//! Who was invited lately: of an address, 24 bits under a key that lasts a year. Whoever holds the database alone can
//! test no address; after the key is gone nobody can.
//!
//! 24 bits are few on purpose. Among R kept tags, decoys included, an address that was never invited is found with a
//! chance of R / 2^24: 0.3 % with 50,000 tags. Nobody who was invited is missed.

use std::fmt;

use chrono::{Datelike, NaiveDate};
use secrecy::SecretString;

use super::address::as_known;
use super::secret::{hmac_sha256, named_key};

/// Calendar months in which an invitation counts as recent, the current one included.
pub const RECENT_MONTHS: u32 = 12;
/// 24 bits.
const TAG_BYTES: usize = 3;

named_key! {
    /// The key of one month's tags, outside the database.
    RecentKey
}

/// What is kept of somebody who was invited.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RecentTag([u8; TAG_BYTES]);

impl RecentTag {
    /// The bytes, for the database.
    pub fn as_bytes(&self) -> &[u8; TAG_BYTES] {
        &self.0
    }
}

impl fmt::Debug for RecentTag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RecentTag([redacted])")
    }
}

impl RecentKey {
    /// The tag of an address; spaces around it and the case of its letters make no difference.
    pub fn tag(&self, address: &SecretString) -> RecentTag {
        let whole = hmac_sha256(self.expose(), &[b"recent", as_known(address).as_bytes()]);
        let mut tag = [0; TAG_BYTES];
        tag.copy_from_slice(&whole[..TAG_BYTES]);
        RecentTag(tag)
    }
}

/// A calendar month, e.g. `2026-07`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month {
    /// Months since the beginning of our era.
    number: i32,
}

impl Month {
    /// The month of a day.
    pub fn of(day: NaiveDate) -> Month {
        let month0 = i32::try_from(day.month0()).unwrap_or_default();
        Month {
            number: day.year() * 12 + month0,
        }
    }

    /// Reads `2026-07`; none where it is no month.
    pub fn parse(text: &str) -> Option<Month> {
        let day = NaiveDate::parse_from_str(&format!("{text}-01"), "%Y-%m-%d").ok()?;
        Some(Month::of(day)).filter(|month| month.to_string() == text)
    }

    /// The months in which an invitation counts as recent while this one lasts, from this one back.
    pub fn recent(self) -> impl Iterator<Item = Month> {
        (0..).take(RECENT_MONTHS as usize).map(move |back| Month {
            number: self.number - back,
        })
    }

    /// The earliest of them.
    #[must_use]
    pub fn oldest_recent(self) -> Month {
        self.recent().last().unwrap_or(self)
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month0) = (self.number.div_euclid(12), self.number.rem_euclid(12));
        write!(f, "{year:04}-{:02}", month0 + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn month(text: &str) -> Month {
        Month::parse(text).expect("a month")
    }

    #[test]
    fn a_month_stays_recent_until_the_same_month_a_year_later_begins() {
        let recent = |now: &str| -> Vec<String> { month(now).recent().map(|one| one.to_string()).collect() };
        assert_eq!(recent("2026-02").len(), 12);
        assert_eq!(recent("2026-02")[..3], ["2026-02", "2026-01", "2025-12"]);
        assert!(recent("2027-06").contains(&"2026-07".to_owned()));
        assert!(!recent("2027-07").contains(&"2026-07".to_owned()));
        assert_eq!(month("2027-06").oldest_recent(), month("2026-07"));
    }

    #[test]
    fn only_a_month_reads_as_one() {
        for text in ["2026-13", "2026-7", "2026", "", "link", "2026-07-01"] {
            assert_eq!(Month::parse(text), None, "{text}");
        }
        let day = NaiveDate::from_ymd_opt(2026, 12, 31).expect("a day");
        assert_eq!(Month::of(day).to_string(), "2026-12");
    }

    #[test]
    fn an_address_has_one_tag_however_it_is_spelled_and_another_under_another_key() {
        let address = |text: &str| SecretString::from(text);
        let (key, other) = (RecentKey::from_bytes([1; 32]), RecentKey::from_bytes([2; 32]));
        assert_eq!(
            key.tag(&address("Mary@Example.org")),
            key.tag(&address(" mary@example.org "))
        );
        assert_ne!(
            key.tag(&address("mary@example.org")),
            other.tag(&address("mary@example.org"))
        );
        assert_ne!(
            key.tag(&address("mary@example.org")),
            key.tag(&address("john@example.org"))
        );
    }
}
