//! A form that came after its sitting had lapsed. What it carried is shown again and nothing of what was answered
//! before; with it she can begin anew. No more is given away than the open page showed: the cookie still knew the link,
//! which stands in the browser's history too, and the key of the earlier draft is gone with the old sitting.

use std::sync::Arc;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;

use crate::operations::chance::system_rng;
use crate::survey::questionnaire::{
    Answers, Block, Definitions, ENGLISH, Item, Kind, NO_KIND, Wording, read_alone,
};
use crate::web::error::Error;
use crate::web::shop::Shop;
use crate::web::typed::Faults;

use super::block_page::{block_page, read_page};
use super::desk::{Desk, Leaf};
use super::draft::Draft;
use super::exit::forget;
use super::journey::{Place, Then, first_block};
use super::lapse::carried;
use super::leaves::{self, Filled, LateForm, Standing};
use super::pages::away::Late;
use super::pages::block::{self, block_of_page};
use super::pages::closing;
use super::pages::sheet::Ask;
use super::post::chosen_kind;
use super::posted::Posted;
use super::sitting::{Sitting, begin};

/// What a form carried of one block.
pub struct Carried<'a> {
    block: &'a Block,
    family: Option<&'a str>,
    answers: Answers,
    texts: Vec<(&'a Item, &'a str)>,
}

impl<'a> Carried<'a> {
    /// What the fields of a form say that is named like a block's page; none where there is no such block or the form
    /// says nothing.
    pub fn by(posted: &'a Posted, page: &str, definitions: &'a Definitions) -> Option<Carried<'a>> {
        let id = block_of_page(page)?;
        let (questionnaire, block) = definitions
            .questionnaires()
            .find_map(|questionnaire| Some((questionnaire, questionnaire.block(id)?)))?;
        let texts: Vec<(&Item, &str)> = block
            .items
            .iter()
            .filter(|item| item.kind.is_text())
            .filter_map(|item| Some((item, posted.field(item.id.as_str())?)))
            .filter(|(_, text)| !text.trim().is_empty())
            .collect();
        let answers = read_alone(block, posted.pairs());
        let family = questionnaire.kind.family().filter(|_| block.in_module);
        let says = !texts.is_empty() || answers.iter().next().is_some();
        says.then(|| Carried {
            block,
            family: family.map(|family| family.as_str()),
            answers,
            texts,
        })
    }

    /// For the page.
    pub fn shown(&self) -> Late<'_> {
        let choices = self.block.items.iter().filter(|item| !item.kind.is_text());
        Late {
            choices: choices
                .filter_map(|item| Some((item, self.answers.get(item.id.as_str())?)))
                .collect(),
            texts: &self.texts,
        }
    }

    /// The words of its questions: a module that is not whole in a language is asked in English.
    pub fn words(&self, words: &Arc<Wording>, definitions: &Definitions, shop: &Shop) -> Arc<Wording> {
        let family = definitions
            .crime()
            .families()
            .iter()
            .find(|family| Some(family.id.as_str()) == self.family);
        match family.is_none_or(|family| words.covers(&family.module)) {
            true => Arc::clone(words),
            false => definitions.wording(ENGLISH, shop.stage.audience()),
        }
    }
}

/// The answer to a late form of a sitting that this browser had: a new sitting of the same link that is offered what
/// the form carried. None where the form is another sitting's or carried nothing.
pub async fn offer(shop: &Shop, lapsed: &Sitting, posted: &Posted) -> Result<Option<HttpResponse>, Error> {
    if lapsed.nonce != posted.nonce() {
        return Ok(None);
    }
    let anew = Sitting {
        mode: lapsed.mode,
        ..begin(lapsed.link, &lapsed.language, shop.clock.now(), &mut system_rng())
    };
    let desk = Desk::new(shop, anew).await?;
    let leaf = leaf(&desk, posted, posted.page(), &Faults::default());
    match leaf {
        None => Ok(None),
        Some(leaf) => {
            if let Some(draft) = &lapsed.draft {
                forget(shop, draft.id).await;
            }
            desk.show(StatusCode::GONE, leaf).map(Some)
        }
    }
}

