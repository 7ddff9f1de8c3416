//! Drafts: sealed answers so far, one length, found by an id that lives in the respondent's cookie.

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use super::Error;
use super::schema::draft;
use crate::ballot::LinkTag;

/// A draft as it is first written.
pub struct NewDraft<'a> {
    /// Random, kept in the cookie.
    pub id: Uuid,
    /// Counts the drafts of a link.
    pub link_tag: LinkTag,
    /// Sealed, of the one length.
    pub body: &'a [u8],
    /// A wrapped key or noise that looks like one.
    pub wrapped_key: &'a [u8],
    /// From this day on it is gone.
    pub expires_on: NaiveDate,
}

/// The sealed body of a draft that has not expired.
///
/// # Errors
/// The database's.
pub async fn find_body(
    conn: &mut AsyncPgConnection,
    id: Uuid,
    today: NaiveDate,
) -> Result<Option<Vec<u8>>, Error> {
    Ok(draft::table
        .find(id)
        .filter(draft::expires_on.gt(today))
        .select(draft::body)
        .first(conn)
        .await
        .optional()?)
}

/// How many drafts of a link have not expired.
///
/// # Errors
/// The database's.
pub async fn count_of_link(
    conn: &mut AsyncPgConnection,
    tag: &LinkTag,
    today: NaiveDate,
) -> Result<i64, Error> {
    Ok(draft::table
        .filter(draft::link_tag.eq(tag.as_bytes().as_slice()))
        .filter(draft::expires_on.gt(today))
        .count()
        .get_result(conn)
        .await?)
}

/// Takes the lock under which the drafts of a link are counted and added, until the transaction ends.
///
/// # Errors
/// The database's.
pub async fn lock_link(conn: &mut AsyncPgConnection, tag: &LinkTag) -> Result<(), Error> {
    let half = tag.as_bytes().first_chunk().copied().unwrap_or_default();
    diesel::sql_query("SELECT pg_advisory_xact_lock($1)")
        .bind::<BigInt, _>(i64::from_ne_bytes(half))
        .execute(conn)
        .await?;
    Ok(())
}

/// Writes a new draft.
///
/// # Errors
/// The database's.
pub async fn insert_draft(conn: &mut AsyncPgConnection, new: &NewDraft<'_>) -> Result<(), Error> {
    diesel::insert_into(draft::table)
        .values((
            draft::id.eq(new.id),
            draft::link_tag.eq(new.link_tag.as_bytes().as_slice()),
            draft::body.eq(new.body),
            draft::wrapped_key.eq(new.wrapped_key),
            draft::expires_on.eq(new.expires_on),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

/// Replaces the body of a draft that has not expired; returns how many rows there were: none or one.
///
/// # Errors
/// The database's.
pub async fn update_body(
    conn: &mut AsyncPgConnection,
    id: Uuid,
    body: &[u8],
    today: NaiveDate,
) -> Result<usize, Error> {
    let row = draft::table.find(id).filter(draft::expires_on.gt(today));
    Ok(diesel::update(row)
        .set(draft::body.eq(body))
        .execute(conn)
        .await?)
}

/// Deletes one draft.
///
/// # Errors
/// The database's.
pub async fn delete_draft(conn: &mut AsyncPgConnection, id: Uuid) -> Result<usize, Error> {
    Ok(diesel::delete(draft::table.find(id)).execute(conn).await?)
}

/// Deletes the drafts whose last day is over.
///
/// # Errors
/// The database's.
pub async fn delete_expired(conn: &mut AsyncPgConnection, today: NaiveDate) -> Result<usize, Error> {
    let expired = draft::table.filter(draft::expires_on.le(today));
    Ok(diesel::delete(expired).execute(conn).await?)
}

/// Deletes all drafts there are.
///
/// # Errors
/// The database's.
pub async fn delete_all(conn: &mut AsyncPgConnection) -> Result<usize, Error> {
    Ok(diesel::delete(draft::table).execute(conn).await?)
}
