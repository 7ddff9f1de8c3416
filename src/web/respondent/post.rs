//! `POST /q`: what a form of the sitting asks for. Each page saves itself, whatever page the sitting
//! has moved to since (another tab, the back button): the last write of a page wins.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};

use crate::survey::questionnaire::{Kind, NO_KIND, Say};
use crate::web::error::Error;
use crate::web::shop::Shop;
use crate::web::typed::{Faults, Typed};

use super::block_page::block_page;
use super::desk::{ADDRESS, Desk};
use super::draft::Draft;
use super::journey::{Place, Then, after_block, change, first_block, last_block};
use super::lapse::{lapsed, late};
use super::leaves;
use super::pages::sheet::Ask;
use super::pages::{block, check, closing, opening};
use super::posted::Posted;
use super::send;
use super::show::Visitor;
use super::sitting::Device;

/// The handler.
///
/// # Errors
/// The database is away; the page that says so keeps the form.
pub async fn handler(
    request: HttpRequest,
    typed: Typed,
    shop: web::Data<Shop>,
) -> Result<HttpResponse, Error> {
    let posted = Posted::from(typed);
    match Visitor::of(&request, &shop) {
        Visitor::Nobody => late(&shop, &posted).await,
        Visitor::Sent => Ok(HttpResponse::SeeOther()
            .insert_header(("location", ADDRESS))
            .finish()),
        Visitor::Answering(sitting) if sitting.nonce != posted.nonce() => late(&shop, &posted).await,
        Visitor::Answering(sitting) => dispatch(Desk::new(&shop, sitting).await?, &posted).await,
    }
}

async fn dispatch(desk: Desk<'_>, posted: &Posted) -> Result<HttpResponse, Error> {
    let page = posted.page();
    if let Some(id) = block::block_of_page(page) {
        return block_page(desk, id, posted).await;
    }
    match page {
        opening::LEAVING => leaving(desk, posted),
        opening::ABOUT if posted.ask() == Ask::Back => desk.go(Place::Leaving),
        opening::ABOUT if posted.ask() == Ask::Hard => desk.go(Place::About.hard()),
        opening::ABOUT => desk.go(Place::Kind { checking: false }),
        block::KIND => kind_page(desk, posted).await,
        check::CHECK => check_page(desk, posted).await,
        closing::HARD => hard_page(desk, posted).await,
        // No page of ours: the one she is on is shown again.
        _ => {
            let place = desk.sitting.place.clone();
            desk.go(place)
        }
    }
}

fn leaving(mut desk: Desk<'_>, posted: &Posted) -> Result<HttpResponse, Error> {
    desk.sitting.device = match posted.field(opening::DEVICE_FIELD) {
        Some(opening::DEVICE_OWN) => Device::Own,
        _ => Device::Shared,
    };
    desk.go(Place::About)
}

async fn kind_page(mut desk: Desk<'_>, posted: &Posted) -> Result<HttpResponse, Error> {
    let checking = desk.sitting.place == Place::Kind { checking: true };
    match posted.ask() {
        Ask::Hard => {
            let place = Place::Kind { checking }.hard();
            return desk.go(place);
        }
        Ask::Back if checking => return desk.go(Place::Check),
        Ask::Back => return desk.go(Place::About),
        _ => {}
    }
    let before = desk.draft().await?;
    let Some(kind) = chosen_kind(&desk, posted) else {
        let faults = Faults::one(block::KIND_FIELD, desk.words.say(Say::KindFault));
        let leaf = leaves::kind(&desk, before.as_ref(), &faults);
        return desk.show(StatusCode::UNPROCESSABLE_ENTITY, leaf);
    };
    let draft = match &before {
        None => Draft::new(&desk.definitions, &kind, desk.words.language()),
        Some(draft) => draft.about(&kind),
    };
    if let Err(not_kept) = desk.keep(&draft).await {
        return not_kept.answer(&desk.words);
    }
    let place = after_kind(&desk, before.as_ref(), &draft, checking);
    desk.go(place)
}

fn chosen_kind(desk: &Desk<'_>, posted: &Posted) -> Option<Kind> {
    let value = posted.field(block::KIND_FIELD)?;
    desk.definitions.kind((value != NO_KIND).then_some(value))
}

/// Onward to the first block; or, while answers are checked, through the blocks of the new choice.
fn after_kind(desk: &Desk<'_>, before: Option<&Draft>, draft: &Draft, checking: bool) -> Place {
    let after = desk.blocks(draft);
    match before {
        Some(before) if checking => {
            let then = Then::Check { opened: vec![] };
            after_block("", &then, &desk.blocks(before), &after)
        }
        _ => first_block(&after),
    }
}

async fn check_page(desk: Desk<'_>, posted: &Posted) -> Result<HttpResponse, Error> {
    if let Some(page) = posted.change() {
        let place = block::block_of_page(page).map_or(Place::Kind { checking: true }, change);
        return desk.go(place);
    }
    match posted.ask() {
        Ask::Send => send::send(desk).await,
        Ask::Hard => desk.go(Place::Check.hard()),
        _ => {
            let Some(draft) = desk.draft().await? else {
                return Ok(lapsed(&desk.words));
            };
            let place = last_block(&desk.blocks(&draft));
            desk.go(place)
        }
    }
}

async fn hard_page(desk: Desk<'_>, posted: &Posted) -> Result<HttpResponse, Error> {
    let place = desk.sitting.place.clone().underneath();
    match posted.ask() {
        Ask::Delete => send::delete(desk).await,
        Ask::Stop if desk.sitting.draft.is_some() => desk.go(Place::Check),
        _ => match &place {
            Place::Block { id, .. } if posted.answers().next().is_some() => {
                block_page(desk, &id.clone(), posted).await
            }
            _ => desk.go(place),
        },
    }
}
