//! Gates of cards between their printing and the mailer's next round.

use diesel::prelude::*;
use diesel::sql_types::{Array, Binary, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use super::Error;
use super::schema::{cohort, new_card};
use crate::ballot::GateHash;

/// Puts the gates of new cards of one cohort in, with one statement.
///
/// # Errors
/// The database's; a gate that is there already is one.
pub async fn insert_cards(conn: &mut AsyncPgConnection, gates: &[GateHash], of: Uuid) -> Result<(), Error> {
    let hashes: Vec<&[u8]> = gates.iter().map(|gate| gate.as_bytes().as_slice()).collect();
    diesel::sql_query("INSERT INTO new_card (gate, cohort) SELECT unnest($1), $2")
        .bind::<Array<Binary>, _>(hashes)
        .bind::<SqlUuid, _>(of)
        .execute(conn)
        .await?;
    Ok(())
}

#[derive(QueryableByName)]
struct Taken {
    #[diesel(sql_type = Binary)]
    gate: Vec<u8>,
    #[diesel(sql_type = SqlUuid)]
    cohort: Uuid,
}

/// Takes out the cards of every wave that has not closed, each with its cohort.
///
/// # Errors
/// The database's.
pub async fn take_cards(conn: &mut AsyncPgConnection) -> Result<Vec<(GateHash, Uuid)>, Error> {
    let taken: Vec<Taken> = diesel::sql_query(
        "DELETE FROM new_card USING cohort, wave WHERE cohort.id = new_card.cohort AND wave.id = cohort.wave \
         AND wave.state IN ('preparing', 'open') RETURNING new_card.gate, new_card.cohort",
    )
    .load(conn)
    .await?;
    taken
        .into_iter()
        .map(|card| {
            let hash = GateHash::from_slice(&card.gate)
                .ok_or_else(|| Error::unreadable("new_card", "a gate has not 32 bytes"))?;
            Ok((hash, card.cohort))
        })
        .collect()
}

/// Deletes the cards of a wave that were never made gates.
///
/// # Errors
/// The database's.
pub async fn delete_cards(conn: &mut AsyncPgConnection, of: Uuid) -> Result<usize, Error> {
    let cohorts = cohort::table.filter(cohort::wave.eq(of)).select(cohort::id);
    Ok(
        diesel::delete(new_card::table.filter(new_card::cohort.eq_any(cohorts)))
            .execute(conn)
            .await?,
    )
}
