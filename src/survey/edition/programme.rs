//! What an edition tabulates: the families, and every item that carries a measure.

use std::collections::HashMap;

use crate::survey::estimation;
pub use crate::survey::questionnaire::Class;
use crate::survey::questionnaire::{CodeList, Definitions, Item, ItemKind};

/// A survey family as the report names it, or the parent of families.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FamilyName {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Whether it counts as violence against women and girls under the rule set of the edition.
    pub vawg: bool,
    /// Whether it is a parent: nobody was invited under it, and it counts the answers of families so small that they
    /// left the mix together, without their family.
    pub parent: bool,
}

/// One answer of a measured item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// Its code.
    pub code: String,
    /// What the respondent read.
    pub label: String,
    /// Its class, where the list has classes.
    pub class: Option<Class>,
}

/// What a measure is about, which decides the section it stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Theme {
    /// The five core measures of service.
    Core,
    /// Fairness, safety and trust.
    Fairness,
    /// Rights of the Victims' Code.
    Rights,
    /// The support service, which is run by the provider of this survey.
    Support,
    /// The family's own questions.
    Module,
}

/// What of a right a question asks.
pub use crate::survey::questionnaire::Aspect;

/// A right of the Victims' Code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RightName {
    /// Its number.
    pub id: String,
    /// What it is a right to.
    pub name: String,
}

/// One item with a measure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MeasuredItem {
    /// The item's id.
    pub id: String,
    /// The measure's id.
    pub measure: String,
    /// The measure's name in tables.
    pub label: String,
    /// One sentence about it.
    pub about: String,
    /// The question.
    pub question: String,
    /// The counted answers, in order.
    pub choices: Vec<Choice>,
    /// Several answers may be given.
    pub several: bool,
    /// The section it stands in.
    pub theme: Theme,
    /// The family whose module asks it; `None` for the shared core.
    pub family: Option<String>,
    /// The right of the Victims' Code that it tells of.
    pub right: Option<String>,
    /// What of the right it asks.
    pub aspect: Aspect,
}

/// Everything an edition tabulates, from one version of the definitions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Programme {
    /// The families, in the order of the reports, and after them their parents.
    pub families: Vec<FamilyName>,
    /// The measured items, in the order they are asked.
    pub items: Vec<MeasuredItem>,
    /// The rights of the Victims' Code that hold, in order.
    pub rights: Vec<RightName>,
    /// What people tell about themselves, as slips carry it.
    pub characteristics: Vec<Characteristic>,
}

/// A question about the respondent whose answers are on slips.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Characteristic {
    /// Its item.
    pub id: String,
    /// Its name in tables.
    pub label: String,
    /// Its counted answers.
    pub choices: Vec<Choice>,
}

impl MeasuredItem {
    /// The categories of its tables: the classes where it has any, its answers otherwise.
    pub fn categories(&self) -> Vec<String> {
        if self.choices.iter().any(|choice| choice.class.is_some()) {
            return self
                .classes()
                .into_iter()
                .map(|class| self.class_label(class))
                .collect();
        }
        self.choices.iter().map(|choice| choice.label.clone()).collect()
    }

    /// Code to category. Where answers have classes, one without a class is in no category.
    fn codes(&self) -> HashMap<String, usize> {
        let classes = self.classes();
        let place = |at: usize, choice: &Choice| match choice.class {
            _ if self.several || classes.is_empty() => Some(at),
            class => class.and_then(|class| classes.iter().position(|known| *known == class)),
        };
        let places = self.choices.iter().enumerate();
        places
            .filter_map(|(at, choice)| Some((choice.code.clone(), place(at, choice)?)))
            .collect()
    }

    fn classes(&self) -> Vec<Class> {
        let mut classes: Vec<Class> = self.choices.iter().filter_map(|choice| choice.class).collect();
        classes.sort();
        classes.dedup();
        classes
    }

    /// The labels of a class as one: "Completely, very or fairly satisfied".
    fn class_label(&self, class: Class) -> String {
        let labels = self.choices.iter().filter(|choice| choice.class == Some(class));
        joined(&labels.map(|choice| choice.label.as_str()).collect::<Vec<_>>())
    }

    /// The plan of its tallies.
    fn planned(&self) -> estimation::Item {
        let categories = if self.several {
            self.choices.len()
        } else {
            self.categories().len()
        };
        estimation::Item {
            id: self.id.clone(),
            codes: self.codes(),
            categories,
            several: self.several,
        }
    }
}

/// The five core measures of service that victim surveys of the police have shared since the former
/// statutory user satisfaction survey (Home Office, Annual Data Requirement).
const CORE: [&str; 5] = [
    "ease-of-contact",
    "actions",
    "kept-informed",
    "treatment",
    "whole-experience",
];

/// How the measures of the support service are named in `measures.yaml`.
const SUPPORT: &str = "support-";

