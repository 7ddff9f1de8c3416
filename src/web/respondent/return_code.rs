//! "Save and come back": making a return code, and coming back with one. The code stands in one answer and
//! in no cookie: whoever loads the page again makes a new one.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;

use crate::ballot::{DraftKey, ReturnCode};
use crate::operations::chance::system_rng;
use crate::operations::passwords::PasswordsError;
use crate::operations::{
    Begun, ComeBackError, DraftOf, MakeReturnCodeError, Returning, come_back, delete_draft_without_code,
    make_return_code,
};
use crate::survey::questionnaire::Say;
use crate::web::error::Error;
use crate::web::typed::Faults;

use super::desk::Desk;
use super::journey::{Place, first_open};
use super::lapse::{closed, lapsed};
use super::leaves;
use super::pages::pause::CODE_FIELD;
use super::pages::sheet::Ask;
use super::posted::Posted;

/// The page that offers a return code.
pub async fn pause_page(desk: Desk<'_>, posted: &Posted) -> Result<HttpResponse, Error> {
    let place = desk.sitting.place.clone().underneath();
    match posted.ask() {
        _ if desk.sitting.draft.is_none() => desk.go(place),
        Ask::Code => make(desk).await,
        Ask::Hard => desk.go(place.hard()),
        Ask::Stop => desk.go(Place::Check),
        Ask::Stay => desk.go(place.pause()),
        _ => desk.go(place),
    }
}

async fn make(desk: Desk<'_>) -> Result<HttpResponse, Error> {
    let Some(handle) = &desk.sitting.draft else {
        return Ok(lapsed(&desk.words, desk.shop));
    };
    let (shop, link) = (desk.shop, desk.link());
    let draft = DraftOf {
        link: &link,
        id: handle.id,
        key: &DraftKey::from_bytes(handle.key),
    };
    let mut conn = shop.connection().await?;
    let today = shop.clock.today();
    let (passwords, pepper) = (&shop.passwords, &shop.keys.pepper);
    let made = make_return_code(&mut conn, passwords, pepper, draft, today, &mut system_rng()).await;
    match made {
        Ok((code, gone_on)) => {
            let leaf = leaves::code(&desk, &code, gone_on);
            desk.show(StatusCode::OK, leaf)
        }
        Err(MakeReturnCodeError::Gone) => Ok(lapsed(&desk.words, desk.shop)),
        Err(MakeReturnCodeError::Hasher(PasswordsError::Busy)) => Err(Error::TooOften),
        Err(MakeReturnCodeError::Store(error)) => Err(error.into()),
        Err(error) => Err(Error::Fault(error.to_string())),
    }
}

/// The page where a return code is typed.
pub async fn return_page(desk: Desk<'_>, posted: &Posted) -> Result<HttpResponse, Error> {
    match posted.ask() {
        Ask::Back => return desk.go(Place::Leaving),
        Ask::Stay => {
            let typed = posted.field(CODE_FIELD).unwrap_or_default();
            let leaf = leaves::come_back(&desk, typed, &Faults::default());
            return desk.show(StatusCode::OK, leaf);
        }
        Ask::Hard => return desk.go(Place::Return.hard()),
        _ => {}
    }
    let typed = posted.field(CODE_FIELD).unwrap_or_default();
    let Ok(code) = ReturnCode::parse(typed) else {
        return refused(desk, typed, Say::ReturnFault);
    };
    let returning = Returning {
        link: desk.link(),
        code,
        pepper: &desk.shop.keys.pepper,
        passwords: &desk.shop.passwords,
    };
    let conn = desk.shop.connection().await?;
    match come_back(conn, returning, desk.shop.clock.today()).await {
        Ok(begun) => go_on(desk, &begun).await,
        Err(ComeBackError::WrongCode) => refused(desk, typed, Say::ReturnWrong),
        Err(ComeBackError::UnknownLink) => Err(Error::Unknown),
        Err(ComeBackError::FieldworkClosed) => Ok(closed(&desk.words, desk.shop)),
        Err(ComeBackError::Hasher(PasswordsError::Busy)) => Err(Error::TooOften),
        Err(ComeBackError::Store(error)) => Err(error.into()),
        Err(error @ ComeBackError::Hasher(PasswordsError::Fault)) => Err(Error::Fault(error.to_string())),
    }
}

fn refused(desk: Desk<'_>, typed: &str, why: Say) -> Result<HttpResponse, Error> {
    let faults = Faults::one(CODE_FIELD, desk.words.say(why));
    let leaf = leaves::come_back(&desk, typed, &faults);
    desk.show(StatusCode::UNPROCESSABLE_ENTITY, leaf)
}

/// From now on the sitting writes to the draft she came back to; what it had begun itself goes.
async fn go_on(mut desk: Desk<'_>, begun: &Begun) -> Result<HttpResponse, Error> {
    let other = desk.sitting.draft.take().filter(|held| held.id != begun.id);
    if let Some(other) = other {
        let mut conn = desk.shop.connection().await?;
        delete_draft_without_code(&mut conn, other.id).await?;
    }
    desk.hold(begun);
    let Some(draft) = desk.draft().await? else {
        return Ok(lapsed(&desk.words, desk.shop));
    };
    let place = first_open(&draft.answered_blocks(&desk.definitions));
    desk.go(place)
}
