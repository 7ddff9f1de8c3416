//! A block that was posted: it is written into the draft, whichever button sent it, and only then
//! does the button lead somewhere. Nothing that was typed is lost on the way.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;

use crate::survey::questionnaire::read_block;
use crate::web::error::Error;
use crate::web::typed::Faults;

use super::desk::Desk;
use super::draft::Draft;
use super::journey::{Place, Then, after_block, before_block, first_block};
use super::lapse::late;
use super::leaves::{self, Filled};
use super::pages::sheet::Ask;
use super::posted::Posted;

/// Writes block `id` and leads on.
pub async fn block_page(mut desk: Desk<'_>, id: &str, posted: &Posted) -> Result<HttpResponse, Error> {
    let Some(mut draft) = desk.draft().await? else {
        return late(desk.shop, posted).await;
    };
    let before = desk.blocks(&draft);
    let faults = write(&desk, &mut draft, id, posted);
    if let Err(not_kept) = desk.keep(&draft).await {
        return not_kept.answer(&desk.words);
    }
    let after = desk.blocks(&draft);
    let then = then_of(&desk.sitting.place, id);
    if !faults.is_empty() {
        let page = Faulty { id, then, faults };
        return page.answer(desk, &draft, posted);
    }
    let here = Place::Block {
        id: id.to_owned(),
        then: then.clone(),
    };
    desk.go(match posted.ask() {
        Ask::Hard => here.hard(),
        Ask::Clear => here,
        Ask::Stop => Place::Check,
        Ask::Back => before_block(id, &then, &after),
        _ => after_block(id, &then, &before, &after),
    })
}

/// Where a block leads: on, or back to the list, if the sitting is at this block on its way there.
/// An old tab that posts another block leads on from that block.
fn then_of(place: &Place, id: &str) -> Then {
    match place.clone().underneath() {
        Place::Block { id: at, then } if at == id => then,
        _ => Then::Onward,
    }
}

/// Puts the form's answers into the draft. "Skip" and "clear" take back what the block had.
fn write(desk: &Desk<'_>, draft: &mut Draft, id: &str, posted: &Posted) -> Faults {
    let questionnaire = draft.questionnaire(&desk.definitions);
    let emptied = matches!(posted.ask(), Ask::Skip | Ask::Clear);
    let fields = if emptied { &[][..] } else { posted.pairs() };
    let mut faults = Faults::default();
    if let Err(found) = read_block(questionnaire, id, fields, &mut draft.answers) {
        for fault in found {
            faults.add(fault.item.as_str(), fault.problem.in_words(&desk.words));
        }
    }
    faults
}

/// A block with something to mend.
struct Faulty<'a> {
    id: &'a str,
    then: Then,
    faults: Faults,
}

impl Faulty<'_> {
    /// The page again with what was typed; or the help she asked for, which carries it along.
    fn answer(self, mut desk: Desk<'_>, draft: &Draft, posted: &Posted) -> Result<HttpResponse, Error> {
        let here = Place::Block {
            id: self.id.to_owned(),
            then: self.then.clone(),
        };
        if posted.ask() == Ask::Hard {
            desk.sitting.place = here.hard();
            let carried: Vec<_> = posted.answers().cloned().collect();
            let leaf = leaves::hard(&desk, &carried);
            return desk.show(StatusCode::OK, leaf);
        }
        let filled = Filled {
            typed: Some(posted.pairs()),
            faults: &self.faults,
        };
        desk.sitting.place = here;
        match leaves::block(&desk, draft, self.id, &self.then, &filled) {
            Some(leaf) => desk.show(StatusCode::UNPROCESSABLE_ENTITY, leaf),
            None => {
                let first = first_block(&desk.blocks(draft));
                desk.go(first)
            }
        }
    }
}
