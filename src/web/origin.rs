//! Whether a form was sent from our own page.
//!
//! Source: OWASP Cross-Site Request Forgery Prevention Cheat Sheet, "Fetch Metadata headers" and
//! "Verifying origin with standard headers". A browser that says nothing is refused on the office host. On the
//! survey host it is let through: an old telephone sends `Origin: null` under our referrer policy, and there
//! each form carries a nonce bound to the sitting's cookie.

use actix_web::Error as ActixError;
use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{HOST, HeaderMap, ORIGIN};
use actix_web::middleware::Next;

use super::error::Error;
use super::host::Host;

/// The middleware that refuses forms of other sites.
///
/// # Errors
/// What the routes further in return.
pub async fn check(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, ActixError> {
    if request.method().is_safe() || may_pass(request.headers(), Host::of_service(&request)) {
        return Ok(next.call(request).await?.map_into_boxed_body());
    }
    Ok(request.error_response(Error::ForeignOrigin).map_into_boxed_body())
}

fn may_pass(headers: &HeaderMap, host: Host) -> bool {
    if let Some(site) = headers.get("sec-fetch-site") {
        return site == "same-origin" || site == "none";
    }
    match headers.get(ORIGIN).and_then(|origin| origin.to_str().ok()) {
        None | Some("null") => host == Host::Survey,
        Some(origin) => is_own(origin, headers),
    }
}

/// Whether the origin's authority is the one this request was sent to.
fn is_own(origin: &str, headers: &HeaderMap) -> bool {
    let authority = origin
        .strip_prefix("https://")
        .or_else(|| origin.strip_prefix("http://"));
    let asked = headers.get(HOST).and_then(|host| host.to_str().ok());
    authority.is_some() && authority == asked
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::http::header::HeaderValue;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.insert(
                actix_web::http::header::HeaderName::from_static(name),
                HeaderValue::from_static(value),
            );
        }
        headers
    }

    #[test]
    fn a_form_of_our_own_page_passes_and_one_of_another_site_does_not() {
        for (pairs, office) in [
            (vec![("sec-fetch-site", "same-origin")], true),
            (vec![("sec-fetch-site", "same-site")], false),
            (
                vec![
                    ("sec-fetch-site", "cross-site"),
                    ("origin", "https://a"),
                    ("host", "a"),
                ],
                false,
            ),
            (
                vec![("origin", "https://office.example"), ("host", "office.example")],
                true,
            ),
            (
                vec![("origin", "https://evil.example"), ("host", "office.example")],
                false,
            ),
            (vec![("origin", "null"), ("host", "office.example")], false),
            (vec![("host", "office.example")], false),
        ] {
            assert_eq!(may_pass(&headers(&pairs), Host::Office), office, "{pairs:?}");
        }
    }

    #[test]
    fn an_old_telephone_that_names_no_origin_can_still_answer() {
        assert!(may_pass(
            &headers(&[("origin", "null"), ("host", "s.example")]),
            Host::Survey
        ));
        assert!(!may_pass(
            &headers(&[("sec-fetch-site", "cross-site")]),
            Host::Survey
        ));
        assert!(!may_pass(
            &headers(&[("origin", "https://evil"), ("host", "s")]),
            Host::Survey
        ));
    }
}
