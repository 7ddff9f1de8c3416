//! What can go wrong at the door, and its status. Its page is laid over it by `fault_page`.

use actix_web::body::BoxBody;
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderValue};
use actix_web::{HttpResponse, ResponseError};

use crate::store;

/// Every way a request can end without the page that was asked for.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No such address on this host, or nothing there that this person may know of.
    #[error("unknown page")]
    Unknown,
    /// The address exists and does not take this method; the text lists those it takes.
    #[error("method not allowed")]
    MethodNotAllowed(String),
    /// The request cannot be read.
    #[error("malformed request")]
    Malformed,
    /// More was sent than is taken.
    #[error("body over the limit")]
    TooLarge,
    /// The form did not arrive in time.
    #[error("body too slow")]
    TooSlow,
    /// A form that another site sent.
    #[error("request from another site")]
    ForeignOrigin,
    /// Signed in, in a role that may not do this.
    #[error("role may not do this")]
    NotYours,
    /// Too many tries in too short a time.
    #[error("too many tries")]
    TooOften,
    /// The database is away or busy: the same request may pass in a moment.
    #[error("database away: {0}")]
    Away(store::Error),
    /// Somebody must look; the text is for the log and holds nothing of a person.
    #[error("{0}")]
    Fault(String),
}

impl Error {
    /// A short stable word for logs and metrics.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::MethodNotAllowed(_) => "method",
            Self::Malformed => "malformed",
            Self::TooLarge => "too-large",
            Self::TooSlow => "too-slow",
            Self::ForeignOrigin => "foreign-origin",
            Self::NotYours => "not-yours",
            Self::TooOften => "too-often",
            Self::Away(_) => "away",
            Self::Fault(_) => "fault",
        }
    }

    /// The status of the answer.
    pub fn status(&self) -> StatusCode {
        match self {
            Self::Unknown => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed(_) => StatusCode::METHOD_NOT_ALLOWED,
            Self::Malformed => StatusCode::BAD_REQUEST,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::TooSlow => StatusCode::REQUEST_TIMEOUT,
            Self::ForeignOrigin | Self::NotYours => StatusCode::FORBIDDEN,
            Self::TooOften => StatusCode::TOO_MANY_REQUESTS,
            Self::Away(_) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Fault(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

impl From<store::Error> for Error {
    fn from(error: store::Error) -> Self {
        match error.failure() {
            store::Failure::Away | store::Failure::Busy => Self::Away(error),
            store::Failure::Constraint | store::Failure::Fault | store::Failure::Setting => {
                Self::Fault(error.to_string())
            }
        }
    }
}

impl ResponseError for Error {
    fn status_code(&self) -> StatusCode {
        self.status()
    }

    /// Status and headers only; `fault_page` lays the page over it, once, on the way out.
    fn error_response(&self) -> HttpResponse<BoxBody> {
        let mut response = HttpResponse::new(self.status());
        if let Self::MethodNotAllowed(allowed) = self
            && let Ok(value) = HeaderValue::from_str(allowed)
        {
            response.headers_mut().insert(header::ALLOW, value);
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refused_method_tells_which_ones_are_taken() {
        let response = Error::MethodNotAllowed("GET, POST".into()).error_response();
        assert_eq!(response.status(), StatusCode::METHOD_NOT_ALLOWED);
        assert_eq!(
            response.headers().get(header::ALLOW).map(HeaderValue::as_bytes),
            Some(b"GET, POST".as_slice())
        );
    }
}
