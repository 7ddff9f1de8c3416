//! `heard check` as whoever writes definitions meets it.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use heard::survey::questionnaire::SourceFile;

use super::{base, with};

fn written(files: &[SourceFile]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for file in files {
        let path = folder.path().join(&file.path);
        fs::create_dir_all(path.parent().expect("it has a folder")).expect("a folder");
        fs::write(path, &file.text).expect("a file");
    }
    folder
}

fn check(argument: &Path) -> Output {
    let mut heard = Command::new(env!("CARGO_BIN_EXE_heard"));
    heard
        .arg("check")
        .arg(argument)
        .env_clear()
        .output()
        .expect("the binary runs")
}

#[test]
fn a_folder_without_faults_passes() {
    let folder = written(&base());
    let done = check(folder.path());
    assert_eq!(done.status.code(), Some(0));
    assert!(String::from_utf8_lossy(&done.stdout).contains("no faults"));
}

#[test]
fn each_fault_is_a_line_with_its_file_line_and_column_and_the_status_is_1() {
    let core = "core:\n  - id: first\n    title: \"First\"\n    itmes: []\n";
    let folder = written(&with("core.yaml", core));
    let done = check(folder.path());
    assert_eq!(done.status.code(), Some(1));
    let said = String::from_utf8_lossy(&done.stdout).into_owned();
    let place = format!(
        "{}:4:5: The key \"itmes\" is not known here.",
        folder.path().join("core.yaml").display()
    );
    assert!(said.starts_with(&place), "{said}");
    assert!(said.contains("1 fault to mend"), "{said}");
}

#[test]
fn a_folder_that_is_not_there_is_named() {
    let done = check(Path::new("no/such/folder"));
    assert_eq!(done.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&done.stderr).contains("cannot read no/such/folder"));
}

#[test]
fn the_schema_is_json_and_knows_every_key() {
    let mut heard = Command::new(env!("CARGO_BIN_EXE_heard"));
    let done = heard
        .args(["check", "--schema"])
        .env_clear()
        .output()
        .expect("the binary runs");
    let schema: serde_json::Value = serde_json::from_slice(&done.stdout).expect("JSON");
    let text = schema.to_string();
    for key in [
        "about-you",
        "max_length",
        "exclusive",
        "at_least",
        "last-checked",
        "additionalProperties",
    ] {
        assert!(text.contains(key), "{key} is missing");
    }
}
