//! What is kept of an upload for those who decide about it: totals, and faults by line and reason.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::frame::FrameCount;
use super::row_fault::RowFault;

/// More faults than a person reads; the rest is counted.
const LISTED_AT_MOST: usize = 1_000;
/// More unknown codes than a person maps; the rest is counted among the faults.
const CODES_AT_MOST: usize = 200;

/// Totals of an upload. It holds no address, no reference, nothing of a row but line numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    /// Rows below the header.
    pub rows: u32,
    /// Rows that could not be read and were left out.
    pub faulty: u32,
    /// What was wrong with them, by line; at most a thousand are listed.
    pub faults: Vec<ListedFault>,
    /// Codes that are not in the table, with how many rows had them.
    pub unknown_codes: BTreeMap<String, u32>,
    /// Rows that could be read.
    pub frame: u32,
    /// How many of them are to be invited.
    pub invited: u32,
    /// How many are left out, by the word of [`Reason::told_as`](super::Reason::told_as).
    pub excluded: BTreeMap<String, u32>,
    /// Cases outside the VAWG families that carry a VAWG code or flag.
    pub vawg_elsewhere: u32,
    /// Rows whose sex is one letter and was read as female or male.
    #[serde(default)]
    pub sex_by_letter: u32,
    /// Rows whose sex is not stated, or described another way.
    #[serde(default)]
    pub sex_not_known: u32,
    /// Rows in a language that the survey does not speak: they are asked in English.
    #[serde(default)]
    pub language_not_spoken: u32,
    /// Totals by family, in the order of the definitions, families without a row left out.
    pub families: Vec<FamilyTotals>,
    /// The frame counts, small classes merged, as they are kept when the upload is approved.
    pub frame_counts: Vec<FrameCount>,
}

/// A fault by line and reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListedFault {
    /// Line of the file, from 1.
    pub line: u64,
    /// What is wrong, as a sentence without its full stop.
    pub reason: String,
}

/// Totals of one family in an upload.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FamilyTotals {
    /// The family's id; `none` where there is nobody to ask.
    pub family: String,
    /// Rows of the file.
    pub frame: u32,
    /// How many are left out.
    pub excluded: u32,
    /// How many are to be invited.
    pub invited: u32,
    /// How many of these share the mail domain, no public provider's, that holds most.
    pub largest_private_domain: u32,
}

impl Summary {
    /// Lists the faults of a line.
    pub fn list(&mut self, line: u64, faults: &[RowFault]) {
        self.faulty += 1;
        let room = LISTED_AT_MOST.saturating_sub(self.faults.len());
        let listed = faults.iter().take(room).map(|fault| ListedFault {
            line,
            reason: fault.to_string(),
        });
        self.faults.extend(listed);
    }

    /// Counts a code that is not in the table. What does not look like a code is counted as a fault only: a cell that
    /// slipped may hold a name.
    pub fn unknown_code(&mut self, code: &str) {
        let digit = code.bytes().any(|byte| byte.is_ascii_digit());
        let shaped = code.len() <= 8
            && code
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"./".contains(&byte));
        let room = self.unknown_codes.len() < CODES_AT_MOST || self.unknown_codes.contains_key(code);
        if digit && shaped && room {
            *self.unknown_codes.entry(code.to_owned()).or_default() += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_code_is_named_and_a_slipped_name_is_not() {
        let mut summary = Summary::default();
        for code in ["19Z", "19Z", "8/77", "Mary Smith", "mary@example.org", "Smith"] {
            summary.unknown_code(code);
        }
        let named: Vec<_> = summary
            .unknown_codes
            .iter()
            .map(|(code, count)| (code.as_str(), *count))
            .collect();
        assert_eq!(named, [("19Z", 2), ("8/77", 1)]);
    }

    #[test]
    fn faults_beyond_a_thousand_are_counted_and_not_listed() {
        let mut summary = Summary::default();
        (0..1_500).for_each(|line| summary.list(line, &[RowFault::Age]));
        assert_eq!((summary.faulty, summary.faults.len()), (1_500, 1_000));
    }
}
