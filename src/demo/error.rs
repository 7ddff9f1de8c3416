//! What can go wrong in the demonstration: every error of the verbs it plays, as a sentence.

use std::fmt::Display;

/// Why the demonstration cannot go on: a sentence.
#[derive(Debug)]
pub struct DemoError(String);

impl DemoError {
    /// A fault of the demonstration's own.
    pub fn new(sentence: impl Into<String>) -> DemoError {
        DemoError(sentence.into())
    }
}

impl Display for DemoError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// The verbs' own errors are sentences already. (For this, `DemoError` is no `Error` itself.)
impl<E: std::error::Error> From<E> for DemoError {
    fn from(error: E) -> DemoError {
        DemoError(error.to_string())
    }
}
