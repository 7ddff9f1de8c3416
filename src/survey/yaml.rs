//! From the text of a file to its document: YAML with a budget, so that no file can eat the machine.

use serde::de::DeserializeOwned;
use serde_saphyr::{Error, Location};

use crate::survey::source::{Fault, SourceFile};

/// Nodes a file may have; aliases count each time they are used, which stops alias bombs.
const NODE_BUDGET: usize = 20_000;
/// How deep lists and maps may stand in one another.
const DEPTH_BUDGET: usize = 40;

/// Reads one file.
///
/// # Errors
/// The first thing that is not as the format says, at its place; YAML is not read on after it.
pub(in crate::survey) fn read<T: DeserializeOwned>(file: &SourceFile) -> Result<T, Fault> {
    let budget = serde_saphyr::budget! {
        max_nodes: NODE_BUDGET,
        max_events: 3 * NODE_BUDGET,
        max_depth: DEPTH_BUDGET,
        max_buffered_comment_events: NODE_BUDGET,
    };
    let options = serde_saphyr::options! { budget: budget, with_snippet: false };
    serde_saphyr::from_str_with_options(&file.text, options).map_err(|error| fault(&file.path, &error))
}

fn fault(path: &str, error: &Error) -> Fault {
    let error = error.without_snippet();
    let place = error.location().unwrap_or(Location::UNKNOWN);
    let cause = match error {
        Error::AliasError { error, .. } => error,
        other => other,
    };
    let (what, allowed, remedy) = words(cause);
    Fault::of(path, what, allowed, remedy).at(place.line(), place.column())
}

/// What is wrong, what is allowed, how to mend it.
fn words(error: &Error) -> (String, String, &'static str) {
    match error {
        Error::SerdeUnknownField { field, expected, .. } => (
            format!("The key \"{field}\" is not known here"),
            format!("Allowed: {}", expected.join(", ")),
            "Correct its spelling or take it out",
        ),
        Error::SerdeMissingField { field, .. } => (
            format!("The key \"{field}\" is missing"),
            String::new(),
            "Add it, indented like the keys beside it",
        ),
        Error::SerdeUnknownVariant {
            variant, expected, ..
        } => (
            format!("\"{variant}\" is not known here"),
            format!("Allowed: {}", expected.join(", ")),
            "Write one of these",
        ),
        Error::DuplicateMappingKey { key, .. } => (
            match key {
                Some(key) => format!("The key \"{key}\" stands twice"),
                None => "A key stands twice".to_owned(),
            },
            "Each key stands once".to_owned(),
            "Take one of them out",
        ),
        Error::Budget { .. }
        | Error::AliasReplayLimitExceeded { .. }
        | Error::AliasExpansionLimitExceeded { .. }
        | Error::AliasReplayStackDepthExceeded { .. } => (
            "The file is too large or too deep".to_owned(),
            format!("At most {NODE_BUDGET} values, aliases counted each time, and {DEPTH_BUDGET} levels"),
            "Split it, or take the aliases (&name, *name) out",
        ),
        Error::NullIntoString { .. } => (
            "A text is empty".to_owned(),
            String::new(),
            "Write the text in quotes after the colon, or take the key out",
        ),
        other => (
            plain(other),
            String::new(),
            "Compare the indent and the quotes with a file that works",
        ),
    }
}

/// The reader's own words, without the place, which stands before them already.
fn plain(error: &Error) -> String {
    let text = error.to_string();
    let first = text.lines().next().unwrap_or_default();
    let bare = first.strip_prefix("error: ").unwrap_or(first);
    let place = [" (defined at line ", " at line "]
        .into_iter()
        .find_map(|words| bare.rfind(words));
    bare[..place.unwrap_or(bare.len())]
        .trim_end_matches('.')
        .to_owned()
}
