//! How somebody answered (AAPOR: the mode of data collection). It is an answer inside the ballot and leaves it as a
//! slip, never beside the other answers.

use serde::{Deserialize, Serialize};

/// The way in which the answers came.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mode {
    /// The respondent filled the pages in herself, through the emailed link.
    #[default]
    Online,
    /// The respondent did, with a code from a card.
    Card,
    /// An interviewer did, on the telephone.
    Telephone,
    /// An interviewer did, in the same room.
    FaceToFace,
}

impl Mode {
    /// All of them.
    pub const ALL: [Mode; 4] = [Mode::Online, Mode::Card, Mode::Telephone, Mode::FaceToFace];

    /// Its word on a slip and in forms.
    pub fn as_str(self) -> &'static str {
        match self {
            Mode::Online => "online",
            Mode::Card => "card",
            Mode::Telephone => "telephone",
            Mode::FaceToFace => "face-to-face",
        }
    }

    /// Whether an interviewer types.
    pub fn is_interview(self) -> bool {
        match self {
            Mode::Online | Mode::Card => false,
            Mode::Telephone | Mode::FaceToFace => true,
        }
    }

    /// The mode of a word.
    pub fn parse(word: &str) -> Option<Mode> {
        Mode::ALL.into_iter().find(|mode| mode.as_str() == word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_mode_has_one_word_in_forms_slips_and_ballots() {
        for mode in Mode::ALL {
            assert_eq!(Mode::parse(mode.as_str()), Some(mode));
            let sealed = serde_json::to_string(&mode).unwrap();
            assert_eq!(sealed, format!("\"{}\"", mode.as_str()));
        }
        assert_eq!(Mode::parse("letter"), None);
    }
}
