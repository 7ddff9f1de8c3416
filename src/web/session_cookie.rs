//! The cookie of a staff session: for this host only, out of reach of scripts and of other sites.

use actix_web::HttpRequest;
use actix_web::cookie::time::Duration;
use actix_web::cookie::{Cookie, SameSite};

use crate::operations::sign_in::SessionId;

/// The name; its prefix makes browsers insist on `Secure`, the path `/` and no domain.
pub const NAME: &str = "__Host-office";

/// The session of a request, where it names one.
pub fn read(request: &HttpRequest) -> Option<SessionId> {
    SessionId::parse(request.cookie(NAME)?.value())
}

/// The cookie that begins or continues a session.
pub fn begin(session: &SessionId) -> Cookie<'static> {
    cookie(session.to_cookie())
}

/// The cookie that ends it.
pub fn end() -> Cookie<'static> {
    let mut cookie = cookie(String::new());
    cookie.set_max_age(Duration::ZERO);
    cookie
}

fn cookie(value: String) -> Cookie<'static> {
    Cookie::build(NAME, value)
        .path("/")
        .secure(true)
        .http_only(true)
        .same_site(SameSite::Strict)
        .finish()
}
