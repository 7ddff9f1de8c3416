//! What an edition tabulates of the shipped definitions.

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
    let (parents, families): (Vec<_>, Vec<_>) = programme.families.iter().partition(|family| family.parent);
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
        right: Some("3".into()),
        aspect: Aspect::Received,
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
