//! Waves and their cohorts.

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use super::Error;
use super::schema::{cohort, wave};
use crate::ballot::ContactPublicKey;
use crate::survey::sample::{FieldworkPeriod, Quarter};

/// Where a wave stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WaveState {
    /// Its keys are being made.
    Preparing,
    /// Samples are loaded, letters leave, answers come.
    Open,
    /// No answer is taken any more.
    Closed,
    /// Its responses are out.
    Mixed,
    /// Contacts, gates, stops, outbox and keys are gone.
    Purged,
}

impl WaveState {
    /// Its word in the table.
    pub fn as_str(self) -> &'static str {
        match self {
            WaveState::Preparing => "preparing",
            WaveState::Open => "open",
            WaveState::Closed => "closed",
            WaveState::Mixed => "mixed",
            WaveState::Purged => "purged",
        }
    }

    /// Reads the word in the table.
    ///
    /// # Errors
    /// It is none of the five.
    pub fn parse(word: &str) -> Result<WaveState, Error> {
        [
            WaveState::Preparing,
            WaveState::Open,
            WaveState::Closed,
            WaveState::Mixed,
            WaveState::Purged,
        ]
        .into_iter()
        .find(|state| state.as_str() == word)
        .ok_or_else(|| Error::unreadable("wave", "its state is none of the five"))
    }
}

/// A wave with the dates of its fieldwork.
#[derive(Clone, Debug)]
pub struct Wave {
    /// Its id.
    pub id: Uuid,
    /// Its name, for staff.
    pub name: String,
    /// The quarter in which its crimes were recorded, e.g. 2026Q3.
    pub quarter: String,
    /// First day of fieldwork.
    pub fieldwork_from: NaiveDate,
    /// Last day of fieldwork.
    pub fieldwork_to: NaiveDate,
    /// Where it stands.
    pub state: WaveState,
    /// Uploads seal their data key to it, once it is made.
    pub contact_public_key: Option<ContactPublicKey>,
}

type Row = (
    Uuid,
    String,
    String,
    NaiveDate,
    NaiveDate,
    String,
    Option<Vec<u8>>,
);

fn read((id, name, quarter, fieldwork_from, fieldwork_to, state, key): Row) -> Result<Wave, Error> {
    let key = key.map(|bytes| ContactPublicKey::from_slice(&bytes)).transpose();
    Ok(Wave {
        id,
        name,
        quarter,
        fieldwork_from,
        fieldwork_to,
        state: WaveState::parse(&state)?,
        contact_public_key: key.map_err(|_| Error::unreadable("wave", "its contact key has not 32 bytes"))?,
    })
}

/// The waves in a state, the earliest fieldwork first.
///
/// # Errors
/// The database's.
pub async fn list_in_state(conn: &mut AsyncPgConnection, state: WaveState) -> Result<Vec<Wave>, Error> {
    let rows: Vec<Row> = wave::table
        .filter(wave::state.eq(state.as_str()))
        .order((wave::fieldwork_to, wave::id))
        .select(wave::all_columns)
        .load(conn)
        .await?;
    rows.into_iter().map(read).collect()
}

/// Moves a wave from one state to the next; returns how many rows there were in the first: none or one.
///
/// # Errors
/// The database's.
pub async fn mark_state(
    conn: &mut AsyncPgConnection,
    id: Uuid,
    from: WaveState,
    to: WaveState,
) -> Result<usize, Error> {
    let row = wave::table.find(id).filter(wave::state.eq(from.as_str()));
    Ok(diesel::update(row)
        .set(wave::state.eq(to.as_str()))
        .execute(conn)
        .await?)
}

/// Opens a wave in preparation with its contact key; returns how many rows there were: none or one.
///
/// # Errors
/// The database's.
pub async fn mark_open(
    conn: &mut AsyncPgConnection,
    id: Uuid,
    key: &ContactPublicKey,
) -> Result<usize, Error> {
    let row = wave::table
        .find(id)
        .filter(wave::state.eq(WaveState::Preparing.as_str()));
    Ok(diesel::update(row)
        .set((
            wave::contact_public_key.eq(key.as_bytes().as_slice()),
            wave::state.eq(WaveState::Open.as_str()),
        ))
        .execute(conn)
        .await?)
}

