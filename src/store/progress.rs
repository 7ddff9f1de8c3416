//! How far the letters of a wave are: totals by kind and state, from a view that shows nobody.

use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use super::Error;
use super::schema::fieldwork_progress;

/// Letters of one kind in one state.
#[derive(Clone, Debug, PartialEq, Eq, Queryable)]
pub struct Progress {
    /// `invitation` or `reminder`.
    pub kind: String,
    /// `ready`, `claimed`, `sent`, `unknown` or `failed`.
    pub state: String,
    /// How many.
    pub count: i64,
}

/// The letters of a wave; none before its contacts are approved and after it is purged.
///
/// # Errors
/// The database's.
pub async fn list_progress(conn: &mut AsyncPgConnection, wave: Uuid) -> Result<Vec<Progress>, Error> {
    Ok(fieldwork_progress::table
        .filter(fieldwork_progress::wave.eq(wave))
        .select((
            fieldwork_progress::kind,
            fieldwork_progress::state,
            fieldwork_progress::count,
        ))
        .order((fieldwork_progress::kind, fieldwork_progress::state))
        .load(conn)
        .await?)
}
