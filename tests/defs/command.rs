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
    let said = String::from_utf8_lossy(&done.stderr).into_owned();
    assert!(said.contains("cannot read no/such/folder"), "{said}");
    assert_eq!(said.matches("No such file").count(), 1, "{said}");
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

#[test]
fn a_reader_that_goes_away_early_is_no_fault() {
    let mut heard = Command::new(env!("CARGO_BIN_EXE_heard"));
    heard.args(["check", "--schema"]).env_clear();
    let mut running = heard
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .expect("the binary runs");
    drop(running.stdout.take());
    let done = running.wait_with_output().expect("it ends");
    assert_eq!(String::from_utf8_lossy(&done.stderr), "");
    assert_eq!(done.status.code(), Some(0));
}

#[test]
fn a_fault_of_the_crime_data_is_reported_alone_at_its_place() {
    let files = base();
    let text = |path: &str| {
        let file = files.iter().find(|file| file.path == path);
        file.map(|file| file.text.clone()).expect("it is there")
    };
    for (path, old, new) in [
        (
            "crime/families.yaml",
            "vawg: false\n    needs",
            "vawg: flase\n    needs",
        ),
        ("crime/precedence.yaml", "codes: [\"106\"", "codes: [\"106X\""),
        ("crime/offence-codes.csv", ",person,", ",persom,"),
    ] {
        assert!(text(path).contains(old), "{old} in {path}");
        let folder = written(&with(path, &text(path).replacen(old, new, 1)));
        let done = check(folder.path());
        let said = String::from_utf8_lossy(&done.stdout).into_owned();
        assert_eq!(said.lines().count(), 2, "{said}");
        assert!(said.contains(path) && !said.contains(":0"), "{said}");
        assert!(said.ends_with("1 fault to mend. Nothing was loaded.\n"), "{said}");
    }
}
