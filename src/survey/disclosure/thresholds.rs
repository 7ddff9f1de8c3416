//! The bases below which a figure is marked, hidden or not made. Defaults are floors: they can only be raised.

use serde::{Deserialize, Serialize};

/// The thresholds in force; every edition states the values it used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Raised", deny_unknown_fields)]
pub struct Thresholds {
    shown: u64,
    percentage_marked: u64,
    percentage_plain: u64,
    post_stratum: u64,
    new_answers: u64,
    comments_read: u64,
    comments_quoted: u64,
}

/// A threshold below its floor.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the threshold `{name}` is {given}; it can only be raised above its default of {floor}")]
pub struct TooLow {
    name: &'static str,
    given: u64,
    floor: u64,
}

/// The values as they are written down; those left out keep their default.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Raised {
    shown: u64,
    percentage_marked: u64,
    percentage_plain: u64,
    post_stratum: u64,
    new_answers: u64,
    comments_read: u64,
    comments_quoted: u64,
}

impl Default for Raised {
    fn default() -> Self {
        let floor = Thresholds::default();
        Self {
            shown: floor.shown,
            percentage_marked: floor.percentage_marked,
            percentage_plain: floor.percentage_plain,
            post_stratum: floor.post_stratum,
            new_answers: floor.new_answers,
            comments_read: floor.comments_read,
            comments_quoted: floor.comments_quoted,
        }
    }
}

impl Default for Thresholds {
    fn default() -> Self {
        Self {
            shown: 10,
            percentage_marked: 50,
            percentage_plain: 100,
            post_stratum: 30,
            new_answers: 30,
            comments_read: 20,
            comments_quoted: 50,
        }
    }
}

impl TryFrom<Raised> for Thresholds {
    type Error = TooLow;

    fn try_from(given: Raised) -> Result<Self, TooLow> {
        let found = Self {
            shown: given.shown,
            percentage_marked: given.percentage_marked,
            percentage_plain: given.percentage_plain,
            post_stratum: given.post_stratum,
            new_answers: given.new_answers,
            comments_read: given.comments_read,
            comments_quoted: given.comments_quoted,
        };
        let pairs = found.named().into_iter().zip(Self::default().named());
        for ((name, given), (_, floor)) in pairs {
            if given < floor {
                return Err(TooLow { name, given, floor });
            }
        }
        Ok(found)
    }
}

impl Thresholds {
    /// The rounded base from which a row is shown at all.
    pub fn shown(&self) -> u64 {
        self.shown
    }

    /// The rounded base from which a percentage is printed, marked as of low reliability.
    pub fn percentage_marked(&self) -> u64 {
        self.percentage_marked
    }

    /// The rounded base from which a percentage is printed without a mark, and may stand in a sentence.
    pub fn percentage_plain(&self) -> u64 {
        self.percentage_plain
    }

    /// The rounded base of a post-stratum, for weighting.
    pub fn post_stratum(&self) -> u64 {
        self.post_stratum
    }

    /// The new answers a period needs to become an edition of its own.
    pub fn new_answers(&self) -> u64 {
        self.new_answers
    }

    /// Every threshold with its name, for the page that states them.
    pub fn named(&self) -> [(&'static str, u64); 7] {
        [
            ("shown", self.shown),
            ("percentage_marked", self.percentage_marked),
            ("percentage_plain", self.percentage_plain),
            ("post_stratum", self.post_stratum),
            ("new_answers", self.new_answers),
            ("comments_read", self.comments_read),
            ("comments_quoted", self.comments_quoted),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_threshold_can_be_raised() {
        let raised: Thresholds = serde_json::from_str(r#"{"percentage_plain": 200}"#).unwrap();
        assert_eq!((raised.percentage_plain(), raised.shown()), (200, 10));
    }

    #[test]
    fn a_threshold_below_its_default_is_refused_by_name() {
        let lowered = serde_json::from_str::<Thresholds>(r#"{"shown": 5}"#).unwrap_err();
        let text = lowered.to_string();
        assert!(
            text.contains("`shown` is 5") && text.contains("default of 10"),
            "{text}"
        );
    }

    #[test]
    fn an_unknown_threshold_is_refused() {
        assert!(serde_json::from_str::<Thresholds>(r#"{"showm": 50}"#).is_err());
    }
}
