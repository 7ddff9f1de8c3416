//! A page's answers go into the draft: found, opened, replaced or deleted by the sitting that holds its key.

use chrono::NaiveDate;
use diesel_async::AsyncPgConnection;
use rand::CryptoRng;
use uuid::Uuid;
use zeroize::Zeroizing;

use super::door::{self, Door};
use crate::ballot::{DraftKey, LinkSecret, SealError, open_draft, seal_draft};
use crate::store;
use crate::store::drafts;

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

/// The content of a draft; `None` where it is gone or the key does not open it.
///
/// # Errors
/// The database's.
pub async fn find_draft(
    conn: &mut AsyncPgConnection,
    id: Uuid,
    key: &DraftKey,
    today: NaiveDate,
) -> Result<Option<Zeroizing<Vec<u8>>>, store::Error> {
    let sealed = drafts::find_body(conn, id, today).await?;
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

/// Replaces the content of a draft. The row is written by one statement, so a request that is given
/// up saves all of it or nothing.
///
/// # Errors
/// [`SavePageError`].
pub async fn save_page(
    conn: &mut AsyncPgConnection,
    draft: DraftOf<'_>,
    content: &[u8],
    today: NaiveDate,
    rng: &mut impl CryptoRng,
) -> Result<(), SavePageError> {
    match door::look(conn, draft.link, today).await? {
        Door::Open(_) => {}
        Door::Spent | Door::Unknown => return Err(SavePageError::UnknownLink),
        Door::Closed => {
            drafts::delete_draft(conn, draft.id).await?;
            return Err(SavePageError::FieldworkClosed);
        }
    }
    let body = seal_draft(draft.key, draft.id, content, rng)?;
    match drafts::update_body(conn, draft.id, &body, today).await? {
        0 => Err(SavePageError::Gone),
        _ => Ok(()),
    }
}

/// Deletes a draft, as the respondent asked; one that is gone already is deleted.
///
/// # Errors
/// The database's.
pub async fn delete_draft(conn: &mut AsyncPgConnection, id: Uuid) -> Result<(), store::Error> {
    drafts::delete_draft(conn, id).await?;
    Ok(())
}

/// Deletes the drafts whose 72 hours are over and returns how many there were.
///
/// # Errors
/// The database's.
pub async fn purge_drafts(conn: &mut AsyncPgConnection, today: NaiveDate) -> Result<usize, store::Error> {
    drafts::delete_expired(conn, today).await
}
