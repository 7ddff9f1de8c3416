//! The first thing worth keeping of a sitting: a draft with a random id and a random key, which from
//! now on stand in the respondent's cookie and nowhere else.

use chrono::{Days, NaiveDate};
use diesel_async::{AsyncConnection, AsyncPgConnection};
use rand::CryptoRng;
use uuid::Uuid;

use super::door::{self, Door};
use super::to_the_end::to_the_end;
use crate::ballot::{DraftKey, Pepper, SealError, noise_for_wrapped_key, random_id, seal_draft};

pub use crate::ballot::LinkSecret;
use crate::store;
use crate::store::drafts::{self, NewDraft};

/// How many drafts a link may have at once: a second device cannot overwrite the first one's, and
/// nobody can fill the table with one link.
pub const DRAFTS_OF_A_LINK: i64 = 5;
/// A draft is gone on the third day after it was begun: after 72 hours at most. Pages say so.
pub const DRAFT_DAYS: u64 = 3;

/// Why no draft was begun.
#[derive(Debug, thiserror::Error)]
pub enum BeginDraftError {
    /// The link is unknown, used, stopped or not open: one outcome for all.
    #[error("this link opens nothing")]
    UnknownLink,
    /// Fieldwork ended while the sitting was under way.
    #[error("fieldwork is over")]
    FieldworkClosed,
    /// The link has as many drafts as it may have.
    #[error("this link was begun on five devices already; go on there, or begin again in three days")]
    TooManyDrafts,
    /// The content does not fit.
    #[error(transparent)]
    Seal(#[from] SealError),
    /// The database.
    #[error(transparent)]
    Store(#[from] store::Error),
}

impl From<diesel::result::Error> for BeginDraftError {
    fn from(error: diesel::result::Error) -> Self {
        Self::Store(error.into())
    }
}

/// What the sitting's cookie keeps of a draft.
#[derive(Debug)]
pub struct Begun {
    /// Names the row.
    pub id: Uuid,
    /// Opens it.
    pub key: DraftKey,
}

/// Begins a draft with its first content.
///
/// # Errors
/// [`BeginDraftError`].
pub async fn begin_draft(
    mut conn: store::Connection,
    pepper: &Pepper,
    link: LinkSecret,
    content: &[u8],
    today: NaiveDate,
    rng: &mut impl CryptoRng,
) -> Result<Begun, BeginDraftError> {
    let (id, key) = (random_id(rng), DraftKey::generate(rng));
    let body = seal_draft(&key, id, content, rng)?;
    let wrapped_key = noise_for_wrapped_key(rng);
    let link_tag = pepper.link_tag(&link);
    to_the_end(async move {
        let new = NewDraft {
            id,
            link_tag,
            body: &body,
            wrapped_key: &wrapped_key,
            expires_on: today.checked_add_days(Days::new(DRAFT_DAYS)).unwrap_or(today),
        };
        insert(&mut conn, &link, &new, today).await?;
        Ok(Begun { id, key })
    })
    .await
}

async fn insert(
    conn: &mut AsyncPgConnection,
    link: &LinkSecret,
    new: &NewDraft<'_>,
    today: NaiveDate,
) -> Result<(), BeginDraftError> {
    conn.transaction(async |conn| {
        match door::look(conn, link, today).await? {
            Door::Open(_) => {}
            Door::Closed => return Err(BeginDraftError::FieldworkClosed),
            Door::Spent | Door::Unknown => return Err(BeginDraftError::UnknownLink),
        }
        drafts::lock_link(conn, &new.link_tag).await?;
        if drafts::count_of_link(conn, &new.link_tag, today).await? >= DRAFTS_OF_A_LINK {
            return Err(BeginDraftError::TooManyDrafts);
        }
        Ok(drafts::insert_draft(conn, new).await?)
    })
    .await
}
