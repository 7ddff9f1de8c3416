//! Mini questionnaires: one a fault in `faults/`, one a behaviour beside them.

mod answering;
mod command;
mod opening;
mod reading_age;
mod routing;
mod wordings;

use std::fs;
use std::path::{Path, PathBuf};

use heard::operations::definition_files::shipped_definitions;
use heard::survey::questionnaire::{Definitions, Fault, Kind, SourceFile};

/// What every core needs behind a mini one: the place of the module and what the mix relies on.
const REST_OF_THE_CORE: &str = r#"
  - module: here
  - id: whole
    title: "All of it together"
    items:
      - {id: whole-experience, kind: scale, text: "How was it?", codes: satisfaction-7, measure: whole-experience}
  - id: about-you
    title: "About you"
    about-you: true
    items:
      - {id: sex, kind: single, text: "Sex?", codes: [{code: "female", label: "Female"}, {code: "male", label: "Male"}]}
      - {id: age-band, kind: single, text: "Age?", codes: [{code: "16-34", label: "16 to 34", coarse: "16-34"}]}
"#;

/// The shipped lists and crime data with a core of nothing but the rest, and modules that ask nothing.
fn base() -> Vec<SourceFile> {
    let mut files = shipped_definitions();
    for file in &mut files {
        if let Some(module) = file.path.strip_prefix("families/") {
            file.text = format!("module: {}\nblocks: []\n", module.trim_end_matches(".yaml"));
        }
        // The mini questionnaires have none of the questions that wording sets have words for.
        if file.path.starts_with("wording/") {
            let shipped = file.text.find("\nquestions:").unwrap_or(file.text.len());
            file.text.truncate(shipped);
        }
        if file.path == "core.yaml" {
            file.text = format!("core:{REST_OF_THE_CORE}");
        }
    }
    files
}

/// The base with one file replaced; a core is completed.
fn with(path: &str, text: &str) -> Vec<SourceFile> {
    let mut files = base();
    let file = files
        .iter_mut()
        .find(|file| file.path == path)
        .expect("the base has the file");
    file.text = match path {
        "core.yaml" => format!("{text}{REST_OF_THE_CORE}"),
        _ => text.to_owned(),
    };
    files
}

/// The definitions of a mini core that stands in this folder.
fn mini(name: &str) -> Definitions {
    let text = fs::read_to_string(folder().join(name)).expect("the mini questionnaire is there");
    Definitions::parse(&with("core.yaml", &text)).expect("it has no faults")
}

/// The core alone of a mini.
fn core_of(definitions: &Definitions) -> &heard::survey::questionnaire::Questionnaire {
    definitions.questionnaire(&Kind::CoreOnly)
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/defs")
}

#[test]
fn the_base_of_the_mini_questionnaires_has_no_faults() {
    assert!(Definitions::parse(&base()).is_ok());
}