impl Programme {
    /// What is tabulated under these definitions: every item with closed answers and a measure, once.
    pub fn of(definitions: &Definitions) -> Self {
        let mut items: Vec<MeasuredItem> = Vec::new();
        for questionnaire in definitions.questionnaires() {
            for item in questionnaire.items() {
                let known = items.iter().any(|known| known.id == item.id.as_str());
                let family = questionnaire.kind.family().filter(|_| item.in_module);
                if !known {
                    items.extend(measured(definitions, item, family.map(|family| family.as_str())));
                }
            }
        }
        let families = definitions.crime().families().iter().map(|family| FamilyName {
            id: family.id.as_str().to_owned(),
            name: family.name.clone(),
            vawg: family.vawg,
            parent: false,
        });
        let parents = definitions.crime().parents().iter().map(|parent| FamilyName {
            id: parent.id.as_str().to_owned(),
            name: format!("{} (pooled)", parent.name),
            vawg: parent.vawg,
            parent: true,
        });
        let rights = definitions.rights().iter().filter(|right| right.until.is_none());
        let rights = rights.map(|right| RightName {
            id: right.id.as_str().to_owned(),
            name: right.name.english().to_owned(),
        });
        Self {
            families: families.chain(parents).collect(),
            items,
            rights: rights.collect(),
            characteristics: characteristics(definitions),
        }
    }

    /// The tabulation's plan for these quarters.
    pub fn plan(&self, quarters: Vec<String>) -> estimation::Plan {
        estimation::Plan {
            items: self.items.iter().map(MeasuredItem::planned).collect(),
            quarters,
            families: self.families.iter().map(|family| family.id.clone()).collect(),
        }
    }
}

/// The closed questions about the respondent, each once.
fn characteristics(definitions: &Definitions) -> Vec<Characteristic> {
    let mut found: Vec<Characteristic> = Vec::new();
    let items = definitions
        .questionnaires()
        .flat_map(|questionnaire| questionnaire.items());
    for item in items.filter(|item| item.about_you) {
        let id = item.id.as_str();
        let Some(codes) = item
            .codes
            .as_ref()
            .filter(|_| found.iter().all(|one| one.id != id))
        else {
            continue;
        };
        found.push(Characteristic {
            id: id.to_owned(),
            label: id.replace('-', " "),
            choices: counted(codes),
        });
    }
    found
}

fn counted(codes: &CodeList) -> Vec<Choice> {
    let counted = codes.categories.iter().filter(|category| category.counted);
    let choices = counted.map(|category| Choice {
        code: category.code.clone(),
        label: category.label.english().to_owned(),
        class: category.class,
    });
    choices.collect()
}

/// The item as the report shows it; `None` without a measure or closed answers.
fn measured(definitions: &Definitions, item: &Item, family: Option<&str>) -> Option<MeasuredItem> {
    let id = item.measure.as_ref()?;
    let measure = definitions.measures().iter().find(|measure| measure.id == *id)?;
    let by_classes = item
        .codes
        .as_ref()?
        .categories
        .iter()
        .any(|category| category.class.is_some());
    let otherwise = if by_classes {
        Aspect::GoodEnough
    } else {
        Aspect::Received
    };
    Some(MeasuredItem {
        id: item.id.as_str().to_owned(),
        measure: id.as_str().to_owned(),
        label: measure.label.english().to_owned(),
        about: measure.about.english().to_owned(),
        question: item.text.english().to_owned(),
        choices: counted(item.codes.as_ref()?),
        several: item.kind == ItemKind::Multiple,
        theme: theme(item, id.as_str()),
        family: family.map(str::to_owned),
        right: item.right.as_ref().map(|right| right.as_str().to_owned()),
        aspect: measure.aspect.unwrap_or(otherwise),
    })
}

fn theme(item: &Item, measure: &str) -> Theme {
    if item.in_module {
        Theme::Module
    } else if CORE.contains(&measure) {
        Theme::Core
    } else if measure.starts_with(SUPPORT) {
        // Before the rights: figures on the support service must stand under the note on who asked.
        Theme::Support
    } else if item.right.is_some() {
        Theme::Rights
    } else {
        Theme::Fairness
    }
}

/// Joins answers into one phrase, saying a shared last word once.
fn joined(labels: &[&str]) -> String {
    let last = |label: &str| {
        label
            .rsplit_once(' ')
            .map(|(rest, word)| (rest.to_owned(), word.to_owned()))
    };
    let split: Option<Vec<(String, String)>> = labels.iter().map(|label| last(label)).collect();
    let (parts, end) = match split {
        Some(split) if labels.len() > 1 && split.iter().all(|(_, word)| *word == split[0].1) => {
            let end = format!(" {}", split[0].1);
            (split.into_iter().map(|(rest, _)| rest).collect(), end)
        }
        _ => (
            labels.iter().map(|label| (*label).to_owned()).collect::<Vec<_>>(),
            String::new(),
        ),
    };
    let mut phrase = String::new();
    for (at, part) in parts.iter().enumerate() {
        match at {
            0 => phrase.push_str(part),
            _ if at + 1 == parts.len() => phrase.push_str(&format!(" or {}", lower_first(part))),
            _ => phrase.push_str(&format!(", {}", lower_first(part))),
        }
    }
    phrase + &end
}

/// With a small first letter, unless it is the word "I".
fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    match chars.next() {
        Some('I') if chars.clone().next().is_none_or(|c| !c.is_alphabetic()) => text.to_owned(),
        Some(first) => first.to_lowercase().chain(chars).collect(),
        None => String::new(),
    }
}

#[cfg(test)]
#[path = "programme_tests.rs"]
mod tests;
