//! Stops: hashes of stop secrets. A stopped one is not written to again, and its link opens nothing.

use diesel::prelude::*;
use diesel::sql_types::{Array, Binary, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use super::Error;
use super::schema::{cohort, stop};
use crate::ballot::StopHash;

/// Whether a contact asked not to be written to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stopped {
    /// She did.
    Yes,
    /// She did not.
    No,
}

/// Whether the stop of a link is set; `None` where there is no such stop.
///
/// # Errors
/// The database's.
pub async fn find_stop(conn: &mut AsyncPgConnection, hash: &StopHash) -> Result<Option<Stopped>, Error> {
    let stopped: Option<bool> = stop::table
        .find(hash.as_bytes().as_slice())
        .select(stop::stopped)
        .first(conn)
        .await
        .optional()?;
    Ok(stopped.map(|stopped| if stopped { Stopped::Yes } else { Stopped::No }))
}

/// Makes stops with one statement, in the order given, which must be a shuffled one of its own.
///
/// # Errors
/// The database's; a stop that is there already is one.
pub async fn insert_stops(conn: &mut AsyncPgConnection, stops: &[(StopHash, Uuid)]) -> Result<usize, Error> {
    let hashes: Vec<&[u8]> = stops.iter().map(|stop| stop.0.as_bytes().as_slice()).collect();
    let cohorts: Vec<Uuid> = stops.iter().map(|stop| stop.1).collect();
    Ok(
        diesel::sql_query("INSERT INTO stop (hash, cohort) SELECT * FROM unnest($1, $2)")
            .bind::<Array<Binary>, _>(hashes)
            .bind::<Array<SqlUuid>, _>(cohorts)
            .execute(conn)
            .await?,
    )
}

/// Sets a stop and returns how many rows there were to set: none or one.
///
/// # Errors
/// The database's.
pub async fn mark_stopped(conn: &mut AsyncPgConnection, hash: &StopHash) -> Result<usize, Error> {
    Ok(diesel::update(stop::table.find(hash.as_bytes().as_slice()))
        .set(stop::stopped.eq(true))
        .execute(conn)
        .await?)
}

/// The stops of a wave that are set, with their family.
///
/// # Errors
/// The database's.
pub async fn list_stopped_of_wave(
    conn: &mut AsyncPgConnection,
    of: Uuid,
) -> Result<Vec<(Vec<u8>, String)>, Error> {
    Ok(stop::table
        .inner_join(cohort::table)
        .filter(cohort::wave.eq(of).and(stop::stopped))
        .select((stop::hash, cohort::family))
        .load(conn)
        .await?)
}

/// Deletes the stops of a wave.
///
/// # Errors
/// The database's.
pub async fn delete_stops(conn: &mut AsyncPgConnection, of: Uuid) -> Result<usize, Error> {
    let cohorts = cohort::table.filter(cohort::wave.eq(of)).select(cohort::id);
    Ok(diesel::delete(stop::table.filter(stop::cohort.eq_any(cohorts)))
        .execute(conn)
        .await?)
}
