//! `POST /q`: what a form of the sitting asks for. Each page saves itself, whatever page the sitting
//! has moved to since (another tab, the back button): the last write of a page wins.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};

use crate::survey::questionnaire::{Kind, NO_KIND, Say};
use crate::web::error::Error;
use crate::web::shop::Shop;
use crate::web::typed::{Faults, Typed};

use super::block_page::block_page;
use super::desk::{ADDRESS, Change, Desk};
use super::draft::Draft;
use super::foreign;
use super::journey::{Place, Then, after_block, change, first_block, last_block};
use super::language::words_for;
use super::lapse::{self, lapsed};
use super::late;
use super::leaves::{self, Standing};
use super::pages::sheet::Ask;
use super::pages::{block, check, closing, opening, pause};
use super::posted::Posted;
use super::return_code;
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
        Visitor::Nobody => too_late(&request, &shop, &posted).await,
        Visitor::Lapsed(sitting) => match late::offer(&shop, &sitting, &posted).await? {
            Some(offered) => Ok(offered),
            None => too_late(&request, &shop, &posted).await,
        },
        Visitor::Sent => Ok(HttpResponse::SeeOther()
            .insert_header(("location", ADDRESS))
            .finish()),
        Visitor::Answering(sitting) if sitting.nonce != posted.nonce() => {
            foreign::again(Desk::new(&shop, sitting).await?, &posted).await
        }
        Visitor::Answering(sitting) => dispatch(Desk::new(&shop, sitting).await?, &posted).await,
    }
}

async fn too_late(request: &HttpRequest, shop: &Shop, posted: &Posted) -> Result<HttpResponse, Error> {
    let words = words_for(request, shop, posted.language()).await;
    lapse::late(shop, posted, &words).await
}

