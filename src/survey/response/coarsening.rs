//! What of finished answers may leave a mix, and with what: codes in a response, each characteristic on
//! a slip of its own, each text in a comment of its own.
//!
//! A characteristic that stands both in the contact file and in the answers lets the file's holder find
//! the person again, so only sex and three bands of age stay with a response, and those only where the
//! class floor of the mix allows it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::{Deserialize, Serialize};

use super::finished::Finished;
use crate::survey::crime::FamilyId;
use crate::survey::questionnaire::{
    AGE_BAND, Answer, Definitions, Item, ItemId, Kind, Questionnaire, SEX, WHOLE_EXPERIENCE,
};

/// Which of the two characteristics the class floor lets stay with a response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Keep {
    /// Sex stays.
    pub sex: bool,
    /// The age band of three stays.
    pub age: bool,
}

/// One answer of an open response: a code, codes, or a number (a date's year).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(untagged)]
pub enum CodeAnswer {
    /// A number, or the year of a date.
    Number(i64),
    /// The code of a single choice or scale.
    Code(String),
    /// The codes of a multiple choice.
    Codes(BTreeSet<String>),
}

/// What leaves a mix as a response: codes by item, with `sex` and `age-band` where they were kept.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct OpenResponse {
    /// By item, in the order of ids.
    pub answers: BTreeMap<ItemId, CodeAnswer>,
}

/// One characteristic of somebody, with the whole experience in three classes and nothing else.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Slip {
    /// The item, or `language` or `mode`.
    pub characteristic: String,
    /// The code chosen.
    pub category: String,
    /// 1 good, 2 middle, 3 bad; `None` where it was not answered or does not count.
    pub whole_experience: Option<u8>,
}

/// One free text of somebody. `Debug` does not show it.
#[derive(Clone, PartialEq, Eq)]
pub struct Comment {
    /// The item it answers.
    pub item: ItemId,
    /// The text.
    pub text: String,
}

impl fmt::Debug for Comment {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Comment({}, …)", self.item)
    }
}

/// Takes finished answers apart. Items of a module stay only where the respondent chose the family of
/// her cohort: another choice counts in the shared core only. "Rather not say" is carried nowhere.
pub fn open_up(
    definitions: &Definitions,
    cohort_family: &FamilyId,
    finished: &Finished,
    keep: Keep,
) -> (OpenResponse, Vec<Slip>, Vec<Comment>) {
    let kind = definitions
        .kind(finished.kind.as_deref())
        .unwrap_or(Kind::CoreOnly);
    let questionnaire = definitions.questionnaire(&kind);
    let own_module = kind.family() == Some(cohort_family);
    let answered: Vec<(&Item, &Answer)> = questionnaire
        .items()
        .filter(|item| own_module || !item.in_module)
        .filter_map(|item| Some((item, finished.answers.get(item.id.as_str())?)))
        .collect();

    let mut response = OpenResponse::default();
    let mut comments = Vec::new();
    for (item, answer) in answered.iter().filter(|(item, _)| !item.about_you) {
        match answer {
            Answer::Text(text) => comments.push(Comment {
                item: item.id.clone(),
                text: text.clone(),
            }),
            answer => response
                .answers
                .extend(code_answer(answer).map(|code| (item.id.clone(), code))),
        }
    }
    let (sex, age) = class_of(definitions, finished);
    let kept = [
        (SEX, sex.filter(|_| keep.sex)),
        (AGE_BAND, age.filter(|_| keep.age)),
    ];
    for (id, category) in kept {
        let category = category.map(CodeAnswer::Code);
        response.answers.extend(ItemId::parse(id).zip(category));
    }
    (response, slips(questionnaire, &answered, finished), comments)
}

/// Sex and age band of three as the class floor compares them; `None` where not said.
pub fn class_of(definitions: &Definitions, finished: &Finished) -> (Option<String>, Option<String>) {
    let kind = definitions
        .kind(finished.kind.as_deref())
        .unwrap_or(Kind::CoreOnly);
    let questionnaire = definitions.questionnaire(&kind);
    let coarse = |id: &str| {
        let item = questionnaire.items().find(|item| item.id.as_str() == id)?;
        let Some(Answer::Code(code)) = finished.answers.get(id) else {
            return None;
        };
        let category = item.category(code).filter(|category| category.counted)?;
        Some(category.coarse.clone().unwrap_or_else(|| category.code.clone()))
    };
    (coarse(SEX), coarse(AGE_BAND))
}

fn code_answer(answer: &Answer) -> Option<CodeAnswer> {
    match answer {
        Answer::Code(code) => Some(CodeAnswer::Code(code.clone())),
        Answer::Codes(codes) => Some(CodeAnswer::Codes(codes.clone())),
        Answer::Number(number) => Some(CodeAnswer::Number(*number)),
        Answer::DatePart { year, .. } => Some(CodeAnswer::Number(i64::from(*year))),
        Answer::Text(_) => None,
    }
}

fn slips(questionnaire: &Questionnaire, answered: &[(&Item, &Answer)], finished: &Finished) -> Vec<Slip> {
    let whole_experience = whole_experience(questionnaire, finished);
    let slip = |characteristic: &str, category: &str| Slip {
        characteristic: characteristic.to_owned(),
        category: category.to_owned(),
        whole_experience,
    };
    let mut slips = vec![
        slip("language", &finished.language),
        slip("mode", finished.mode.as_str()),
    ];
    let about_you = answered.iter().filter(|(item, _)| item.about_you);
    for (item, answer) in about_you.filter(|(item, _)| ![SEX, AGE_BAND].contains(&item.id.as_str())) {
        let codes: Vec<&str> = match answer {
            Answer::Code(code) => vec![code],
            Answer::Codes(codes) => codes.iter().map(String::as_str).collect(),
            Answer::Number(_) | Answer::DatePart { .. } | Answer::Text(_) => Vec::new(),
        };
        let counted = codes
            .into_iter()
            .filter(|code| item.category(code).is_some_and(|category| category.counted));
        slips.extend(counted.map(|code| slip(item.id.as_str(), code)));
    }
    slips
}

fn whole_experience(questionnaire: &Questionnaire, finished: &Finished) -> Option<u8> {
    let measured = |item: &&Item| {
        item.measure
            .as_ref()
            .is_some_and(|measure| measure.as_str() == WHOLE_EXPERIENCE)
    };
    let item = questionnaire.items().find(measured)?;
    let Some(Answer::Code(code)) = finished.answers.get(item.id.as_str()) else {
        return None;
    };
    let category = item.category(code).filter(|category| category.counted)?;
    category.class.map(|class| class.number())
}
