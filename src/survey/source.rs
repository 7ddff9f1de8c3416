//! A definition file as text, and a fault found in one: where, what, what is allowed, how to mend it.
//!
//! Lowest room of the floor: questionnaires and crime data are both read from such files.

use std::fmt;

/// One definition file as it was read: its path under `survey-defs` and its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceFile {
    /// Path relative to the folder of the definitions, with forward slashes, e.g. `families/burglary.yaml`.
    pub path: String,
    /// The whole text of the file.
    pub text: String,
}

/// Finds the file of that path.
///
/// # Errors
/// The fault that it is missing.
pub fn find<'f>(files: &'f [SourceFile], path: &str) -> Result<&'f SourceFile, Fault> {
    files.iter().find(|file| file.path == path).ok_or_else(|| {
        let remedy = "Put it back into the folder of the definitions";
        Fault::of(path, "The file is missing", "", remedy)
    })
}

/// One fault of one file. Lines and columns count from 1; 0 means the file as a whole.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fault {
    /// The file, as in [`SourceFile::path`].
    pub path: String,
    /// Line, from 1; 0 where the fault is not at one place.
    pub line: u64,
    /// Column in characters, from 1; 0 where the fault is not at one place.
    pub column: u64,
    /// What is wrong, as a sentence without its full stop.
    pub what: String,
    /// What is allowed there; may be empty.
    pub allowed: String,
    /// How to mend it.
    pub remedy: String,
}

impl Fault {
    /// A fault of the file as a whole; see [`Fault::at`].
    pub fn of(
        path: &str,
        what: impl Into<String>,
        allowed: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Fault {
        Fault {
            path: path.to_owned(),
            line: 0,
            column: 0,
            what: what.into(),
            allowed: allowed.into(),
            remedy: remedy.into(),
        }
    }

    /// The same fault at a line and column, both from 1.
    #[must_use]
    pub fn at(mut self, line: u64, column: u64) -> Fault {
        (self.line, self.column) = (line, column);
        self
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}:{}:{}: {}.", self.path, self.line, self.column, self.what)?;
        for part in [&self.allowed, &self.remedy] {
            if !part.is_empty() {
                write!(out, " {part}.")?;
            }
        }
        Ok(())
    }
}

impl std::error::Error for Fault {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_names_file_line_column_what_is_wrong_what_is_allowed_and_the_remedy() {
        let fault = Fault::of(
            "core.yaml",
            "Item \"a\" stands twice",
            "Ids are unique",
            "Rename one of them",
        )
        .at(7, 3);
        assert_eq!(
            fault.to_string(),
            "core.yaml:7:3: Item \"a\" stands twice. Ids are unique. Rename one of them."
        );
    }
}
