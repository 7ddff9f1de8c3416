//! Uploads: contact files as they were loaded, decided and turned into gates.

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use super::Error;
use super::schema::{upload, wave};
use crate::survey::sample::Summary;

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

/// Forgets the data keys of a wave's uploads, and the seeds of their draws; one that is still undecided can no longer be approved.
///
/// # Errors
/// The database's.
pub async fn forget_data_keys(conn: &mut AsyncPgConnection, of: Uuid) -> Result<(), Error> {
    let of_wave = || upload::table.filter(upload::wave.eq(of));
    diesel::update(of_wave())
        .set((
            upload::sealed_data_key.eq(None::<Vec<u8>>),
            upload::draw_seed.eq(None::<String>),
        ))
        .execute(conn)
        .await?;
    diesel::update(of_wave().filter(upload::state.eq("pending")))
        .set(upload::state.eq("refused"))
        .execute(conn)
        .await?;
    Ok(())
}

/// Where an upload stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UploadState {
    /// It waits for a commissioner.
    Pending,
    /// Approved; its gates are being made.
    Approved,
    /// Refused; its contacts are gone.
    Refused,
    /// Its gates are made.
    Gated,
}

impl UploadState {
    /// Its word in the table.
    pub fn as_str(self) -> &'static str {
        match self {
            UploadState::Pending => "pending",
            UploadState::Approved => "approved",
            UploadState::Refused => "refused",
            UploadState::Gated => "gated",
        }
    }

    fn parse(word: &str) -> Result<UploadState, Error> {
        let all = [
            UploadState::Pending,
            UploadState::Approved,
            UploadState::Refused,
            UploadState::Gated,
        ];
        let found = all.into_iter().find(|state| state.as_str() == word);
        found.ok_or_else(|| Error::unreadable("upload", "its state is none of the four"))
    }
}

/// An upload as staff see it: totals, and who did what.
#[derive(Clone, Debug)]
pub struct Upload {
    /// Its id.
    pub id: Uuid,
    /// Its wave.
    pub wave: Uuid,
    /// Where it stands.
    pub state: UploadState,
    /// The account that loaded it.
    pub uploaded_by: String,
    /// The account that approved or refused it.
    pub decided_by: Option<String>,
    /// The day of loading.
    pub uploaded_on: NaiveDate,
    /// Its totals.
    pub summary: Summary,
}

type Row = (
    Uuid,
    Uuid,
    String,
    String,
    Option<String>,
    NaiveDate,
    serde_json::Value,
);

const COLUMNS: (
    upload::id,
    upload::wave,
    upload::state,
    upload::uploaded_by,
    upload::decided_by,
    upload::uploaded_on,
    upload::summary,
) = (
    upload::id,
    upload::wave,
    upload::state,
    upload::uploaded_by,
    upload::decided_by,
    upload::uploaded_on,
    upload::summary,
);

fn read((id, wave, state, uploaded_by, decided_by, uploaded_on, summary): Row) -> Result<Upload, Error> {
    let summary = serde_json::from_value(summary);
    Ok(Upload {
        id,
        wave,
        state: UploadState::parse(&state)?,
        uploaded_by,
        decided_by,
        uploaded_on,
        summary: summary.map_err(|_| Error::unreadable("upload", "its summary is not one"))?,
    })
}

/// The upload of an id.
///
/// # Errors
/// The database's.
pub async fn find_upload(conn: &mut AsyncPgConnection, id: Uuid) -> Result<Option<Upload>, Error> {
    let row: Option<Row> = upload::table
        .find(id)
        .select(COLUMNS)
        .first(conn)
        .await
        .optional()?;
    row.map(read).transpose()
}

/// The uploads of a wave, the newest day first; at most `limit`.
///
/// # Errors
/// The database's.
pub async fn list_of_wave(conn: &mut AsyncPgConnection, of: Uuid, limit: i64) -> Result<Vec<Upload>, Error> {
    let rows: Vec<Row> = upload::table
        .filter(upload::wave.eq(of))
        .order((upload::uploaded_on.desc(), upload::id))
        .limit(limit)
        .select(COLUMNS)
        .load(conn)
        .await?;
    rows.into_iter().map(read).collect()
}

