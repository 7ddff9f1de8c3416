//! Drafts: sealed answers so far, one length, found by an id that lives in the respondent's cookie.

use chrono::NaiveDate;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::sql_types::{Binary, Date, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use super::Error;
use super::schema::draft;
use super::turns::hold;
use crate::ballot::{FoundBy, GateHash, LinkSecret, LinkTag, StopHash, nonce_of_draft};

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
    hold(conn, i64::from_ne_bytes(half)).await
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

/// One draft's new body, and what must hold for it to be written.
pub struct NewBody<'a> {
    /// The draft.
    pub id: Uuid,
    /// Its link, which must be open.
    pub link: &'a LinkSecret,
    /// The body that this one was made from: another one in the row means that somebody wrote meanwhile.
    pub instead_of: &'a [u8],
    /// Sealed, of the one length.
    pub body: &'a [u8],
    /// The day of fieldwork.
    pub today: NaiveDate,
}

/// Replaces the body of a draft, if it has not expired, its link is open and its body is still the one
/// the new one was made from. One statement and one round trip; returns how many rows there were: none or one.
///
/// # Errors
/// The database's.
pub async fn update_body(conn: &mut AsyncPgConnection, new: &NewBody<'_>) -> Result<usize, Error> {
    let statement = ReplaceBody {
        new,
        gate: new.link.gate(),
        stop: new.link.stop_secret().hash(),
        // Every seal has a nonce of its own, so the nonce stands for the whole body.
        nonce: nonce_of_draft(new.instead_of),
    };
    Ok(statement.execute(conn).await?)
}

/// The statement itself. The builder's own `update` is prepared anew at every call, which would be a
/// second round trip a page; this one is prepared once a connection.
struct ReplaceBody<'a> {
    new: &'a NewBody<'a>,
    gate: GateHash,
    stop: StopHash,
    nonce: &'a [u8],
}

/// Known again by its text.
impl QueryId for ReplaceBody<'_> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl QueryFragment<Pg> for ReplaceBody<'_> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql("UPDATE draft SET body = ");
        out.push_bind_param::<Binary, [u8]>(self.new.body)?;
        out.push_sql(" WHERE id = ");
        out.push_bind_param::<SqlUuid, Uuid>(&self.new.id)?;
        out.push_sql(" AND expires_on > ");
        out.push_bind_param::<Date, NaiveDate>(&self.new.today)?;
        out.push_sql(" AND substring(body from 1 for octet_length(");
        out.push_bind_param::<Binary, [u8]>(self.nonce)?;
        out.push_sql(")) = ");
        out.push_bind_param::<Binary, [u8]>(self.nonce)?;
        out.push_sql(
            " AND EXISTS (SELECT FROM gate JOIN cohort ON cohort.id = gate.cohort \
             JOIN wave ON wave.id = cohort.wave WHERE NOT gate.spent AND wave.state = 'open' AND gate.hash = ",
        );
        out.push_bind_param::<Binary, [u8]>(self.gate.as_bytes())?;
        out.push_sql(" AND ");
        out.push_bind_param::<Date, NaiveDate>(&self.new.today)?;
        out.push_sql(
            " BETWEEN wave.fieldwork_from AND wave.fieldwork_to) \
             AND NOT EXISTS (SELECT FROM stop WHERE stop.stopped AND stop.hash = ",
        );
        out.push_bind_param::<Binary, [u8]>(self.stop.as_bytes())?;
        out.push_sql(")");
        Ok(())
    }
}

/// Gives a draft that has not expired a return code; returns its last day, or nothing where it is gone.
///
/// # Errors
/// The database's.
pub async fn set_return_code(
    conn: &mut AsyncPgConnection,
    id: Uuid,
    found_by: &FoundBy,
    wrapped_key: &[u8],
    today: NaiveDate,
) -> Result<Option<NaiveDate>, Error> {
    let row = draft::table.find(id).filter(draft::expires_on.gt(today));
    Ok(diesel::update(row)
        .set((
            draft::found_by.eq(Some(found_by.as_bytes().as_slice())),
            draft::wrapped_key.eq(wrapped_key),
            draft::wrong_tries.eq(Some(0)),
        ))
        .returning(draft::expires_on)
        .get_result(conn)
        .await
        .optional()?)
}

/// The draft of a link that a return code finds, with its wrapped key. Its wrong tries are forgotten.
///
/// # Errors
/// The database's.
pub async fn find_by_code(
    conn: &mut AsyncPgConnection,
    tag: &LinkTag,
    found_by: &FoundBy,
    today: NaiveDate,
) -> Result<Option<(Uuid, Vec<u8>)>, Error> {
    let row = draft::table
        .filter(draft::link_tag.eq(tag.as_bytes().as_slice()))
        .filter(draft::found_by.eq(found_by.as_bytes().as_slice()))
        .filter(draft::expires_on.gt(today));
    Ok(diesel::update(row)
        .set(draft::wrong_tries.eq(Some(0)))
        .returning((draft::id, draft::wrapped_key))
        .get_result(conn)
        .await
        .optional()?)
}

/// Counts a wrong return code against every draft of the link that has one, and deletes those for which
/// it was try number `at_most`; returns how many were deleted.
///
/// # Errors
/// The database's.
pub async fn count_wrong_try(
    conn: &mut AsyncPgConnection,
    tag: &LinkTag,
    at_most: i16,
) -> Result<usize, Error> {
    let coded = draft::table
        .filter(draft::link_tag.eq(tag.as_bytes().as_slice()))
        .filter(draft::found_by.is_not_null());
    diesel::update(coded)
        .set(draft::wrong_tries.eq(draft::wrong_tries + 1))
        .execute(conn)
        .await?;
    Ok(diesel::delete(coded.filter(draft::wrong_tries.ge(at_most)))
        .execute(conn)
        .await?)
}

/// Deletes one draft, unless a return code may still bring somebody back to it.
///
/// # Errors
/// The database's.
pub async fn delete_without_code(conn: &mut AsyncPgConnection, id: Uuid) -> Result<usize, Error> {
    let row = draft::table.find(id).filter(draft::found_by.is_null());
    Ok(diesel::delete(row).execute(conn).await?)
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
