//! What a draft holds: the kind that was chosen and the answers so far. It is sealed before it is
//! stored and opens only with the sitting's cookie.

use serde::{Deserialize, Serialize};

use crate::survey::questionnaire::{Answer, Answers, Definitions, ItemId, Kind, Questionnaire, fits};

/// The sitting's answers so far.
#[derive(Clone, Serialize, Deserialize)]
pub struct Draft {
    /// Hash of the definitions the questions were shown from.
    pub version: String,
    /// The family that was chosen, or none for "rather not say".
    pub kind: Option<String>,
    /// The language the questions are read in.
    pub language: String,
    /// The answers, those off the path included: she may come back to them.
    pub answers: Answers,
}

impl Draft {
    /// A draft without answers.
    pub fn new(definitions: &Definitions, kind: &Kind, language: &str) -> Draft {
        Draft {
            version: definitions.hash().to_owned(),
            kind: kind.family().map(|family| family.as_str().to_owned()),
            language: language.to_owned(),
            answers: Answers::default(),
        }
    }

    /// The same answers under another choice of kind.
    #[must_use]
    pub fn about(&self, kind: &Kind) -> Draft {
        Draft {
            kind: kind.family().map(|family| family.as_str().to_owned()),
            ..self.clone()
        }
    }

    /// What was chosen; "rather not say" for a family that the definitions no longer know.
    pub fn kind(&self, definitions: &Definitions) -> Kind {
        definitions.kind(self.kind.as_deref()).unwrap_or(Kind::CoreOnly)
    }

    /// What she is asked.
    pub fn questionnaire<'d>(&self, definitions: &'d Definitions) -> &'d Questionnaire {
        definitions.questionnaire(&self.kind(definitions))
    }

    /// The same draft under the definitions of today: where they were changed in the middle of a
    /// sitting, answers that they no longer offer are dropped and the rest stands.
    pub fn under(mut self, definitions: &Definitions) -> Draft {
        if self.version != definitions.hash() {
            self.answers = fitting(self.questionnaire(definitions), &self.answers);
            self.version = definitions.hash().to_owned();
        }
        self
    }
}

fn fitting(questionnaire: &Questionnaire, answers: &Answers) -> Answers {
    answers
        .iter()
        .filter(|(id, answer)| questionnaire.item(id).is_some_and(|item| fits(item, answer)))
        .map(|(id, answer)| (id.clone(), answer.clone()))
        .collect()
}

/// An answer as the fields of its page would carry it.
pub fn fields_of(id: &ItemId, answer: &Answer) -> Vec<(String, String)> {
    let name = id.as_str();
    let one = |value: String| vec![(name.to_owned(), value)];
    match answer {
        Answer::Code(code) => one(code.clone()),
        Answer::Codes(codes) => codes.iter().map(|code| (name.to_owned(), code.clone())).collect(),
        Answer::Number(number) => one(number.to_string()),
        Answer::Text(text) => one(text.clone()),
        Answer::DatePart { year, month, day } => [
            ("year", Some(year.to_string())),
            ("month", month.map(|month| month.to_string())),
            ("day", day.map(|day| day.to_string())),
        ]
        .into_iter()
        .filter_map(|(part, value)| Some((format!("{name}-{part}"), value?)))
        .collect(),
    }
}
