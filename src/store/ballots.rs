//! Ballots: sealed answers waiting for the mix. Put in one by one, taken out all at once.

use diesel::prelude::*;
use diesel::sql_types::{Array, Binary, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use super::Error;
use super::schema::ballot;

/// A sealed ballot and the epoch it is sealed to.
pub struct SealedBallot {
    /// Random.
    pub id: Uuid,
    /// Its epoch.
    pub epoch: Uuid,
    /// Sealed, of the one length.
    pub body: Vec<u8>,
}

/// Puts ballots in with one statement, in the order given.
///
/// # Errors
/// The database's.
pub async fn insert_ballots(conn: &mut AsyncPgConnection, ballots: &[SealedBallot]) -> Result<(), Error> {
    let ids: Vec<Uuid> = ballots.iter().map(|ballot| ballot.id).collect();
    let epochs: Vec<Uuid> = ballots.iter().map(|ballot| ballot.epoch).collect();
    let bodies: Vec<&[u8]> = ballots.iter().map(|ballot| ballot.body.as_slice()).collect();
    diesel::sql_query("INSERT INTO ballot (id, epoch, body) SELECT * FROM unnest($1, $2, $3)")
        .bind::<Array<SqlUuid>, _>(ids)
        .bind::<Array<SqlUuid>, _>(epochs)
        .bind::<Array<Binary>, _>(bodies)
        .execute(conn)
        .await?;
    Ok(())
}

/// Takes every ballot of an epoch out, with one `DELETE … RETURNING`: what is read is what is deleted.
///
/// # Errors
/// The database's.
pub async fn take_all(conn: &mut AsyncPgConnection, of: Uuid) -> Result<Vec<Vec<u8>>, Error> {
    Ok(diesel::delete(ballot::table.filter(ballot::epoch.eq(of)))
        .returning(ballot::body)
        .get_results(conn)
        .await?)
}