/// How many waves are in preparation or in fieldwork.
///
/// # Errors
/// The database's.
pub async fn count_live(conn: &mut AsyncPgConnection) -> Result<i64, Error> {
    Ok(wave::table
        .filter(wave::state.eq_any([WaveState::Preparing.as_str(), WaveState::Open.as_str()]))
        .count()
        .get_result(conn)
        .await?)
}

/// The cohort of a family in a wave.
///
/// # Errors
/// The database's.
pub async fn find_cohort(
    conn: &mut AsyncPgConnection,
    of: Uuid,
    family: &str,
) -> Result<Option<Uuid>, Error> {
    Ok(cohort::table
        .filter(cohort::wave.eq(of).and(cohort::family.eq(family)))
        .select(cohort::id)
        .first(conn)
        .await
        .optional()?)
}

/// Writes a cohort.
///
/// # Errors
/// The database's.
pub async fn insert_cohort(
    conn: &mut AsyncPgConnection,
    id: Uuid,
    of: Uuid,
    family: &str,
) -> Result<(), Error> {
    diesel::insert_into(cohort::table)
        .values((cohort::id.eq(id), cohort::wave.eq(of), cohort::family.eq(family)))
        .execute(conn)
        .await?;
    Ok(())
}

/// Forgets a wave's contact key, so that nothing more is sealed to it.
///
/// # Errors
/// The database's.
pub async fn forget_contact_key(conn: &mut AsyncPgConnection, id: Uuid) -> Result<(), Error> {
    diesel::update(wave::table.find(id))
        .set(wave::contact_public_key.eq(None::<Vec<u8>>))
        .execute(conn)
        .await?;
    Ok(())
}

/// Writes a wave in preparation.
///
/// # Errors
/// The database's; a name that is taken is a constraint.
pub async fn insert_preparing(
    conn: &mut AsyncPgConnection,
    id: Uuid,
    name: &str,
    quarter: Quarter,
    period: FieldworkPeriod,
) -> Result<(), Error> {
    diesel::insert_into(wave::table)
        .values((
            wave::id.eq(id),
            wave::name.eq(name),
            wave::quarter.eq(quarter.to_string()),
            wave::fieldwork_from.eq(period.from()),
            wave::fieldwork_to.eq(period.to()),
            wave::state.eq(WaveState::Preparing.as_str()),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

/// The wave of an id.
///
/// # Errors
/// The database's.
pub async fn find_wave(conn: &mut AsyncPgConnection, id: Uuid) -> Result<Option<Wave>, Error> {
    let row: Option<Row> = wave::table
        .find(id)
        .select(wave::all_columns)
        .first(conn)
        .await
        .optional()?;
    row.map(read).transpose()
}

/// The wave of a name.
///
/// # Errors
/// The database's.
pub async fn find_named(conn: &mut AsyncPgConnection, name: &str) -> Result<Option<Wave>, Error> {
    let row: Option<Row> = wave::table
        .filter(wave::name.eq(name))
        .select(wave::all_columns)
        .first(conn)
        .await
        .optional()?;
    row.map(read).transpose()
}

/// The waves about a quarter, the earliest fieldwork first.
///
/// # Errors
/// The database's.
pub async fn list_of_quarter(conn: &mut AsyncPgConnection, quarter: &str) -> Result<Vec<Wave>, Error> {
    let rows: Vec<Row> = wave::table
        .filter(wave::quarter.eq(quarter))
        .order((wave::fieldwork_from, wave::id))
        .select(wave::all_columns)
        .load(conn)
        .await?;
    rows.into_iter().map(read).collect()
}

/// All waves, the latest fieldwork first; at most `limit`.
///
/// # Errors
/// The database's.
pub async fn list_waves(conn: &mut AsyncPgConnection, limit: i64) -> Result<Vec<Wave>, Error> {
    let rows: Vec<Row> = wave::table
        .order((wave::fieldwork_from.desc(), wave::id))
        .limit(limit)
        .select(wave::all_columns)
        .load(conn)
        .await?;
    rows.into_iter().map(read).collect()
}
