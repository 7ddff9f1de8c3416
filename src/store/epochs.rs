//! Epochs: batches in the making, with their public keys and the locks that keep Send and Mix apart.

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use super::Error;
use super::schema::{cohort, epoch, wave};
use super::turns::hold;
use crate::ballot::EpochPublicKey;

/// An epoch and where ballots sealed to it belong.
#[derive(Clone, Copy, Debug)]
pub struct Epoch {
    /// Its id.
    pub id: Uuid,
    /// Ballots are sealed to it.
    pub public_key: EpochPublicKey,
}

/// The open epoch of a cohort.
///
/// # Errors
/// The database's.
pub async fn find_open(conn: &mut AsyncPgConnection, of: Uuid) -> Result<Option<Uuid>, Error> {
    Ok(epoch::table
        .filter(epoch::cohort.eq(of).and(epoch::state.eq("open")))
        .select(epoch::id)
        .first(conn)
        .await
        .optional()?)
}

/// The public key of an epoch while it is open. Read it after [`lock_shared`], in the transaction that
/// inserts, or a ballot may be sealed to a key that is destroyed already.
///
/// # Errors
/// The database's.
pub async fn find_open_key(conn: &mut AsyncPgConnection, id: Uuid) -> Result<Option<EpochPublicKey>, Error> {
    let bytes: Option<Vec<u8>> = epoch::table
        .find(id)
        .filter(epoch::state.eq("open"))
        .select(epoch::public_key)
        .first(conn)
        .await
        .optional()?;
    bytes.map(|bytes| read_key(&bytes)).transpose()
}

/// Takes the lock of those who put ballots into an epoch, until the transaction ends.
///
/// # Errors
/// The database's; busy while a mix holds the epoch for longer than the lock's time limit.
pub async fn lock_shared(conn: &mut AsyncPgConnection, id: Uuid) -> Result<(), Error> {
    diesel::sql_query("SELECT pg_advisory_xact_lock_shared($1)")
        .bind::<BigInt, _>(lock_key(id))
        .execute(conn)
        .await?;
    Ok(())
}

/// Takes the lock of the mixer, which waits for every Send under way and keeps new ones out.
///
/// # Errors
/// The database's.
pub async fn lock_exclusive(conn: &mut AsyncPgConnection, id: Uuid) -> Result<(), Error> {
    hold(conn, lock_key(id)).await
}

/// Any constant does: the ids of epochs are random, so none is likely to share it.
const MIXER_LOCK: i64 = 0x6d69_7865_725f_3031;

/// Takes the lock under which epochs are made, adopted and mixed, until the transaction ends.
///
/// # Errors
/// The database's.
pub async fn lock_mixer(conn: &mut AsyncPgConnection) -> Result<(), Error> {
    hold(conn, MIXER_LOCK).await
}

/// Half of a random id: two epochs that shared it would wait for each other and lose nothing.
fn lock_key(id: Uuid) -> i64 {
    let (high, _) = id.as_u64_pair();
    i64::from_ne_bytes(high.to_ne_bytes())
}

/// A cohort that has no epoch yet.
#[derive(Clone, Debug)]
pub struct WithoutEpoch {
    /// The cohort.
    pub cohort: Uuid,
    /// Its family.
    pub family: String,
    /// The last day of its fieldwork.
    pub fieldwork_to: NaiveDate,
}

/// The cohorts of waves in preparation or in fieldwork that have never had an epoch.
///
/// # Errors
/// The database's.
pub async fn list_cohorts_without_epoch(conn: &mut AsyncPgConnection) -> Result<Vec<WithoutEpoch>, Error> {
    let rows: Vec<(Uuid, String, NaiveDate)> = cohort::table
        .inner_join(wave::table)
        .filter(wave::state.eq_any(["preparing", "open"]))
        .filter(diesel::dsl::not(diesel::dsl::exists(
            epoch::table.filter(epoch::cohort.eq(cohort::id.nullable())),
        )))
        .order((wave::fieldwork_to, cohort::id))
        .select((cohort::id, cohort::family, wave::fieldwork_to))
        .load(conn)
        .await?;
    Ok(rows
        .into_iter()
        .map(|(cohort, family, fieldwork_to)| WithoutEpoch {
            cohort,
            family,
            fieldwork_to,
        })
        .collect())
}

/// The family's epoch of carried ballots that wait for its next wave.
///
/// # Errors
/// The database's.
pub async fn find_waiting(conn: &mut AsyncPgConnection, family: &str) -> Result<Option<Epoch>, Error> {
    let row: Option<(Uuid, Vec<u8>)> = epoch::table
        .filter(epoch::family.eq(family).and(epoch::cohort.is_null()))
        .select((epoch::id, epoch::public_key))
        .first(conn)
        .await
        .optional()?;
    row.map(read).transpose()
}

