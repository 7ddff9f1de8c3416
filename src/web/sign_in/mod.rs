//! The pages of signing in: name and password, the second factor, setting it up.

pub mod code;
pub mod password;
pub mod set_up;

use actix_web::HttpResponse;
use actix_web::http::header::LOCATION;

use serde::Deserialize;
use validator::Validate;

use super::components::TextInput;
use super::error::Error;
use super::session_cookie;
use crate::operations::sign_in::{SessionId, SignInError};

/// The page to go on to: an own path, or the start page where `next` is anything else.
pub fn own_path(next: &str) -> &str {
    let own = next.starts_with('/')
        && !next.starts_with("//")
        && !next.chars().any(|c| c == '\\' || c.is_control())
        && !next.starts_with("/sign-");
    if own { next } else { "/" }
}

/// A code as it is typed, of the app or a recovery code.
#[derive(Deserialize, Validate)]
pub struct Code {
    #[serde(default)]
    #[validate(length(min = 1, max = 100, message = "Enter the code"))]
    code: String,
    #[serde(default)]
    next: String,
}

/// The field that takes it.
fn code_field<'a>(label: &'a str, hint: Option<&'a str>, fault: Option<&'a str>) -> TextInput<'a> {
    TextInput {
        name: "code",
        label,
        hint,
        fault,
        autocomplete: "one-time-code",
        width: Some(10),
        ..TextInput::default()
    }
}

/// Goes on to `place` under a new session.
fn onward(session: &SessionId, place: &str) -> HttpResponse {
    HttpResponse::SeeOther()
        .cookie(session_cookie::begin(session))
        .insert_header((LOCATION, place))
        .finish()
}

/// A refusal is told on the page; everything else is a fault.
pub(super) fn refused(error: SignInError) -> Result<(), Error> {
    match error {
        SignInError::Refused => Ok(()),
        SignInError::Busy => Err(Error::TooOften),
        SignInError::Fault(what) => Err(Error::Fault(what.into())),
        SignInError::Store(error) => Err(error.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signing_in_leads_to_own_pages_only() {
        for own in ["/waves", "/uploads/1?x=/y"] {
            assert_eq!(own_path(own), own);
        }
        for foreign in [
            "//evil",
            "/\\evil",
            "https:evil",
            "\\\\evil",
            "https://evil",
            "",
            "/sign-out",
            "/a\r\nb",
        ] {
            assert_eq!(own_path(foreign), "/", "{foreign:?}");
        }
    }
}
