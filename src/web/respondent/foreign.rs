//! A form that does not say it belongs to this sitting: an older sitting's, or a damaged one. Nothing of it is kept.
//! The sitting goes on, and the page is shown again with what was typed, so that one more press sends it.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;

use crate::survey::questionnaire::Say;
use crate::web::error::Error;
use crate::web::typed::Faults;

use super::desk::{Desk, Leaf};
use super::draft::Draft;
use super::journey::{Place, Then};
use super::lapse::carried;
use super::leaves::{self, Filled, Standing};
use super::pages::{block, closing};
use super::posted::Posted;
use super::show;

/// The page that the form is of, with what was typed; where it is none of this sitting, the page she is on.
pub async fn again(mut desk: Desk<'_>, posted: &Posted) -> Result<HttpResponse, Error> {
    if posted.page() == closing::HARD {
        let leaf = leaves::hard(&desk, &posted.carried());
        return desk.show(StatusCode::FORBIDDEN, leaf);
    }
    let Some(id) = block::block_of_page(posted.page()).map(str::to_owned) else {
        let mut here = show::page(desk).await?;
        *here.status_mut() = StatusCode::FORBIDDEN;
        return Ok(here);
    };
    let draft = desk.draft().await?;
    let leaf = draft.and_then(|draft| block_again(&mut desk, &draft, &id, posted));
    let leaf = match leaf {
        Some(leaf) => leaf,
        None => {
            let content = carried(desk.shop, posted, &desk.words).await?;
            Leaf::new(&desk.words, desk.words.say(Say::LapsedHeading), content)
        }
    };
    desk.show(StatusCode::FORBIDDEN, leaf)
}

/// A block with what was typed; none where this sitting's path does not lead to it.
fn block_again(desk: &mut Desk<'_>, draft: &Draft, id: &str, posted: &Posted) -> Option<Leaf> {
    let then = match desk.sitting.place.clone().underneath() {
        Place::Block { id: at, then } if at == id => then,
        _ => Then::Onward,
    };
    let shown = draft.print_of_block(&desk.definitions, id);
    let filled = Filled {
        typed: Some(posted.pairs()),
        faults: &Faults::default(),
        noticed: &std::collections::BTreeSet::new(),
        standing: match posted.seen() {
            Some(seen) if seen != shown => Standing::Overtaken,
            _ => Standing::Current,
        },
    };
    let leaf = leaves::block(desk, draft, id, &then, &filled)?;
    desk.sitting.place = Place::Block {
        id: id.to_owned(),
        then,
    };
    Some(leaf)
}
