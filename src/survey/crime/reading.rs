//! Faults of values in the data of crimes and samples, each at its place.

use serde_saphyr::Spanned;

use crate::survey::source::Fault;

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

/// A fault for every value that stood before, for ids that must be unique.
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
