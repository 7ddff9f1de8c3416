//! The answers to those whose sitting has ended. Nothing that was answered before is shown; what the
//! request itself carried is.

use std::sync::Arc;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderName, HeaderValue};

use crate::operations::DRAFT_DAYS;
use crate::survey::questionnaire::{Questionnaire, Say, Wording};
use crate::web::error::Error;
use crate::web::shop::Shop;

use super::cookie;
use super::desk::Leaf;
use super::pages::away;
use super::posted::Posted;

/// The page of a sitting that has ended.
pub fn lapsed(words: &Arc<Wording>) -> HttpResponse {
    ended(words, Say::LapsedHeading, away::lapsed(words, &[]))
}

/// The same, with the texts that a late form carried.
pub async fn late(shop: &Shop, posted: &Posted) -> Result<HttpResponse, Error> {
    let words = shop.words(posted.language()).await;
    let content = carried(shop, posted, &words).await?;
    Ok(ended(&words, Say::LapsedHeading, content))
}

/// What the page of a late form says: the texts that it carried, and nothing else.
pub async fn carried(shop: &Shop, posted: &Posted, words: &Arc<Wording>) -> Result<maud::Markup, Error> {
    let definitions = shop.definitions().await?;
    let asks_for_text = |name: &str| {
        definitions
            .questionnaires()
            .flat_map(Questionnaire::items)
            .any(|item| item.id.as_str() == name && item.kind.is_text())
    };
    let typed: Vec<&str> = posted
        .answers()
        .filter(|(name, value)| !value.trim().is_empty() && asks_for_text(name))
        .map(|(_, value)| value.as_str())
        .collect();
    Ok(away::lapsed(words, &typed))
}

/// The link was begun on too many devices.
pub fn too_many(words: &Arc<Wording>) -> HttpResponse {
    ended(words, Say::ManyTitle, away::too_many(words, DRAFT_DAYS))
}

/// The fieldwork has ended in the middle of a sitting.
pub fn closed(words: &Arc<Wording>) -> HttpResponse {
    ended(words, Say::ClosedHeading, away::closed(words))
}

/// A page of a sitting's end, with the cookie that ends it.
pub fn ended(words: &Arc<Wording>, title: Say, content: maud::Markup) -> HttpResponse {
    let mut response = Leaf::new(words, words.say(title), content).answer(StatusCode::GONE);
    // Without its cookie the answer still stands: the seal refuses the old one.
    response.add_cookie(&cookie::ended()).ok();
    let (name, value) = cookie::CLEARING;
    let headers = response.headers_mut();
    headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    response
}