/// The uploads that wait for a commissioner, the oldest day first; at most `limit`.
///
/// # Errors
/// The database's.
pub async fn list_pending(conn: &mut AsyncPgConnection, limit: i64) -> Result<Vec<Upload>, Error> {
    let rows: Vec<Row> = upload::table
        .filter(upload::state.eq(UploadState::Pending.as_str()))
        .order((upload::uploaded_on, upload::id))
        .limit(limit)
        .select(COLUMNS)
        .load(conn)
        .await?;
    rows.into_iter().map(read).collect()
}

/// An upload in the making.
pub struct NewUpload<'u> {
    /// Its id.
    pub id: Uuid,
    /// Its wave.
    pub wave: Uuid,
    /// The key of its addresses, sealed to the wave's contact key.
    pub sealed_data_key: &'u [u8],
    /// The account that loads it.
    pub uploaded_by: &'u str,
    /// The day of loading.
    pub uploaded_on: NaiveDate,
}

/// Writes a pending upload without totals yet, so that its contacts can refer to it.
///
/// # Errors
/// The database's.
pub async fn insert_pending(conn: &mut AsyncPgConnection, new: &NewUpload<'_>) -> Result<(), Error> {
    diesel::insert_into(upload::table)
        .values((
            upload::id.eq(new.id),
            upload::wave.eq(new.wave),
            upload::state.eq(UploadState::Pending.as_str()),
            upload::sealed_data_key.eq(new.sealed_data_key),
            upload::uploaded_by.eq(new.uploaded_by),
            upload::uploaded_on.eq(new.uploaded_on),
            upload::summary.eq(serde_json::Value::Null),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

/// Writes down an upload's totals and the seed by which it was drawn which case stands for a person.
///
/// # Errors
/// The database's.
pub async fn mark_summary(
    conn: &mut AsyncPgConnection,
    id: Uuid,
    summary: &Summary,
    draw_seed: &str,
) -> Result<(), Error> {
    let json = serde_json::to_value(summary);
    let json = json.map_err(|_| Error::unreadable("upload", "its summary cannot be written"))?;
    diesel::update(upload::table.find(id))
        .set((upload::summary.eq(json), upload::draw_seed.eq(draw_seed)))
        .execute(conn)
        .await?;
    Ok(())
}

/// Approves or refuses a pending upload; returns how many rows there were: none or one. Two at once: one waits for the
/// other and finds none.
///
/// # Errors
/// The database's.
pub async fn mark_decided(
    conn: &mut AsyncPgConnection,
    id: Uuid,
    to: UploadState,
    decided_by: &str,
) -> Result<usize, Error> {
    let row = upload::table
        .find(id)
        .filter(upload::state.eq(UploadState::Pending.as_str()));
    Ok(diesel::update(row)
        .set((upload::state.eq(to.as_str()), upload::decided_by.eq(decided_by)))
        .execute(conn)
        .await?)
}

/// Forgets the key of an upload's addresses.
///
/// # Errors
/// The database's.
pub async fn forget_data_key(conn: &mut AsyncPgConnection, id: Uuid) -> Result<(), Error> {
    diesel::update(upload::table.find(id))
        .set(upload::sealed_data_key.eq(None::<Vec<u8>>))
        .execute(conn)
        .await?;
    Ok(())
}

/// The uploads that somebody has decided about, the newest day first; at most `limit`.
///
/// # Errors
/// The database's.
pub async fn list_decided(conn: &mut AsyncPgConnection, limit: i64) -> Result<Vec<Upload>, Error> {
    let rows: Vec<Row> = upload::table
        .filter(upload::state.ne(UploadState::Pending.as_str()))
        .order((upload::uploaded_on.desc(), upload::id))
        .limit(limit)
        .select(COLUMNS)
        .load(conn)
        .await?;
    rows.into_iter().map(read).collect()
}
