//! `/s/{link}`: the neutral page behind an invitation, and Start. A GET changes nothing however often
//! a mail scanner calls it; a POST begins a sitting, which uses nothing up and can be repeated. Every
//! link that opens nothing gets the page of an unknown address.

use actix_web::http::StatusCode;
use actix_web::http::header::LOCATION;
use actix_web::{HttpRequest, HttpResponse, web};
use maud::Markup;
use secrecy::ExposeSecret;

use crate::ballot::LinkSecret;
use crate::operations::chance::system_rng;
use crate::operations::is_open;
use crate::survey::questionnaire::Say;
use crate::survey::response::Mode;
use crate::web::error::Error;
use crate::web::shop::Shop;
use crate::web::typed::Typed;

use super::desk::{ADDRESS, Leaf, cookie_seal, set_cookie};
use super::language::Spoken;
use super::pages::neutral::{self, CHOICE_FIELD};
use super::pages::sheet::NONCE_FIELD;
use super::show::Visitor;
use super::sitting::{Pass, Sitting, begin};

const NONCE_LABEL: &[u8] = b"heard start 1";

/// The start page.
///
/// # Errors
/// The link opens nothing, or the database is away.
pub async fn page(
    request: HttpRequest,
    letters: web::Path<String>,
    shop: web::Data<Shop>,
) -> Result<HttpResponse, Error> {
    let link = open_link(&letters, &shop).await?;
    start_page(&link, &Spoken::of(&request, &shop).await, &shop)
}

/// "Start", "not now" or "not for me".
///
/// # Errors
/// The link opens nothing, or the database is away.
pub async fn act(
    request: HttpRequest,
    letters: web::Path<String>,
    typed: Typed,
    shop: web::Data<Shop>,
) -> Result<HttpResponse, Error> {
    let link = open_link(&letters, &shop).await?;
    let spoken = Spoken::of(&request, &shop).await;
    if !is_ours(typed.get(NONCE_FIELD).unwrap_or_default(), &link, &shop) {
        return start_page(&link, &spoken, &shop);
    }
    match typed.get(CHOICE_FIELD) {
        Some("later") => Ok(neutral_leaf(&spoken, neutral::later(&spoken.words), &shop)),
        Some("never") => Ok(see_other(&format!(
            "/stop/{}{}",
            link.stop_secret().to_letters().expose_secret(),
            spoken.query()
        ))),
        _ => start(&request, &link, (spoken.words.language(), Mode::Online), &shop),
    }
}

/// Begins a sitting, or takes up the one this browser has of the same link, in the language of the page.
pub(super) fn start(
    request: &HttpRequest,
    link: &LinkSecret,
    (language, mode): (&str, Mode),
    shop: &Shop,
) -> Result<HttpResponse, Error> {
    let mut response = see_other(ADDRESS);
    let sitting = match Visitor::of(request, shop) {
        Visitor::Answering(sitting) if sitting.link == *link.expose() => Sitting {
            language: language.to_owned(),
            ..sitting
        },
        _ => Sitting {
            mode,
            ..begin(*link.expose(), language, shop.clock.now(), &mut system_rng())
        },
    };
    set_cookie(&mut response, &Pass::Answering(sitting), shop)?;
    Ok(response)
}

fn start_page(link: &LinkSecret, spoken: &Spoken, shop: &Shop) -> Result<HttpResponse, Error> {
    let nonce = cookie_seal(shop)
        .seal_bytes(NONCE_LABEL, link.gate().as_bytes(), &mut system_rng())
        .ok_or_else(|| Error::Fault("a start page's nonce could not be sealed".to_owned()))?;
    let content = neutral::start(&spoken.words, &spoken.all, &nonce);
    Ok(neutral_leaf(spoken, content, shop))
}

/// The form was fetched from this link's page before it was sent.
fn is_ours(nonce: &str, link: &LinkSecret, shop: &Shop) -> bool {
    let opened = cookie_seal(shop).open_bytes(NONCE_LABEL, nonce);
    opened.is_some_and(|bytes| bytes == link.gate().as_bytes())
}

async fn open_link(letters: &str, shop: &Shop) -> Result<LinkSecret, Error> {
    let link = LinkSecret::parse(letters).map_err(|_| Error::Unknown)?;
    let mut conn = shop.connection().await?;
    match is_open(&mut conn, &link, shop.clock.today()).await? {
        true => Ok(link),
        false => Err(Error::Unknown),
    }
}

fn see_other(address: &str) -> HttpResponse {
    HttpResponse::SeeOther()
        .insert_header((LOCATION, address))
        .finish()
}

/// The survey host without a path: bland.
pub async fn root(request: HttpRequest, shop: web::Data<Shop>) -> HttpResponse {
    let spoken = Spoken::of(&request, &shop).await;
    let content = neutral::root(&spoken.words);
    neutral_leaf(&spoken, content, &shop)
}

fn neutral_leaf(spoken: &Spoken, content: Markup, shop: &Shop) -> HttpResponse {
    let words = &spoken.words;
    Leaf::new(words, words.say(Say::FrameNeutralTitle), content).answer(StatusCode::OK, shop)
}
