//! `/stop/{secret}`: a GET shows a page, a POST stops our letters. One page for every outcome, so that
//! it tells nobody whether a secret is one. Mail programs post here by themselves (RFC 8058,
//! One-Click), without a cookie and without an origin.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};

use crate::ballot::StopSecret;
use crate::operations::stop_contact;
use crate::survey::questionnaire::Say;
use crate::web::error::Error;
use crate::web::shop::Shop;
use crate::web::typed::Typed;

use super::desk::Leaf;
use super::language::Spoken;
use super::pages::neutral::{self, KEEP, STOP_FIELD};

/// The page. It asks the database nothing about the address, so it is the same for every one.
pub async fn page(request: HttpRequest, shop: web::Data<Shop>) -> HttpResponse {
    let spoken = Spoken::of(&request, &shop).await;
    let words = &spoken.words;
    Leaf::new(
        words,
        words.say(Say::FrameNeutralTitle),
        neutral::stop(words, &spoken.all),
    )
    .answer(StatusCode::OK, &shop)
}

/// The act. Whoever posts here with the secret wants to stop, whatever the body says, but for the one button
/// that stands first on our own page: programs that press the first button of every page must stop nothing.
///
/// # Errors
/// The database is away.
pub async fn act(
    request: HttpRequest,
    letters: web::Path<String>,
    typed: Option<Typed>,
    shop: web::Data<Shop>,
) -> Result<HttpResponse, Error> {
    if typed.is_some_and(|typed| typed.get(STOP_FIELD) == Some(KEEP)) {
        let words = Spoken::of(&request, &shop).await.words;
        let leaf = Leaf::new(&words, words.say(Say::FrameNeutralTitle), neutral::kept(&words));
        return Ok(leaf.answer(StatusCode::OK, &shop));
    }
    if let Ok(secret) = StopSecret::parse(&letters) {
        let mut conn = shop.connection().await?;
        stop_contact(&mut conn, &secret.hash()).await?;
    }
    let words = Spoken::of(&request, &shop).await.words;
    let title = words.say(Say::FrameNeutralTitle);
    Ok(Leaf::new(&words, title, neutral::stopped(&words)).answer(StatusCode::OK, &shop))
}
