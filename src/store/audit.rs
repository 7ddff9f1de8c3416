//! The record of what staff did: written with the act, never changed, never about a respondent.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use super::Error;
use super::schema::audit;

/// One act.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = audit, check_for_backend(diesel::pg::Pg))]
pub struct Act {
    /// When, on the machine's clock.
    pub at: DateTime<Utc>,
    /// The account's name, or the process.
    pub actor: String,
    /// What was done.
    pub act: String,
    /// To which wave, upload, edition or account.
    pub object: String,
}

/// Writes an act down, in the transaction that does it.
///
/// # Errors
/// The database's.
pub async fn insert_act(
    conn: &mut AsyncPgConnection,
    at: DateTime<Utc>,
    actor: &str,
    act: &str,
    object: &str,
) -> Result<(), Error> {
    diesel::insert_into(audit::table)
        .values((
            audit::at.eq(at),
            audit::actor.eq(actor),
            audit::act.eq(act),
            audit::object.eq(object),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

/// The last `limit` acts, the newest first.
///
/// # Errors
/// The database's.
pub async fn list_acts(conn: &mut AsyncPgConnection, limit: i64) -> Result<Vec<Act>, Error> {
    Ok(audit::table
        .select(Act::as_select())
        .order(audit::id.desc())
        .limit(limit)
        .load(conn)
        .await?)
}