/// A form of the page of [`offer`], or of the page for a hard moment over it.
pub async fn go_on(mut desk: Desk<'_>, posted: &Posted) -> Result<HttpResponse, Error> {
    let of = posted.late().unwrap_or_default().to_owned();
    if posted.ask() == Ask::Hard || (posted.page() == closing::HARD && posted.ask() == Ask::Stay) {
        let leaf = leaves::hard(&desk, &posted.carried());
        return desk.show(StatusCode::OK, leaf);
    }
    let chosen = chosen_kind(&desk, posted);
    let stays = posted.page() == closing::HARD || posted.ask() == Ask::Stay;
    let (Some(kind), false) = (chosen, stays) else {
        return again(desk, posted, &of, stays);
    };
    let definitions = Arc::clone(&desk.definitions);
    let Some(carried) = Carried::by(posted, &of, &definitions) else {
        return desk.go(Place::Kind { checking: false });
    };
    let id = carried.block.id.as_str();
    if desk.sitting.draft.is_some() {
        // Pressed once more: the block is kept like any other.
        return block_page(desk, id, posted).await;
    }
    let mut draft = Draft::new(&definitions, &kind, desk.words.language());
    draft.answers = carried.answers.clone();
    let faults = read_page(&desk, &mut draft.clone(), id, posted);
    if let Err(not_kept) = desk.begin(&draft).await {
        return not_kept.answer(&desk);
    }
    match faults.is_empty() && carried.is_whole() {
        true => {
            let first = first_block(&desk.blocks(&draft));
            desk.go(first)
        }
        false => to_be_mended(desk, &draft, id, posted, &faults).await,
    }
}

impl Carried<'_> {
    /// Whether every text could be taken as it is.
    fn is_whole(&self) -> bool {
        self.texts
            .iter()
            .all(|(item, _)| self.answers.get(item.id.as_str()).is_some())
    }
}

/// Nothing chosen yet, or more time asked for: the same page with the same answers.
fn again(desk: Desk<'_>, posted: &Posted, of: &str, stays: bool) -> Result<HttpResponse, Error> {
    let faults = match stays {
        true => Faults::default(),
        false => Faults::one(
            block::KIND_FIELD,
            desk.words.say(crate::survey::questionnaire::Say::KindFault),
        ),
    };
    let status = match stays {
        true => StatusCode::OK,
        false => StatusCode::UNPROCESSABLE_ENTITY,
    };
    match leaf(&desk, posted, of, &faults) {
        Some(leaf) => desk.show(status, leaf),
        None => desk.go(Place::Kind { checking: false }),
    }
}

/// Something cannot be taken as it is: its page with what to mend, or, where the path no longer leads there, all of it
/// to be copied.
async fn to_be_mended(
    mut desk: Desk<'_>,
    draft: &Draft,
    id: &str,
    posted: &Posted,
    faults: &Faults,
) -> Result<HttpResponse, Error> {
    let filled = Filled {
        typed: Some(posted.pairs()),
        faults,
        standing: Standing::Current,
        noticed: &std::collections::BTreeSet::new(),
    };
    let leaf = match leaves::block(&desk, draft, id, &Then::Onward, &filled) {
        Some(leaf) => {
            desk.sitting.place = Place::Block {
                id: id.to_owned(),
                then: Then::Onward,
            };
            leaf
        }
        None => {
            desk.sitting.place = first_block(&desk.blocks(draft));
            let content = carried(desk.shop, posted, &desk.words).await?;
            let title = desk.words.say(crate::survey::questionnaire::Say::LapsedHeading);
            Leaf::new(&desk.words, title, content)
        }
    };
    desk.show(StatusCode::UNPROCESSABLE_ENTITY, leaf)
}

fn leaf(desk: &Desk<'_>, posted: &Posted, of: &str, faults: &Faults) -> Option<Leaf> {
    let carried = Carried::by(posted, of, &desk.definitions)?;
    let asked_in = carried.words(&desk.words, &desk.definitions, desk.shop);
    let fields: Vec<(String, String)> = posted.answers().cloned().collect();
    let chosen = chosen_kind(desk, posted).map(|kind| match kind {
        Kind::Family(family) => family.as_str().to_owned(),
        Kind::CoreOnly => NO_KIND.to_owned(),
    });
    let form = LateForm {
        page: of,
        fields: &fields,
        shown: carried.shown(),
        asked_in: &asked_in,
        chosen: chosen.as_deref().or(carried.family),
    };
    Some(leaves::late(desk, &form, faults))
}
