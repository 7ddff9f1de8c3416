//! A page's answers go into the draft: found, opened, replaced or deleted by the sitting that holds its key.

use std::sync::Arc;

use chrono::NaiveDate;
use diesel_async::AsyncPgConnection;
use rand::CryptoRng;
use uuid::Uuid;
use zeroize::Zeroizing;

use super::door::{self, Door};
use super::drafts_at_hand::DraftsAtHand;
use crate::ballot::{DraftKey, LinkSecret, SealError, open_draft, seal_draft};
use crate::store;
use crate::store::drafts::{self, NewBody};

/// How often a page is written anew because another window was faster.
const TRIES: usize = 8;

/// Why a page was not saved.
#[derive(Debug, thiserror::Error)]
pub enum SavePageError {
    /// The link was used by another sitting, stopped, or was never one: one outcome for all.
    #[error("this link opens nothing")]
    UnknownLink,
    /// Fieldwork is over; the draft is deleted.
    #[error("fieldwork is over")]
    FieldworkClosed,
    /// The draft is not there any more: it expired, or the database lost it. Begin another with the same content.
    #[error("the draft is gone")]
    Gone,
    /// The content does not fit.
    #[error(transparent)]
    Seal(#[from] SealError),
    /// The database.
    #[error(transparent)]
    Store(#[from] store::Error),
}

/// The content of a draft, read from the database; `None` where it is gone or the key does not open it.
///
/// # Errors
/// The database's.
pub async fn find_draft(
    conn: &mut AsyncPgConnection,
    at_hand: &DraftsAtHand,
    id: Uuid,
    key: &DraftKey,
    today: NaiveDate,
) -> Result<Option<Zeroizing<Vec<u8>>>, store::Error> {
    let sealed = read(conn, at_hand, id, today).await?;
    Ok(sealed.and_then(|sealed| open_draft(key, id, &sealed).ok()))
}

/// The draft of a sitting, as its cookie names it.
#[derive(Clone, Copy, Debug)]
pub struct DraftOf<'a> {
    /// The sitting's link.
    pub link: &'a LinkSecret,
    /// The draft's row.
    pub id: Uuid,
    /// The draft's key.
    pub key: &'a DraftKey,
}

/// What became of a draft's content in the hands of whoever writes a page.
pub enum Written<T> {
    /// This is the new content.
    Keep(Zeroizing<Vec<u8>>, T),
    /// The draft stays as it is.
    Leave(T),
}

/// Writes a page into a draft: `write` makes the new content from the present one, and is asked again
/// where another window was faster, so that two windows lose nothing of each other's pages. The row is
/// written by one statement, which also looks at the link: one round trip where this process holds the
/// newest sealed body at hand, and a request that is given up saves all of it or nothing.
///
/// # Errors
/// [`SavePageError`].
pub async fn save_page<T>(
    conn: &mut AsyncPgConnection,
    at_hand: &DraftsAtHand,
    draft: DraftOf<'_>,
    today: NaiveDate,
    rng: &mut impl CryptoRng,
    mut write: impl FnMut(&[u8]) -> Written<T>,
) -> Result<T, SavePageError> {
    let mut known = at_hand.get(draft.id);
    for _ in 0..TRIES {
        let is_fresh = known.is_none();
        let sealed = match known.take() {
            Some(sealed) => sealed,
            None => match read(conn, at_hand, draft.id, today).await? {
                Some(sealed) => sealed,
                None => {
                    why_not(conn, draft, today).await?;
                    return Err(SavePageError::Gone);
                }
            },
        };
        let content = open_draft(draft.key, draft.id, &sealed).map_err(|_| SavePageError::Gone)?;
        let (content, told) = match write(&content) {
            Written::Keep(content, told) => (content, told),
            Written::Leave(told) if is_fresh => return Ok(told),
            // What was at hand may be old: nothing is refused on its word.
            Written::Leave(_) => continue,
        };
        let body = seal_draft(draft.key, draft.id, &content, rng)?;
        let new = NewBody {
            id: draft.id,
            link: draft.link,
            instead_of: &sealed,
            body: &body,
            today,
        };
        if drafts::update_body(conn, &new).await? == 1 {
            at_hand.keep(draft.id, body);
            return Ok(told);
        }
        why_not(conn, draft, today).await?;
    }
    Err(store::Error::crowded().into())
}

/// A body was not written: because of the link, or else because somebody wrote meanwhile.
async fn why_not(
    conn: &mut AsyncPgConnection,
    draft: DraftOf<'_>,
    today: NaiveDate,
) -> Result<(), SavePageError> {
    match door::look(conn, draft.link, today).await? {
        Door::Open(_) => Ok(()),
        Door::Spent | Door::Unknown => Err(SavePageError::UnknownLink),
        Door::Closed => {
            drafts::delete_draft(conn, draft.id).await?;
            Err(SavePageError::FieldworkClosed)
        }
    }
}

async fn read(
    conn: &mut AsyncPgConnection,
    at_hand: &DraftsAtHand,
    id: Uuid,
    today: NaiveDate,
) -> Result<Option<Arc<[u8]>>, store::Error> {
    let body = drafts::find_body(conn, id, today).await?;
    Ok(body.map(|body| at_hand.keep(id, body)))
}

/// Deletes a draft, as the respondent asked; one that is gone already is deleted.
///
/// # Errors
/// The database's.
pub async fn delete_draft(conn: &mut AsyncPgConnection, id: Uuid) -> Result<(), store::Error> {
    drafts::delete_draft(conn, id).await?;
    Ok(())
}

/// Deletes the draft of somebody who leaves, unless a return code may still bring her back to it.
///
/// # Errors
/// The database's.
pub async fn delete_draft_without_code(conn: &mut AsyncPgConnection, id: Uuid) -> Result<(), store::Error> {
    drafts::delete_without_code(conn, id).await?;
    Ok(())
}

/// Deletes the drafts whose 72 hours are over and returns how many there were.
///
/// # Errors
/// The database's.
pub async fn purge_drafts(conn: &mut AsyncPgConnection, today: NaiveDate) -> Result<usize, store::Error> {
    drafts::delete_expired(conn, today).await
}
