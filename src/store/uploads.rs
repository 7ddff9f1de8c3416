//! Uploads: contact files as they were loaded, decided and turned into gates.

use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use super::Error;
use super::schema::{upload, wave};

/// The approved uploads of waves in fieldwork that have no gates yet: each with its wave.
///
/// # Errors
/// The database's.
pub async fn list_to_gate(conn: &mut AsyncPgConnection) -> Result<Vec<(Uuid, Uuid)>, Error> {
    Ok(upload::table
        .inner_join(wave::table)
        .filter(upload::state.eq("approved").and(wave::state.eq("open")))
        .order(upload::id)
        .select((upload::id, wave::id))
        .load(conn)
        .await?)
}

/// Marks an approved upload as gated; returns how many rows there were: none or one.
///
/// # Errors
/// The database's.
pub async fn mark_gated(conn: &mut AsyncPgConnection, id: Uuid) -> Result<usize, Error> {
    let row = upload::table.find(id).filter(upload::state.eq("approved"));
    Ok(diesel::update(row)
        .set(upload::state.eq("gated"))
        .execute(conn)
        .await?)
}

/// Forgets the data keys of a wave's uploads; one that is still undecided can no longer be approved.
///
/// # Errors
/// The database's.
pub async fn forget_data_keys(conn: &mut AsyncPgConnection, of: Uuid) -> Result<(), Error> {
    let of_wave = || upload::table.filter(upload::wave.eq(of));
    diesel::update(of_wave())
        .set(upload::sealed_data_key.eq(None::<Vec<u8>>))
        .execute(conn)
        .await?;
    diesel::update(of_wave().filter(upload::state.eq("pending")))
        .set(upload::state.eq("refused"))
        .execute(conn)
        .await?;
    Ok(())
}