/// Each file says in its first line where its fault is and how the message begins.
#[test]
fn each_fault_is_found_at_its_place_and_said_with_a_remedy() {
    let mut wrong = Vec::new();
    let mut tried = 0;
    for entry in fs::read_dir(folder().join("faults"))
        .expect("the folder is there")
        .flatten()
    {
        let text = fs::read_to_string(entry.path()).expect("a mini questionnaire can be read");
        let told = |key: &str| {
            text.lines()
                .find_map(|line| line.strip_prefix(key))
                .map(str::trim)
        };
        let expected = told("# expect:").expect("a fault is expected");
        let path = told("# file:").unwrap_or("core.yaml");
        let faults = Definitions::parse(&with(path, &text)).err().unwrap_or_default();
        let fits = |fault: &Fault| {
            let said = format!("{}:{} {}", fault.line, fault.column, fault.what);
            fault.path == path && said.starts_with(expected) && !fault.remedy.is_empty()
        };
        // A broken list takes others with it; a broken question must not.
        let alone = faults.len() == 1 || path != "core.yaml";
        if !alone || !faults.iter().any(fits) {
            let found: Vec<String> = faults.iter().map(ToString::to_string).collect();
            wrong.push(format!(
                "{:?} expects {expected}\n  found {}",
                entry.file_name(),
                found.join("\n        ")
            ));
        }
        tried += 1;
    }
    assert!(tried > 40, "the mini questionnaires were not found");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn faults_of_several_files_are_told_at_once() {
    let mut files = with(
        "core.yaml",
        "core:\n  - id: first\n    title: \"First\"\n    items: []\n",
    );
    for file in &mut files {
        if file.path == "services.yaml" {
            file.text = "services:\n  - {id: police, nmae: \"the police\"}\n".to_owned();
        }
    }
    files.push(SourceFile {
        path: "notes.yaml".to_owned(),
        text: String::new(),
    });
    let faults = Definitions::parse(&files).expect_err("three files are at fault");
    let paths: Vec<&str> = faults.iter().map(|fault| fault.path.as_str()).collect();
    assert_eq!(paths, ["core.yaml", "notes.yaml", "services.yaml"]);
}

#[test]
fn two_modules_do_not_measure_by_one_id() {
    let module = |name: &str| {
        format!(
            "module: {name}\nblocks:\n  - id: {name}-first\n    title: \"First\"\n    items:\n      \
             - {{id: visit, kind: single, text: \"Did they come?\", codes: yes-no, measure: treatment}}\n"
        )
    };
    let mut files = with("families/burglary.yaml", &module("burglary"));
    assert!(Definitions::parse(&files).is_ok());
    for file in &mut files {
        if file.path == "families/violence.yaml" {
            file.text = module("violence");
        }
    }
    let faults = Definitions::parse(&files).expect_err("two modules have one id");
    assert_eq!(faults.len(), 1, "{faults:?}");
    assert!(
        faults[0].what.contains("\"visit\" is measured in two modules"),
        "{faults:?}"
    );
}

#[test]
fn women_and_men_are_told_apart_by_codes_that_reports_know() {
    let mut files = base();
    for file in &mut files {
        file.text = file.text.replace("code: \"male\"", "code: \"man\"");
    }
    let faults = Definitions::parse(&files).expect_err("reports would count no men");
    assert_eq!(faults.len(), 1, "{faults:?}");
    assert!(
        faults[0].what.contains("none as male") && faults[0].line > 1,
        "{faults:?}"
    );
    assert!(
        Definitions::reopen(&files).is_ok(),
        "answers that were given before still open"
    );
}

#[test]
fn a_missing_file_is_a_fault_that_names_it() {
    let files: Vec<SourceFile> = base()
        .into_iter()
        .filter(|file| file.path != "rights.yaml")
        .collect();
    let faults = Definitions::parse(&files).expect_err("a file is missing");
    assert_eq!(faults.len(), 1);
    assert_eq!(faults[0].path, "rights.yaml");
}

/// Cuts and doubles pieces of real files: whatever comes of it is a fault or fine, and never a panic.
#[test]
fn a_mangled_file_is_a_fault_and_never_a_panic() {
    use proptest::test_runner::{Config, TestRunner};
    let files = shipped_definitions();
    let strategy = (
        0..files.len(),
        proptest::num::usize::ANY,
        0_usize..200,
        "[\\-:{}\\[\\]\"&*#|>a0\\n ]{0,8}",
    );
    let mangled = TestRunner::new(Config {
        cases: 150,
        failure_persistence: None,
        ..Config::default()
    })
    .run(&strategy, |(which, at, cut, put_in)| {
        let mut files = files.clone();
        let text: Vec<char> = files[which].text.chars().collect();
        let at = at % text.len().max(1);
        let rest = text.iter().skip(at + cut);
        files[which].text = text
            .iter()
            .take(at)
            .copied()
            .chain(put_in.chars())
            .chain(rest.copied())
            .collect();
        if let Err(faults) = Definitions::parse(&files) {
            proptest::prop_assert!(!faults.is_empty());
        }
        Ok(())
    });
    mangled.expect("no file makes the reader panic");
}
