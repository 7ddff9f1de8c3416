//! How one YAML file of crime data becomes a value or a fault at its place.

use serde::de::DeserializeOwned;
use serde_saphyr::Spanned;

use crate::survey::source::{Fault, SourceFile};

/// More nodes than any honest file of crime data has: an alias bomb stops here.
const NODE_BUDGET: usize = 20_000;

/// Reads a file as YAML; unknown keys are faults because every target type denies them.
pub(in crate::survey) fn yaml<T: DeserializeOwned>(file: &SourceFile) -> Result<T, Fault> {
    let options = serde_saphyr::options! {
        budget: serde_saphyr::budget! { max_nodes: NODE_BUDGET },
        with_snippet: false,
    };
    serde_saphyr::from_str_with_options(&file.text, options).map_err(|error| {
        let what = error.to_string();
        let what = what
            .lines()
            .next()
            .unwrap_or_default()
            .trim_end_matches('.')
            .to_owned();
        let fault = Fault::of(&file.path, what, "", "Compare the entry with its neighbours");
        match error.location() {
            Some(place) => fault.at(place.line(), place.column()),
            None => fault,
        }
    })
}

/// Finds the file of that path, or says that it is missing.
pub(in crate::survey) fn file<'f>(files: &'f [SourceFile], path: &str) -> Result<&'f SourceFile, Fault> {
    files.iter().find(|file| file.path == path).ok_or_else(|| {
        Fault::of(
            path,
            "The file is missing",
            "Crime data is five files in crime/",
            "Put the file back",
        )
    })
}

/// A fault at the place where a value stands.
pub(in crate::survey) fn fault_at<T>(
    path: &str,
    value: &Spanned<T>,
    what: String,
    allowed: String,
    remedy: &str,
) -> Fault {
    Fault::of(path, what, allowed, remedy).at(value.referenced.line(), value.referenced.column())
}

/// The first value that stands twice, for ids that must be unique.
pub(in crate::survey) fn twice<'v>(
    path: &'v str,
    kind: &'v str,
    values: impl Iterator<Item = &'v Spanned<String>> + 'v,
) -> impl Iterator<Item = Fault> + 'v {
    let mut seen = std::collections::HashSet::new();
    values
        .filter(move |value| !seen.insert(value.value.as_str()))
        .map(move |value| {
            let what = format!("{kind} \"{}\" stands twice", value.value);
            fault_at(
                path,
                value,
                what,
                "Each stands once".to_owned(),
                "Rename or remove one of them",
            )
        })
}
