//! The record of what staff did: written with the act, never changed, never about a respondent.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use super::Error;
use super::schema::audit;

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
