//! A block that was posted: it is written into the draft, whichever button sent it, and only then
//! does the button lead somewhere. Nothing that was typed is lost on the way, and nothing that another
//! window has kept since is written over without being shown first.

use std::collections::BTreeSet;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;

use crate::survey::questionnaire::{Answer, Noticed, noticed, read_block};
use crate::web::error::Error;
use crate::web::typed::Faults;

use super::desk::{Change, Desk};
use super::draft::Draft;
use super::journey::{Place, Then, after_block, before_block, first_block};
use super::lapse::late;
use super::leaves::{self, Filled, Standing};
use super::pages::sheet::Ask;
use super::posted::Posted;

/// Writes block `id` and leads on.
pub async fn block_page(mut desk: Desk<'_>, id: &str, posted: &Posted) -> Result<HttpResponse, Error> {
    let page = match desk.change(|draft| write(&desk, draft, id, posted)).await {
        Ok(Some(page)) => page,
        Ok(None) => return late(desk.shop, posted, &desk.words).await,
        Err(not_kept) => return not_kept.answer(&desk),
    };
    let then = then_of(&desk.sitting.place, id);
    if !page.faults.is_empty() || page.standing == Standing::Overtaken {
        return page.again(desk, id, &then, posted);
    }
    let after = desk.blocks(&page.draft);
    let here = Place::Block {
        id: id.to_owned(),
        then: then.clone(),
    };
    let noticed = news(&desk, &page.draft, id, posted);
    if !noticed.is_empty() {
        let filled = Filled {
            typed: None,
            faults: &Faults::default(),
            standing: Standing::Current,
            noticed: &noticed,
        };
        if let Some(leaf) = leaves::block(&desk, &page.draft, id, &then, &filled) {
            desk.sitting.place = here;
            return desk.show(StatusCode::OK, leaf);
        }
    }
    desk.go(match posted.ask() {
        Ask::Hard => here.hard(),
        Ask::Pause => here.pause(),
        Ask::Clear | Ask::Stay => here,
        Ask::Stop => Place::Check,
        Ask::Back => before_block(id, &then, &after),
        _ => after_block(id, &then, &page.before, &after),
    })
}

/// What her texts on this page seem to hold that the page has not pointed out yet. Only on the way on: the
/// text is kept already, and whoever presses once more goes on with it as it is.
fn news(desk: &Desk<'_>, draft: &Draft, id: &str, posted: &Posted) -> BTreeSet<Noticed> {
    if !matches!(posted.ask(), Ask::Continue | Ask::Stop) {
        return BTreeSet::new();
    }
    let items = desk
        .questionnaire(draft)
        .block(id)
        .map_or(&[][..], |block| &block.items);
    let texts = items
        .iter()
        .filter_map(|item| match draft.answers.get(item.id.as_str()) {
            Some(Answer::Text(text)) => Some(text),
            _ => None,
        });
    let seen: BTreeSet<Noticed> = texts.flat_map(|text| noticed(text)).collect();
    match seen.iter().all(|&what| posted.was_told(what)) {
        true => BTreeSet::new(),
        false => seen,
    }
}

/// Where a block leads: on, or back to the list, if the sitting is at this block on its way there.
/// An old tab that posts another block leads on from that block.
fn then_of(place: &Place, id: &str) -> Then {
    match place.clone().underneath() {
        Place::Block { id: at, then } if at == id => then,
        _ => Then::Onward,
    }
}

/// A block as it stands after the form was read.
struct Page {
    /// The draft as it is kept now.
    draft: Draft,
    /// The path before.
    before: Vec<String>,
    faults: Faults,
    standing: Standing,
}

/// Puts the form's answers into the draft. "Skip" and "clear" take back what the block had. A form that was
/// shown before another window changed the block changes nothing, unless it says the same.
fn write(desk: &Desk<'_>, draft: &mut Draft, id: &str, posted: &Posted) -> Change<Page> {
    let definitions = &desk.definitions;
    let (kept, before) = (draft.clone(), draft.blocks(definitions));
    let page = |draft: &Draft, faults, standing| Page {
        draft: draft.clone(),
        before,
        faults,
        standing,
    };
    if posted.ask() == Ask::Other {
        return Change::Leave(page(&kept, Faults::default(), Standing::Current));
    }
    let faults = read_page(desk, draft, id, posted);
    let shown = kept.print_of_block(definitions, id);
    let is_old = posted.seen().is_some_and(|seen| seen != shown);
    if is_old && draft.print_of_block(definitions, id) != shown {
        return Change::Leave(page(&kept, faults, Standing::Overtaken));
    }
    Change::Keep(page(draft, faults, Standing::Current))
}

/// Reads the form into the draft and says what is to be mended.
pub(super) fn read_page(desk: &Desk<'_>, draft: &mut Draft, id: &str, posted: &Posted) -> Faults {
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

impl Page {
    /// The page again with what was typed; or the help she asked for, which carries it along.
    fn again(
        self,
        mut desk: Desk<'_>,
        id: &str,
        then: &Then,
        posted: &Posted,
    ) -> Result<HttpResponse, Error> {
        let here = Place::Block {
            id: id.to_owned(),
            then: then.clone(),
        };
        if posted.ask() == Ask::Hard {
            desk.sitting.place = here.hard();
            let leaf = leaves::hard(&desk, &posted.carried());
            return desk.show(StatusCode::OK, leaf);
        }
        desk.sitting.place = here;
        let filled = Filled {
            typed: Some(posted.pairs()),
            faults: &self.faults,
            standing: self.standing,
            noticed: &BTreeSet::new(),
        };
        let status = match self.standing {
            Standing::Overtaken => StatusCode::CONFLICT,
            Standing::Current => StatusCode::UNPROCESSABLE_ENTITY,
        };
        match leaves::block(&desk, &self.draft, id, then, &filled) {
            Some(leaf) => desk.show(status, leaf),
            None => {
                let first = first_block(&desk.blocks(&self.draft));
                desk.go(first)
            }
        }
    }
}
