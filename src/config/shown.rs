//! What is in force, for a person to read: secrets are named, never shown.

use std::fmt::Write as _;

use url::Url;

use super::{Environment, VARIABLES, Variable};

/// Every setting with the value in force, one a line; of a secret only what tells no secret (scheme, user and
/// host of an address).
pub fn in_force(environment: &Environment) -> String {
    let mut text = String::new();
    for variable in VARIABLES {
        let given = environment
            .get(variable.name)
            .map(|value| value.trim())
            .filter(|value| !value.is_empty());
        let _ = writeln!(text, "{:<28} {}", variable.name, line(variable, given));
    }
    text
}

fn line(variable: &Variable, given: Option<&str>) -> String {
    match (given, variable.default) {
        (Some(value), _) if variable.secret => redacted(value),
        (Some(value), _) => value.to_owned(),
        (None, Some(default)) => format!("{default} (default)"),
        (None, None) if variable.needed_by.is_empty() => "not set".to_owned(),
        (None, None) => format!("not set (needed by {})", variable.needed_by),
    }
}

fn redacted(value: &str) -> String {
    let Ok(url) = Url::parse(value) else {
        return "set, but no address".to_owned();
    };
    let host = url.host_str().unwrap_or_default();
    let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
    let user = if url.username().is_empty() {
        String::new()
    } else {
        format!("{}:…@", url.username())
    };
    format!("{}://{user}{host}{port}{}", url.scheme(), url.path())
}
