//! The shipped crime data for unit tests, with a way to break it on purpose.

use super::CrimeData;
use super::crime_data::{FAMILIES, FLAGS, OFFENCES, PRECEDENCE, RULE_SETS};
use crate::survey::source::{Fault, SourceFile};

fn shipped() -> Vec<SourceFile> {
    let files = [
        (
            OFFENCES,
            include_str!("../../../survey-defs/crime/offence-codes.csv"),
        ),
        (FLAGS, include_str!("../../../survey-defs/crime/flags.yaml")),
        (FAMILIES, include_str!("../../../survey-defs/crime/families.yaml")),
        (
            PRECEDENCE,
            include_str!("../../../survey-defs/crime/precedence.yaml"),
        ),
        (
            RULE_SETS,
            include_str!("../../../survey-defs/crime/vawg-rule-sets.yaml"),
        ),
    ];
    files
        .map(|(path, text)| SourceFile {
            path: path.to_owned(),
            text: text.to_owned(),
        })
        .to_vec()
}

/// The crime data as shipped.
pub(crate) fn crime_data() -> CrimeData {
    CrimeData::parse(&shipped()).expect("the shipped crime data is sound")
}

/// The faults found after replacing a text that stands in one of the files.
pub(crate) fn faults_after(path: &str, old: &str, new: &str) -> Vec<Fault> {
    let mut files = shipped();
    let file = files
        .iter_mut()
        .find(|file| file.path == path)
        .expect("the file is there");
    assert!(file.text.contains(old), "{old} stands in {path}");
    file.text = file.text.replacen(old, new, 1);
    CrimeData::parse(&files).err().unwrap_or_default()
}
