//! The shipped definitions: every file parses and checks, every path ends, each module is whole and its own.

#![expect(clippy::expect_used, reason = "a test that cannot begin has failed")]

mod defs;

use std::collections::{BTreeMap, BTreeSet};

use heard::operations::definition_files::{definitions_in, shipped_definitions};
use heard::survey::questionnaire::{Definitions, Item, Kind, Questionnaire, path, walk};

fn shipped() -> Definitions {
    Definitions::parse(&shipped_definitions()).unwrap_or_else(|faults| {
        let list: Vec<String> = faults.iter().map(ToString::to_string).collect();
        panic!("{} faults in survey-defs:\n{}", list.len(), list.join("\n"))
    })
}

fn modules(definitions: &Definitions) -> BTreeMap<&str, Vec<&Item>> {
    let own =
        |questionnaire| Questionnaire::items(questionnaire).filter(|item| item.in_module && item.kind.asks());
    let families = definitions.crime().families();
    let questionnaires = families.iter().map(|family| {
        let questionnaire = definitions.questionnaire(&Kind::Family(family.id.clone()));
        (family.module.as_str(), own(questionnaire).collect())
    });
    questionnaires.collect()
}

#[test]
fn every_shipped_file_parses_and_checks() {
    let definitions = shipped();
    assert_eq!(modules(&definitions).len(), 14);
}

#[test]
fn the_binary_carries_the_same_definitions_as_the_folder() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("survey-defs");
    let folder = definitions_in(&folder).expect("the folder can be read");
    assert!(!folder.is_empty());
    assert_eq!(folder, shipped_definitions());
}

#[test]
fn every_path_ends_and_every_question_can_be_reached() {
    let definitions = shipped();
    for questionnaire in definitions.questionnaires() {
        let walked = walk(questionnaire).expect("every path can be walked");
        assert!(walked.paths > 100, "{:?} has few paths", questionnaire.kind);
        assert!(walked.longest_items <= questionnaire.items().count());
        let lost: Vec<_> = questionnaire
            .items()
            .filter(|item| item.in_module && !walked.reached.contains(&item.id))
            .collect();
        assert!(
            lost.is_empty(),
            "{:?}: {lost:?} cannot be reached",
            questionnaire.kind
        );
        assert!(!path(questionnaire, &Default::default()).is_empty());
    }
}

#[test]
fn each_module_has_questions_routes_and_rights_of_its_own() {
    let definitions = shipped();
    for (module, items) in modules(&definitions) {
        let routes = items.iter().filter(|item| item.when.is_some()).count();
        let rights = items.iter().filter(|item| item.right.is_some()).count();
        assert!(items.len() >= 8, "{module} has {} questions", items.len());
        assert!(routes >= 3, "{module} has {routes} conditional questions");
        assert!(rights >= 1, "{module} asks about no right");
    }
}

/// Words that tell kinds of crime apart and nothing else.
const CRIMES_NAMES: [&str; 24] = [
    "burglary",
    "burglar",
    "vehicle",
    "car",
    "theft",
    "stolen",
    "robbery",
    "violence",
    "violent",
    "abuse",
    "abusive",
    "stalking",
    "harassment",
    "sexual",
    "rape",
    "hate",
    "slavery",
    "exploitation",
    "damage",
    "fraud",
    "scam",
    "business",
    "home",
    "crime",
];

/// A question without case, marks and the name of its crime.
fn struck_out(item: &Item) -> String {
    let words = item.text.english().to_lowercase();
    let words = words
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty());
    words
        .filter(|word| !CRIMES_NAMES.contains(word))
        .collect::<Vec<_>>()
        .join(" ")
}

#[test]
fn no_two_modules_share_more_than_a_third_of_their_own_questions() {
    let definitions = shipped();
    let texts: Vec<(&str, BTreeSet<String>)> = modules(&definitions)
        .into_iter()
        .map(|(module, items)| (module, items.into_iter().map(struck_out).collect()))
        .collect();
    for (at, (one, questions)) in texts.iter().enumerate() {
        for (other, theirs) in &texts[at + 1..] {
            let shared = questions.intersection(theirs).count();
            let smaller = questions.len().min(theirs.len());
            assert!(
                shared * 3 <= smaller,
                "{one} and {other} share {shared} of {smaller} questions"
            );
        }
    }
}

#[test]
fn each_module_says_in_its_header_what_it_answers() {
    for file in shipped_definitions()
        .iter()
        .filter(|file| file.path.starts_with("families/"))
    {
        let header: Vec<&str> = file
            .text
            .lines()
            .take_while(|line| line.starts_with('#'))
            .collect();
        assert!(
            header.iter().any(|line| line.contains("Answers")),
            "{} has no such header",
            file.path
        );
    }
}

/// Questions are about the service, never about what happened.
#[test]
fn no_question_asks_what_happened() {
    let definitions = shipped();
    for questionnaire in definitions.questionnaires() {
        for item in questionnaire.items() {
            let text = item.text.english().to_lowercase();
            for asking in [
                "what happened to you",
                "who did it",
                "where did it happen",
                "describe the crime",
            ] {
                assert!(!text.contains(asking), "{} asks about the incident", item.id);
            }
        }
    }
}

#[test]
fn every_right_of_the_code_is_asked_about_somewhere() {
    let definitions = shipped();
    let asked: BTreeSet<&str> = definitions
        .questionnaires()
        .flat_map(Questionnaire::items)
        .filter_map(|item| item.right.as_ref().map(|right| right.as_str()))
        .collect();
    let rights: BTreeSet<&str> = definitions
        .rights()
        .iter()
        .map(|right| right.id.as_str())
        .collect();
    assert_eq!(rights.len(), 12);
    assert_eq!(asked, rights);
}
