//! Which of the two hosts a page belongs to. Neither serves the routes of the other.

use actix_web::HttpRequest;
use actix_web::dev::ServiceRequest;

/// One of the two listeners.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Host {
    /// Staff, editions, the anonymity page, health.
    Office,
    /// Respondents: neutral, without a name.
    Survey,
}

impl Host {
    /// The host that takes this request, as its application was told at start.
    pub fn of(request: &HttpRequest) -> Self {
        request.app_data::<Self>().copied().unwrap_or(Self::Survey)
    }

    /// As [`Host::of`], inside a middleware.
    pub fn of_service(request: &ServiceRequest) -> Self {
        request.app_data::<Self>().copied().unwrap_or(Self::Survey)
    }

    /// The first part of the names of this host's assets.
    pub fn stem(self) -> &'static str {
        match self {
            Self::Office => "office",
            Self::Survey => "survey",
        }
    }
}
