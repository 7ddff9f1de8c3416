//! Stops: hashes of stop secrets. A stopped one is not written to again, and its link opens nothing.

use diesel::prelude::*;
use diesel::sql_types::{Array, Binary, Bool, Text, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use super::Error;
use super::schema::stop;
use crate::ballot::StopHash;

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

/// A stop that was taken away at the close.
#[derive(QueryableByName)]
pub struct TakenStop {
    /// Its hash.
    #[diesel(sql_type = Binary)]
    pub hash: Vec<u8>,
    /// Whether it was set.
    #[diesel(sql_type = Bool)]
    pub stopped: bool,
    /// The family of its cohort.
    #[diesel(sql_type = Text)]
    pub family: String,
}

/// Deletes the stops of a wave and returns them as they were: none can be set in between unseen.
///
/// # Errors
/// The database's.
pub async fn take_stops(conn: &mut AsyncPgConnection, of: Uuid) -> Result<Vec<TakenStop>, Error> {
    Ok(diesel::sql_query(
        "DELETE FROM stop USING cohort WHERE cohort.id = stop.cohort AND cohort.wave = $1 \
         RETURNING stop.hash, stop.stopped, cohort.family",
    )
    .bind::<SqlUuid, _>(of)
    .load(conn)
    .await?)
}
