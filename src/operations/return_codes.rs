//! "Save and come back": a draft gets a code of words, and its link together with the code finds it again
//! from any device. Five wrong codes destroy every draft of the link that has one; what a link without such
//! a draft answers is the same, so that nobody learns whether there is one.

use chrono::NaiveDate;
use diesel_async::{AsyncConnection, AsyncPgConnection};
use rand::CryptoRng;
use secrecy::SecretString;

use super::begin_draft::Begun;
use super::door::{self, Door};
use super::passwords::{Passwords, PasswordsError};
use super::save_page::DraftOf;
use super::to_the_end::to_the_end;
use crate::ballot::{LinkSecret, LinkTag, Pepper, ReturnCode, ReturnKey, SealError};
use crate::store;
use crate::store::drafts;

/// The wrong code that destroys a draft.
const WRONG_TRIES: i16 = 5;

/// Why a draft got no return code.
#[derive(Debug, thiserror::Error)]
pub enum MakeReturnCodeError {
    /// The draft is not there any more.
    #[error("the draft is gone")]
    Gone,
    /// The hasher is busy or refused.
    #[error(transparent)]
    Hasher(#[from] PasswordsError),
    /// The key could not be wrapped.
    #[error(transparent)]
    Seal(#[from] SealError),
    /// The database.
    #[error(transparent)]
    Store(#[from] store::Error),
}

/// Gives a draft a new return code; one it had before opens nothing any more. Returns the code, which is
/// kept nowhere, and the day from which the draft is gone.
///
/// # Errors
/// [`MakeReturnCodeError`].
pub async fn make_return_code(
    conn: &mut AsyncPgConnection,
    passwords: &Passwords,
    pepper: &Pepper,
    draft: DraftOf<'_>,
    today: NaiveDate,
    rng: &mut impl CryptoRng,
) -> Result<(ReturnCode, NaiveDate), MakeReturnCodeError> {
    let code = ReturnCode::generate(rng);
    let key = return_key(passwords, pepper, draft.link, &code).await?;
    let wrapped = key.wrap(draft.id, draft.key, rng)?;
    let gone_on = drafts::set_return_code(conn, draft.id, &key.found_by, &wrapped, today).await?;
    Ok((code, gone_on.ok_or(MakeReturnCodeError::Gone)?))
}

/// Why nobody came back to a draft.
#[derive(Debug, thiserror::Error)]
pub enum ComeBackError {
    /// The link is unknown, used, stopped or not open: one outcome for all.
    #[error("this link opens nothing")]
    UnknownLink,
    /// Fieldwork ended while the sitting was under way.
    #[error("fieldwork is over")]
    FieldworkClosed,
    /// The code is not the one of a draft of this link.
    #[error("this return code opens nothing")]
    WrongCode,
    /// The hasher is busy or refused.
    #[error(transparent)]
    Hasher(#[from] PasswordsError),
    /// The database.
    #[error(transparent)]
    Store(#[from] store::Error),
}

impl From<diesel::result::Error> for ComeBackError {
    fn from(error: diesel::result::Error) -> Self {
        Self::Store(error.into())
    }
}

/// Somebody who comes back with her link and her code.
pub struct Returning<'a> {
    /// The sitting's link.
    pub link: LinkSecret,
    /// What she typed.
    pub code: ReturnCode,
    /// The pepper of the web process.
    pub pepper: &'a Pepper,
    /// The hasher.
    pub passwords: &'a Passwords,
}

/// Finds the draft of a link by its return code. A wrong code is counted.
///
/// # Errors
/// [`ComeBackError`].
pub async fn come_back(
    mut conn: store::Connection,
    returning: Returning<'_>,
    today: NaiveDate,
) -> Result<Begun, ComeBackError> {
    let Returning {
        link,
        code,
        pepper,
        passwords,
    } = returning;
    let key = return_key(passwords, pepper, &link, &code).await?;
    let tag = pepper.link_tag(&link);
    to_the_end(async move { found(&mut conn, &link, &tag, &key, today).await }).await
}

async fn found(
    conn: &mut AsyncPgConnection,
    link: &LinkSecret,
    tag: &LinkTag,
    key: &ReturnKey,
    today: NaiveDate,
) -> Result<Begun, ComeBackError> {
    // A wrong try must stay counted, so it is an outcome of the transaction and not its failure.
    let begun = conn
        .transaction::<_, ComeBackError, _>(async |conn| {
            match door::look(conn, link, today).await? {
                Door::Open(_) => {}
                Door::Closed => return Err(ComeBackError::FieldworkClosed),
                Door::Spent | Door::Unknown => return Err(ComeBackError::UnknownLink),
            }
            drafts::lock_link(conn, tag).await?;
            let row = drafts::find_by_code(conn, tag, &key.found_by, today).await?;
            let begun = row.and_then(|(id, wrapped)| {
                let key = key.unwrap(id, &wrapped).ok()?;
                Some(Begun { id, key })
            });
            if begun.is_none() {
                drafts::count_wrong_try(conn, tag, WRONG_TRIES).await?;
            }
            Ok(begun)
        })
        .await?;
    begun.ok_or(ComeBackError::WrongCode)
}

async fn return_key(
    passwords: &Passwords,
    pepper: &Pepper,
    link: &LinkSecret,
    code: &ReturnCode,
) -> Result<ReturnKey, PasswordsError> {
    let secret = SecretString::from(code.expose().to_owned());
    let stretched = passwords.stretch(secret, pepper.return_salt(link)).await?;
    Ok(pepper.return_key(link, &stretched))
}
