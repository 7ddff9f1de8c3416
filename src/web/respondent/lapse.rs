//! The answers to those whose sitting has ended. Nothing that was answered before is shown; what the
//! request itself carried is.

use std::sync::Arc;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderName, HeaderValue};

use crate::operations::DRAFT_DAYS;
use crate::survey::questionnaire::{Say, Wording};
use crate::web::error::Error;
use crate::web::shop::Shop;

use super::cookie;
use super::desk::Leaf;
use super::late::Carried;
use super::pages::away;
use super::posted::Posted;

/// The page of a sitting that has ended.
pub fn lapsed(words: &Arc<Wording>, shop: &Shop) -> HttpResponse {
    ended(words, Say::LapsedHeading, away::lapsed(words, None), shop)
}

/// The same, with what a late form carried.
pub async fn late(shop: &Shop, posted: &Posted, words: &Arc<Wording>) -> Result<HttpResponse, Error> {
    let content = carried(shop, posted, words).await?;
    Ok(ended(words, Say::LapsedHeading, content, shop))
}

/// What the page of a late form says: what it carried, and nothing else.
pub async fn carried(shop: &Shop, posted: &Posted, words: &Arc<Wording>) -> Result<maud::Markup, Error> {
    let definitions = shop.definitions().await?;
    let carried = Carried::by(posted, posted.page(), &definitions);
    let asked_in = carried
        .as_ref()
        .map(|carried| carried.words(words, &definitions, shop));
    let shown = carried.as_ref().zip(asked_in.as_deref());
    Ok(away::lapsed(
        words,
        shown.map(|(carried, asked_in)| (carried.shown(), asked_in)),
    ))
}

/// The link was begun on too many devices.
pub fn too_many(words: &Arc<Wording>, shop: &Shop) -> HttpResponse {
    ended(words, Say::ManyTitle, away::too_many(words, DRAFT_DAYS), shop)
}

/// The fieldwork has ended in the middle of a sitting.
pub fn closed(words: &Arc<Wording>, shop: &Shop) -> HttpResponse {
    ended(words, Say::ClosedHeading, away::closed(words), shop)
}

/// A page of a sitting's end, with the cookie that ends it.
pub fn ended(words: &Arc<Wording>, title: Say, content: maud::Markup, shop: &Shop) -> HttpResponse {
    let mut response = Leaf::new(words, words.say(title), content).answer(StatusCode::GONE, shop);
    // Without its cookie the answer still stands: the seal refuses the old one.
    response.add_cookie(&cookie::ended()).ok();
    let (name, value) = cookie::CLEARING;
    let headers = response.headers_mut();
    headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    response
}
