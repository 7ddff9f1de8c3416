//! What leaves without a role: assets, the unknown page, and every fault as a page with the headers on it.

use actix_web::Error as ActixError;
use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, VARY};
use actix_web::middleware::Next;
use actix_web::{HttpRequest, HttpResponse};

use super::assets::find;
use super::error::Error;
use super::fault_page;
use super::headers::{Transport, put_on};
use super::host::Host;

/// The outermost middleware: turns faults into pages and puts the headers on whatever goes out.
///
/// # Errors
/// Never: a fault that no page could be made for leaves as a bare page with the headers.
pub async fn finish(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, ActixError> {
    let host = Host::of_service(&request);
    let transport = request
        .app_data::<Transport>()
        .copied()
        .unwrap_or(Transport::Secure);
    match next.call(request).await {
        Ok(response) => {
            let response = response.map_into_boxed_body();
            let mut response = if response.response().error().is_some() {
                fault_page::with_page(response, host).await
            } else {
                response
            };
            let status = response.status();
            put_on(response.headers_mut(), status, host, transport);
            Ok(response)
        }
        Err(fault) => Err(fault_page::Bare::new(&fault, host, transport).into()),
    }
}

/// The page of an address that does not exist: the same for every path, method and host name.
///
/// # Errors
/// Always, with [`Error::Unknown`].
pub async fn unknown() -> Result<actix_web::HttpResponse, Error> {
    Err(Error::Unknown)
}

/// Sends an asset of this host, compressed where the browser takes that.
///
/// # Errors
/// There is no such asset on this host.
pub async fn asset(request: HttpRequest) -> Result<HttpResponse, Error> {
    let host = Host::of(&request);
    let asset = find(host, request.path()).ok_or(Error::Unknown)?;
    let takes = request
        .headers()
        .get(ACCEPT_ENCODING)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let mut response = HttpResponse::Ok();
    response
        .insert_header((CONTENT_TYPE, asset.media_type))
        .insert_header((CACHE_CONTROL, "public, max-age=31536000, immutable"))
        .insert_header((VARY, "Accept-Encoding"));
    Ok(match best(takes) {
        Some("br") => response
            .insert_header((CONTENT_ENCODING, "br"))
            .body(asset.brotli),
        Some("gzip") => response
            .insert_header((CONTENT_ENCODING, "gzip"))
            .body(asset.gzip),
        _ => response.body(asset.plain),
    })
}

/// The better of our two codings that the header accepts; one with a weight of nought is refused.
fn best(accepted: &str) -> Option<&'static str> {
    ["br", "gzip"].into_iter().find(|coding| {
        accepted.split(',').any(|offer| {
            let mut parts = offer.split(';').map(str::trim);
            let named = parts.next().is_some_and(|name| name.eq_ignore_ascii_case(coding));
            let refused = parts.any(|part| {
                part.strip_prefix("q=")
                    .and_then(|weight| weight.parse::<f32>().ok())
                    .is_some_and(|weight| weight <= 0.0)
            });
            named && !refused
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_better_accepted_coding_is_chosen_and_a_refused_one_is_not() {
        assert_eq!(best("gzip, deflate, br"), Some("br"));
        assert_eq!(best("gzip;q=1.0, br;q=0"), Some("gzip"));
        assert_eq!(best("identity"), None);
    }
}