/// The open epoch of the family in the earliest wave that ends after `ends_after` and takes answers or will.
///
/// # Errors
/// The database's.
pub async fn find_next_open(
    conn: &mut AsyncPgConnection,
    family: &str,
    ends_after: NaiveDate,
) -> Result<Option<Epoch>, Error> {
    let row: Option<(Uuid, Vec<u8>)> = epoch::table
        .inner_join(cohort::table)
        .inner_join(wave::table.on(wave::id.eq(cohort::wave)))
        .filter(epoch::family.eq(family).and(epoch::state.eq("open")))
        .filter(wave::fieldwork_to.gt(ends_after))
        .filter(wave::state.eq_any(["preparing", "open"]))
        .order(wave::fieldwork_to)
        .select((epoch::id, epoch::public_key))
        .first(conn)
        .await
        .optional()?;
    row.map(read).transpose()
}

/// A new epoch of a cohort, or of carried ballots where there is none yet.
pub struct NewEpoch<'a> {
    /// Random.
    pub id: Uuid,
    /// The cohort it collects for; none while it waits for the family's next wave.
    pub cohort: Option<Uuid>,
    /// The family.
    pub family: &'a str,
    /// The public half of its key.
    pub public_key: &'a EpochPublicKey,
    /// It is not mixed before this day.
    pub not_before: Option<NaiveDate>,
}

/// Writes a new open epoch.
///
/// # Errors
/// The database's; a second open epoch of a cohort, or a second waiting one of a family, is one.
pub async fn insert_epoch(conn: &mut AsyncPgConnection, new: &NewEpoch<'_>) -> Result<(), Error> {
    diesel::insert_into(epoch::table)
        .values((
            epoch::id.eq(new.id),
            epoch::cohort.eq(new.cohort),
            epoch::family.eq(new.family),
            epoch::public_key.eq(new.public_key.as_bytes().as_slice()),
            epoch::state.eq("open"),
            epoch::not_before.eq(new.not_before),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

/// Gives a waiting epoch to a cohort of its family; returns how many rows there were: none or one.
///
/// # Errors
/// The database's.
pub async fn mark_adopted(
    conn: &mut AsyncPgConnection,
    id: Uuid,
    by: Uuid,
    not_before: NaiveDate,
) -> Result<usize, Error> {
    Ok(
        diesel::update(epoch::table.find(id).filter(epoch::cohort.is_null()))
            .set((epoch::cohort.eq(by), epoch::not_before.eq(not_before)))
            .execute(conn)
            .await?,
    )
}

/// An epoch whose time to be mixed has come.
#[derive(Clone, Debug)]
pub struct Due {
    /// The epoch.
    pub epoch: Uuid,
    /// Its cohort.
    pub cohort: Uuid,
    /// Its family.
    pub family: String,
}

/// The open epochs of a wave that may be mixed on `today`.
///
/// # Errors
/// The database's.
pub async fn list_due(conn: &mut AsyncPgConnection, of: Uuid, today: NaiveDate) -> Result<Vec<Due>, Error> {
    let rows: Vec<(Uuid, Uuid, String)> = epoch::table
        .inner_join(cohort::table)
        .filter(cohort::wave.eq(of).and(epoch::state.eq("open")))
        .filter(epoch::not_before.is_null().or(epoch::not_before.le(today)))
        .order(epoch::id)
        .select((epoch::id, cohort::id, cohort::family))
        .load(conn)
        .await?;
    Ok(rows
        .into_iter()
        .map(|(epoch, cohort, family)| Due {
            epoch,
            cohort,
            family,
        })
        .collect())
}

/// How many epochs of a wave are still open.
///
/// # Errors
/// The database's.
pub async fn count_open(conn: &mut AsyncPgConnection, of: Uuid) -> Result<i64, Error> {
    Ok(epoch::table
        .inner_join(cohort::table)
        .filter(cohort::wave.eq(of).and(epoch::state.eq("open")))
        .count()
        .get_result(conn)
        .await?)
}

/// Marks an epoch released: nothing is sealed to it any more.
///
/// # Errors
/// The database's.
pub async fn mark_released(conn: &mut AsyncPgConnection, id: Uuid) -> Result<usize, Error> {
    Ok(
        diesel::update(epoch::table.find(id).filter(epoch::state.eq("open")))
            .set(epoch::state.eq("released"))
            .execute(conn)
            .await?,
    )
}

/// Which of these epochs are released, so that their private keys must go.
///
/// # Errors
/// The database's.
pub async fn list_released(conn: &mut AsyncPgConnection, ids: &[Uuid]) -> Result<Vec<Uuid>, Error> {
    Ok(epoch::table
        .filter(epoch::id.eq_any(ids).and(epoch::state.eq("released")))
        .select(epoch::id)
        .load(conn)
        .await?)
}

fn read((id, bytes): (Uuid, Vec<u8>)) -> Result<Epoch, Error> {
    Ok(Epoch {
        id,
        public_key: read_key(&bytes)?,
    })
}

fn read_key(bytes: &[u8]) -> Result<EpochPublicKey, Error> {
    EpochPublicKey::from_slice(bytes)
        .map_err(|_| Error::unreadable("epoch", "its public key has not 32 bytes"))
}
