//! `GET /exit`: the way out that works without a script. It ends the sitting and leads to a neutral
//! site. A browser that only looks ahead, or another site that calls it, ends nothing.

use actix_web::http::Method;
use actix_web::http::header::{HeaderMap, LOCATION};
use actix_web::{HttpRequest, HttpResponse, web};
use uuid::Uuid;

use crate::operations::delete_draft_without_code;
use crate::web::shop::Shop;

use super::cookie;
use super::show::Visitor;

/// The handler. It waits for nothing: leaving works when the database does not. What she wrote cannot
/// be opened any more once the cookie is gone; the sealed rest is deleted in passing, or goes by its date.
pub async fn handler(request: HttpRequest, shop: web::Data<Shop>) -> HttpResponse {
    let away = (LOCATION, shop.settings.exit_url.as_str());
    let call = match request.method() {
        // Nobody leaves by asking what leaving would answer.
        &Method::HEAD => Call::Foreign,
        _ => call(request.headers()),
    };
    match call {
        Call::Ahead => HttpResponse::ServiceUnavailable().finish(),
        Call::Foreign => HttpResponse::SeeOther().insert_header(away).finish(),
        Call::Leaving => {
            delete_in_passing(&request, &shop);
            HttpResponse::SeeOther()
                .insert_header(away)
                .insert_header(cookie::CLEARING)
                .cookie(cookie::ended())
                .finish()
        }
    }
}

fn delete_in_passing(request: &HttpRequest, shop: &web::Data<Shop>) {
    let Visitor::Answering(sitting) = Visitor::of(request, shop) else {
        return;
    };
    if let Some(draft) = sitting.draft {
        let shop = shop.clone();
        actix_web::rt::spawn(async move { forget(&shop, draft.id).await });
    }
}

/// Deletes a draft that only its return code could open from now on, where it has one. Nobody has to wait for this: a
/// draft that stays opens with its code or not at all.
pub(super) async fn forget(shop: &Shop, draft: Uuid) {
    if let Ok(mut conn) = shop.connection().await {
        delete_draft_without_code(&mut conn, draft).await.ok();
    }
}

/// What a call of the exit is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Call {
    /// The respondent leaves.
    Leaving,
    /// The browser fetches ahead. It must get no answer that it could keep, or her own press of the
    /// button would be answered from memory and end nothing.
    Ahead,
    /// A page of another site calls: it is sent on, and nothing ends.
    Foreign,
}

/// Reads the browser's own headers (Fetch Metadata, W3C; `Sec-Purpose`, Fetch standard). A browser
/// without them is taken at its word: leaving must never fail.
pub fn call(headers: &HeaderMap) -> Call {
    let says = |name: &str, word: &str| {
        headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .is_some_and(|value| value.to_ascii_lowercase().contains(word))
    };
    let ahead = ["sec-purpose", "purpose", "x-moz"]
        .into_iter()
        .any(|name| says(name, "prefetch") || says(name, "prerender"));
    if ahead {
        Call::Ahead
    } else if says("sec-fetch-site", "cross-site") || says("sec-fetch-site", "same-site") {
        Call::Foreign
    } else {
        Call::Leaving
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    fn call_with(headers: &[(&'static str, &'static str)]) -> Call {
        let mut request = TestRequest::default();
        for &header in headers {
            request = request.insert_header(header);
        }
        call(request.to_http_request().headers())
    }

    #[test]
    fn a_press_of_the_button_leaves() {
        assert_eq!(call_with(&[("Sec-Fetch-Site", "same-origin")]), Call::Leaving);
        assert_eq!(call_with(&[("Sec-Fetch-Site", "none")]), Call::Leaving);
        assert_eq!(call_with(&[]), Call::Leaving);
    }

    #[test]
    fn fetching_ahead_ends_nothing() {
        assert_eq!(call_with(&[("Sec-Purpose", "prefetch;prerender")]), Call::Ahead);
        assert_eq!(call_with(&[("Purpose", "prefetch")]), Call::Ahead);
        assert_eq!(call_with(&[("X-Moz", "prefetch")]), Call::Ahead);
    }

    #[test]
    fn another_site_ends_nothing() {
        assert_eq!(call_with(&[("Sec-Fetch-Site", "cross-site")]), Call::Foreign);
        assert_eq!(call_with(&[("Sec-Fetch-Site", "same-site")]), Call::Foreign);
    }
}
