//! `GET /q`: the page of the sitting that is next, shown from the draft. It changes nothing but the
//! time the sitting was last used.

use std::collections::BTreeSet;

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};

use crate::survey::questionnaire::Say;
use crate::web::error::Error;
use crate::web::shop::Shop;
use crate::web::typed::Faults;

use super::cookie;
use super::desk::{Desk, Leaf, cookie_seal};
use super::journey::{Place, first_block};
use super::language::words_for;
use super::lapse::lapsed;
use super::leaves::{self, Filled, Standing};
use super::pages::closing;
use super::sitting::{Pass, Sitting};

/// Who stands behind a request to the sitting's address.
pub enum Visitor {
    /// Nobody we know.
    Nobody,
    /// A sitting that lay untouched for too long. Nothing of it is shown any more.
    Lapsed(Sitting),
    /// A sitting that has sent its answers.
    Sent,
    /// A sitting under way.
    Answering(Sitting),
}

impl Visitor {
    /// Reads the cookie.
    pub fn of(request: &HttpRequest, shop: &Shop) -> Visitor {
        match cookie::read(request, &cookie_seal(shop)) {
            None => Visitor::Nobody,
            Some(pass) => match (pass.has_lapsed(shop.clock.now()), pass) {
                (true, Pass::Sent { .. }) => Visitor::Nobody,
                (true, Pass::Answering(sitting)) => Visitor::Lapsed(sitting),
                (false, Pass::Sent { .. }) => Visitor::Sent,
                (false, Pass::Answering(sitting)) => Visitor::Answering(sitting),
            },
        }
    }
}

/// The handler.
///
/// # Errors
/// The database is away.
pub async fn handler(request: HttpRequest, shop: web::Data<Shop>) -> Result<HttpResponse, Error> {
    match Visitor::of(&request, &shop) {
        Visitor::Nobody | Visitor::Lapsed(_) => Ok(lapsed(&words_for(&request, &shop, "").await, &shop)),
        Visitor::Sent => {
            let language = cookie::language(&request, &cookie_seal(&shop));
            thanks(&shop, &language).await
        }
        Visitor::Answering(sitting) => page(Desk::new(&shop, sitting).await?).await,
    }
}

/// The page at the sitting's place.
pub(super) async fn page(desk: Desk<'_>) -> Result<HttpResponse, Error> {
    let draft = match desk.sitting.place {
        Place::Leaving | Place::About | Place::Hard { .. } | Place::Pause { .. } | Place::Return => None,
        Place::Kind { .. } | Place::Block { .. } | Place::Check => desk.draft().await?,
    };
    let leaf = match (&desk.sitting.place, &draft) {
        (Place::Leaving, _) => leaves::leaving(&desk),
        (Place::About, _) => leaves::about(&desk),
        (Place::Hard { .. }, _) => leaves::hard(&desk, &[]),
        (Place::Pause { .. }, _) => leaves::pause(&desk),
        (Place::Return, _) => leaves::come_back(&desk, "", &Faults::default()),
        (Place::Kind { .. }, draft) => {
            leaves::kind(&desk, draft.as_ref(), &Faults::default(), Standing::Current)
        }
        (Place::Block { .. } | Place::Check, None) => return Ok(lapsed(&desk.words, desk.shop)),
        (Place::Check, Some(draft)) => leaves::check(&desk, draft, Standing::Current),
        (Place::Block { id, then }, Some(draft)) => {
            let filled = Filled {
                typed: None,
                faults: &Faults::default(),
                standing: Standing::Current,
                noticed: &BTreeSet::new(),
            };
            match leaves::block(&desk, draft, id, then, &filled) {
                Some(leaf) => leaf,
                // Another tab has changed an answer, and the page is no longer asked.
                None => {
                    let first = first_block(&desk.blocks(draft));
                    return desk.go(first);
                }
            }
        }
    };
    desk.show(StatusCode::OK, leaf)
}

/// The thank-you, the same bytes for everybody who reads the same language.
async fn thanks(shop: &Shop, language: &str) -> Result<HttpResponse, Error> {
    let definitions = shop.definitions().await?;
    let words = definitions.wording(language, shop.stage.audience());
    let content = closing::thanks(&words, definitions.support_lines(), shop.support.is_some());
    Ok(Leaf::new(&words, words.say(Say::ThanksHeading), content).answer(StatusCode::OK, shop))
}
