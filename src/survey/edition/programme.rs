//! What an edition tabulates: the families, and every item that carries a measure.

use std::collections::HashMap;

use crate::survey::estimation;
pub use crate::survey::questionnaire::Class;
use crate::survey::questionnaire::{Definitions, Item, ItemKind};

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
}

/// Everything an edition tabulates, from one version of the definitions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Programme {
    /// The families, in the order of the reports, and after them their parents.
    pub families: Vec<FamilyName>,
    /// The measured items, in the order they are asked.
    pub items: Vec<MeasuredItem>,
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
        Self {
            families: families.chain(parents).collect(),
            items,
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

/// The item as the report shows it; `None` without a measure or closed answers.
fn measured(definitions: &Definitions, item: &Item, family: Option<&str>) -> Option<MeasuredItem> {
    let id = item.measure.as_ref()?;
    let measure = definitions.measures().iter().find(|measure| measure.id == *id)?;
    let counted = item
        .codes
        .as_ref()?
        .categories
        .iter()
        .filter(|category| category.counted);
    let choices = counted.map(|category| Choice {
        code: category.code.clone(),
        label: category.label.english().to_owned(),
        class: category.class,
    });
    Some(MeasuredItem {
        id: item.id.as_str().to_owned(),
        measure: id.as_str().to_owned(),
        label: measure.label.english().to_owned(),
        about: measure.about.english().to_owned(),
        question: item.text.english().to_owned(),
        choices: choices.collect(),
        several: item.kind == ItemKind::Multiple,
        theme: theme(item, id.as_str()),
        family: family.map(str::to_owned),
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
mod tests {
    use super::*;
    use crate::survey::questionnaire::SourceFile;

    #[test]
    fn a_class_is_named_by_its_answers() {
        let satisfied = ["Completely satisfied", "Very satisfied", "Fairly satisfied"];
        assert_eq!(joined(&satisfied), "Completely, very or fairly satisfied");
        assert_eq!(joined(&["Always", "Mostly"]), "Always or mostly");
        assert_eq!(joined(&["Very good", "Good"]), "Very good or good");
        assert_eq!(joined(&["About the right amount"]), "About the right amount");
    }

    fn shipped() -> Definitions {
        fn read(folder: &std::path::Path, root: &std::path::Path, files: &mut Vec<SourceFile>) {
            for entry in std::fs::read_dir(folder).unwrap().flatten() {
                let path = entry.path();
                match path.extension().and_then(|ending| ending.to_str()) {
                    Some("yaml" | "csv") => files.push(SourceFile {
                        path: path.strip_prefix(root).unwrap().to_string_lossy().into_owned(),
                        text: std::fs::read_to_string(&path).unwrap(),
                    }),
                    _ if path.is_dir() => read(&path, root, files),
                    _ => {}
                }
            }
        }
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("survey-defs");
        let mut files = Vec::new();
        read(&root, &root, &mut files);
        Definitions::parse(&files).unwrap()
    }

    #[test]
    fn the_shipped_definitions_give_the_five_core_measures_and_questions_of_every_family() {
        let programme = Programme::of(&shipped());
        let core: Vec<&str> = programme
            .items
            .iter()
            .filter(|item| item.theme == Theme::Core)
            .map(|item| item.measure.as_str())
            .collect();
        assert_eq!(core, CORE);
        let (parents, families): (Vec<_>, Vec<_>) =
            programme.families.iter().partition(|family| family.parent);
        assert_eq!((families.len(), parents.len()), (14, 4));
        for family in families {
            let own = programme
                .items
                .iter()
                .filter(|item| item.family.as_ref() == Some(&family.id));
            assert!(own.count() >= 3, "{} has measures of its own", family.id);
        }
        assert!(programme.items.iter().any(|item| item.theme == Theme::Support));
        let satisfied = &programme
            .items
            .iter()
            .find(|item| item.measure == "treatment")
            .unwrap()
            .categories()[0];
        assert_eq!(satisfied, "Completely, very or fairly satisfied");
    }

    #[test]
    fn answers_without_classes_stay_categories_of_their_own() {
        let choice = |code: &str, label: &str, class| Choice {
            code: code.into(),
            label: label.into(),
            class,
        };
        let mut item = MeasuredItem {
            id: "told".into(),
            measure: "told".into(),
            label: "Told".into(),
            about: String::new(),
            question: String::new(),
            choices: vec![
                choice("yes", "Yes", None),
                choice("no", "No", None),
                choice("unsure", "Not sure", None),
            ],
            several: false,
            theme: Theme::Rights,
            family: None,
        };
        assert_eq!(item.categories(), ["Yes", "No", "Not sure"]);
        item.choices = vec![
            choice("1", "Much safer", Some(Class::Good)),
            choice("2", "A bit safer", Some(Class::Good)),
            choice("5", "Much less safe", Some(Class::Bad)),
        ];
        assert_eq!(item.categories(), ["Much or a bit safer", "Much less safe"]);
        assert_eq!(item.codes()["5"], 1);
        item.choices.push(choice("6", "It is hard to say", None));
        assert_eq!(item.codes().get("6"), None, "it has no category to be counted in");
        assert!(
            item.codes()
                .values()
                .all(|category| *category < item.categories().len())
        );
    }
}
