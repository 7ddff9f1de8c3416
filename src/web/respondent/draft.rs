//! What a draft holds: the kind that was chosen and the answers so far. It is sealed before it is
//! stored and opens only with the sitting's cookie.

use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::survey::questionnaire::{
    Answer, Answers, Definitions, Item, ItemId, Kind, Questionnaire, fits, path,
};

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

    /// The blocks on the path, by id.
    pub fn blocks(&self, definitions: &Definitions) -> Vec<String> {
        path(self.questionnaire(definitions), &self.answers)
            .iter()
            .map(|step| step.block.id.clone())
            .collect()
    }

    /// The same with whether anything is answered on each.
    pub fn answered_blocks(&self, definitions: &Definitions) -> Vec<(String, bool)> {
        let answered = |item: &&Item| self.answers.get(item.id.as_str()).is_some();
        path(self.questionnaire(definitions), &self.answers)
            .iter()
            .map(|step| (step.block.id.clone(), step.items.iter().any(answered)))
            .collect()
    }

    /// Stands for what is answered on a block: its page carries it along, so that a page which was shown
    /// before another window changed the same block is known again.
    pub fn print_of_block(&self, definitions: &Definitions, id: &str) -> String {
        let steps = path(self.questionnaire(definitions), &self.answers);
        let items = steps.iter().filter(|step| step.block.id == id);
        let answers: Vec<(&str, &Answer)> = items
            .flat_map(|step| &step.items)
            .filter_map(|item| Some((item.id.as_str(), self.answers.get(item.id.as_str())?)))
            .collect();
        print_of(&answers)
    }

    /// The same for the choice of kind.
    pub fn print_of_kind(&self) -> String {
        print_of(&self.kind)
    }

    /// The same for everything that Send would send.
    pub fn print(&self) -> String {
        print_of(&(&self.kind, &self.answers))
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

/// The first bytes of a hash: the page that carries it shows what it was made from.
fn print_of(what: &impl Serialize) -> String {
    let text = serde_json::to_vec(what).unwrap_or_default();
    HEXLOWER.encode(&Sha256::digest(&text)[..8])
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
