//! The finished answers of one respondent: what Send seals and the mix opens.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::mode::Mode;
use crate::survey::questionnaire::{Answers, Definitions, ItemId, Kind, fits};

pub use crate::survey::questionnaire::BALLOT_BYTES;

/// The longest name of a language, e.g. `pa-arab`; keeps every ballot within its length.
const LANGUAGE_AT_MOST: usize = 16;

/// Finished answers, as they are sealed. `Debug` shows none of them.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Finished {
    /// The version of the definitions they were given to: [`Definitions::hash`].
    pub version: String,
    /// The family that the respondent chose; `None` where she rather did not say.
    pub kind: Option<String>,
    /// The language she answered in.
    pub language: String,
    /// How they were given. Ballots sealed before there was a choice were given online.
    #[serde(default)]
    pub mode: Mode,
    /// Her answers, those on the path only.
    pub answers: Answers,
    /// How many mixes it has waited through already.
    pub waited: u8,
}

/// Why finished answers cannot be what this version of the definitions let somebody give.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FinishedFault {
    /// Another version's answers.
    #[error("the answers were given to another version of the questionnaire: open them with that one")]
    OtherVersion,
    /// No such family in this version.
    #[error("the chosen kind is no family of this version")]
    UnknownKind,
    /// The language is not written like one.
    #[error("the language is not written as a short name")]
    UnknownLanguage,
    /// No such item, or one that these answers do not lead to.
    #[error("item {0} is not on the path of these answers")]
    OffPath(ItemId),
    /// The item could not have been answered so.
    #[error("the answer to item {0} is none that it allows")]
    NotAllowed(ItemId),
}

impl Finished {
    /// Finished answers of a kind, with what lies off the final path dropped.
    pub fn new(definitions: &Definitions, kind: &Kind, language: &str, answers: &Answers) -> Finished {
        Finished {
            version: definitions.hash().to_owned(),
            kind: kind.family().map(|family| family.as_str().to_owned()),
            language: language.to_owned(),
            mode: Mode::Online,
            answers: answers.on_path(definitions.questionnaire(kind)),
            waited: 0,
        }
    }

    /// The same answers, given in another way than online.
    #[must_use]
    pub fn in_mode(mut self, mode: Mode) -> Finished {
        self.mode = mode;
        self
    }

    /// Checks that somebody could have given these answers to this version of the definitions.
    ///
    /// # Errors
    /// The first thing that could not have been.
    pub fn check(&self, definitions: &Definitions) -> Result<(), FinishedFault> {
        if self.version != definitions.hash() {
            return Err(FinishedFault::OtherVersion);
        }
        let kind = definitions
            .kind(self.kind.as_deref())
            .ok_or(FinishedFault::UnknownKind)?;
        let letters = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if !(2..=LANGUAGE_AT_MOST).contains(&self.language.len()) || !self.language.chars().all(letters) {
            return Err(FinishedFault::UnknownLanguage);
        }
        let questionnaire = definitions.questionnaire(&kind);
        let on_path = self.answers.on_path(questionnaire);
        for (id, answer) in self.answers.iter() {
            match questionnaire
                .item(id)
                .filter(|_| on_path.get(id.as_str()).is_some())
            {
                None => return Err(FinishedFault::OffPath(id.clone())),
                Some(item) if !fits(item, answer) => return Err(FinishedFault::NotAllowed(id.clone())),
                Some(_) => {}
            }
        }
        Ok(())
    }
}

impl fmt::Debug for Finished {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Finished(…)")
    }
}
