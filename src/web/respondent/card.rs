//! `/card`: a card's code is typed and a sitting begins. A code that opens nothing, whatever the reason, gets one
//! page. Tries are counted for all visitors together, and nobody's address is kept.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};

use crate::ballot::{CardCode, LinkSecret};
use crate::operations::is_open;
use crate::survey::questionnaire::Say;
use crate::survey::response::Mode;
use crate::web::error::Error;
use crate::web::shop::Shop;
use crate::web::typed::{Faults, Typed};

use super::desk::Leaf;
use super::language::Spoken;
use super::pages::card::{CODE, CardPage, card};
use super::start::start;

/// `GET /card`
pub async fn page(request: HttpRequest, shop: web::Data<Shop>) -> HttpResponse {
    ask(&Spoken::of(&request, &shop).await, Mode::Card, &shop)
}

/// `POST /card`
///
/// # Errors
/// The database is away; the page that says so keeps the code.
pub async fn act(request: HttpRequest, typed: Typed, shop: web::Data<Shop>) -> Result<HttpResponse, Error> {
    begin_with(&request, &typed, &shop, Mode::Card).await
}

/// The page with an empty field.
pub(super) fn ask(spoken: &Spoken, mode: Mode, shop: &Shop) -> HttpResponse {
    again((StatusCode::OK, mode), spoken, "", &Faults::default(), shop)
}

/// Begins the sitting of the code that was typed, or shows the page again.
pub(super) async fn begin_with(
    request: &HttpRequest,
    typed: &Typed,
    shop: &Shop,
    mode: Mode,
) -> Result<HttpResponse, Error> {
    let spoken = Spoken::of(request, shop).await;
    let code = typed.get(CODE).unwrap_or_default();
    let refused = |status, why| {
        let faults = Faults::one(CODE, spoken.words.say(why));
        Ok(again((status, mode), &spoken, code, &faults, shop))
    };
    if !shop.card_tries.take(shop.clock.machine_now()) {
        return refused(StatusCode::TOO_MANY_REQUESTS, Say::CardMany);
    }
    if let Some(link) = link_of(code, shop, mode) {
        let mut conn = shop.connection().await?;
        if is_open(&mut conn, &link, shop.clock.today()).await? {
            return start(request, &link, (spoken.words.language(), mode), shop);
        }
    }
    refused(StatusCode::UNPROCESSABLE_ENTITY, Say::CardFault)
}

/// What the typed letters open. An interviewer may be told the letters of a link instead of a card's.
fn link_of(typed: &str, shop: &Shop, mode: Mode) -> Option<LinkSecret> {
    if let Ok(code) = CardCode::parse(typed) {
        return Some(code.link(&shop.keys.card));
    }
    match mode.is_interview() {
        true => LinkSecret::parse(typed.trim()).ok(),
        false => None,
    }
}

fn again(
    (status, mode): (StatusCode, Mode),
    spoken: &Spoken,
    typed: &str,
    faults: &Faults,
    shop: &Shop,
) -> HttpResponse {
    let words = &spoken.words;
    let page = CardPage {
        words,
        all: &spoken.all,
        typed,
        faults,
        mode,
    };
    let title = words.say(Say::FrameNeutralTitle);
    Leaf::new(words, title, card(&page))
        .with(faults)
        .answer(status, shop)
}