async fn dispatch(desk: Desk<'_>, posted: &Posted) -> Result<HttpResponse, Error> {
    let page = posted.page();
    if let Some(id) = block::block_of_page(page) {
        return block_page(desk, id, posted).await;
    }
    if posted.late().is_some() && (page == block::KIND || page == closing::HARD) {
        return late::go_on(desk, posted).await;
    }
    match page {
        opening::LEAVING => leaving(desk, posted),
        opening::ABOUT if posted.ask() == Ask::Back => desk.go(Place::Leaving),
        opening::ABOUT if posted.ask() == Ask::Stay => desk.go(Place::About),
        opening::ABOUT if posted.ask() == Ask::Hard => desk.go(Place::About.hard()),
        opening::ABOUT => desk.go(Place::Kind { checking: false }),
        block::KIND => kind_page(desk, posted).await,
        check::CHECK => check_page(desk, posted).await,
        closing::HARD => hard_page(desk, posted).await,
        pause::PAUSE => return_code::pause_page(desk, posted).await,
        pause::RETURN => return_code::return_page(desk, posted).await,
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
    desk.go(match posted.ask() {
        Ask::Hard => Place::Leaving.hard(),
        Ask::Stay => Place::Leaving,
        Ask::Return => Place::Return,
        _ => Place::About,
    })
}

async fn kind_page(mut desk: Desk<'_>, posted: &Posted) -> Result<HttpResponse, Error> {
    let checking = desk.sitting.place == Place::Kind { checking: true };
    match posted.ask() {
        Ask::Hard => {
            let place = Place::Kind { checking }.hard();
            return desk.go(place);
        }
        Ask::Stay => return desk.go(Place::Kind { checking }),
        Ask::Stop if desk.sitting.draft.is_some() => return desk.go(Place::Check),
        Ask::Back if checking => return desk.go(Place::Check),
        Ask::Back => return desk.go(Place::About),
        _ => {}
    }
    let Some(kind) = chosen_kind(&desk, posted) else {
        let faults = Faults::one(block::KIND_FIELD, desk.words.say(Say::KindFault));
        let draft = desk.draft().await?;
        let leaf = leaves::kind(&desk, draft.as_ref(), &faults, Standing::Current);
        return desk.show(StatusCode::UNPROCESSABLE_ENTITY, leaf);
    };
    let chosen = match desk.change(|draft| choose(draft, &kind, posted)).await {
        Ok(chosen) => chosen,
        Err(not_kept) => return not_kept.answer(&desk),
    };
    match chosen {
        None => {
            let draft = Draft::new(&desk.definitions, &kind, desk.words.language());
            if let Err(not_kept) = desk.begin(&draft).await {
                return not_kept.answer(&desk);
            }
            let place = first_block(&desk.blocks(&draft));
            desk.go(place)
        }
        Some(Chosen::Overtaken(draft)) => {
            let leaf = leaves::kind(&desk, Some(&draft), &Faults::default(), Standing::Overtaken);
            desk.show(StatusCode::CONFLICT, leaf)
        }
        Some(Chosen::Kept { before, after }) => {
            let place = after_kind(&desk, &before, &after, checking);
            desk.go(place)
        }
    }
}

/// What became of a choice of kind.
enum Chosen {
    /// Another window had chosen since the page was shown.
    Overtaken(Draft),
    /// The draft before and after.
    Kept { before: Draft, after: Draft },
}

fn choose(draft: &mut Draft, kind: &Kind, posted: &Posted) -> Change<Chosen> {
    let before = draft.clone();
    let shown = before.print_of_kind();
    *draft = before.about(kind);
    let is_old = posted.seen().is_some_and(|seen| seen != shown);
    if is_old && draft.kind != before.kind {
        return Change::Leave(Chosen::Overtaken(before));
    }
    let after = draft.clone();
    Change::Keep(Chosen::Kept { before, after })
}

pub(super) fn chosen_kind(desk: &Desk<'_>, posted: &Posted) -> Option<Kind> {
    let value = posted.field(block::KIND_FIELD)?;
    desk.definitions.kind((value != NO_KIND).then_some(value))
}

/// Onward to the first block; or, while answers are checked, through the blocks of the new choice.
fn after_kind(desk: &Desk<'_>, before: &Draft, draft: &Draft, checking: bool) -> Place {
    let after = desk.blocks(draft);
    if !checking {
        return first_block(&after);
    }
    let then = Then::Check { opened: vec![] };
    after_block("", &then, &desk.blocks(before), &after)
}

async fn check_page(mut desk: Desk<'_>, posted: &Posted) -> Result<HttpResponse, Error> {
    desk.sitting.left = posted.change().map(str::to_owned);
    if let Some(page) = posted.change() {
        let place = block::block_of_page(page).map_or(Place::Kind { checking: true }, change);
        return desk.go(place);
    }
    match posted.ask() {
        Ask::Send => send::send(desk, posted.seen()).await,
        Ask::Hard => desk.go(Place::Check.hard()),
        Ask::Pause => desk.go(Place::Check.pause()),
        Ask::Stay => desk.go(Place::Check),
        _ => {
            let Some(draft) = desk.draft().await? else {
                return Ok(lapsed(&desk.words, desk.shop));
            };
            let place = last_block(&desk.blocks(&draft));
            desk.go(place)
        }
    }
}

/// What could not be kept on the page behind is written there first, so that no button loses it.
async fn hard_page(desk: Desk<'_>, posted: &Posted) -> Result<HttpResponse, Error> {
    let place = desk.sitting.place.clone().underneath();
    let begun = desk.sitting.draft.is_some();
    match (posted.ask(), &place) {
        (Ask::Delete, _) => send::delete(desk).await,
        (Ask::Stay, _) if posted.answers().next().is_some() => {
            let leaf = leaves::hard(&desk, &posted.carried());
            desk.show(StatusCode::OK, leaf)
        }
        (_, Place::Block { id, .. }) if posted.answers().next().is_some() => {
            block_page(desk, &id.clone(), posted).await
        }
        (Ask::Stay, _) => desk.go(place.hard()),
        (Ask::Stop, _) if begun => desk.go(Place::Check),
        (Ask::Pause, _) if begun => desk.go(place.pause()),
        _ => desk.go(place),
    }
}
