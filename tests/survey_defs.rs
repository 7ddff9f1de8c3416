//! The shipped definitions: every file parses and checks, every path ends, each module is whole and its own.

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
