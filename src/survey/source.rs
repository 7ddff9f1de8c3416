//! A definition file as text, and a fault found in one: where, what, what is allowed, how to mend it.
//!
//! Lowest room of the floor: questionnaires and crime data are both read from such files.

use std::fmt;

/// A definition file: its path below `survey-defs/` and its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceFile {
    /// Path below the folder of definitions, with forward slashes.
    pub path: String,
    /// The whole text.
    pub text: String,
}

/// Something in a definition file that must be mended before it can be used.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fault {
    /// The file, as in [`SourceFile::path`].
    pub path: String,
    /// Line, counted from 1; 0 where the fault is the whole file's.
    pub line: usize,
    /// Column, counted from 1.
    pub column: usize,
    /// What is wrong.
    pub what: String,
    /// What is allowed there.
    pub allowed: String,
    /// How to mend it.
    pub remedy: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}: {}", self.path, self.line, self.column, self.what)?;
        for more in [&self.allowed, &self.remedy]
            .into_iter()
            .filter(|text| !text.is_empty())
        {
            write!(f, "\n    {more}")?;
        }
        Ok(())
    }
}
