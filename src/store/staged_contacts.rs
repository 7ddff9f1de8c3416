//! Contacts of uploads that nobody has decided about yet: they move to `contact` at an approval, or go.

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_types::{Array, Binary, Date, Nullable, Text, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use super::Error;
use super::schema::staged_contact;
use crate::ballot::RecentTag;

/// One contact on the way in, its address sealed.
pub struct StagedContact {
    /// Random; the address is sealed for it, so that it stays the contact's.
    pub id: Uuid,
    /// The id of the family.
    pub family: String,
    /// The address, sealed with the upload's data key.
    pub email: Vec<u8>,
    /// The language to write in.
    pub language: String,
    /// When the mark that email is safe lapses.
    pub safe_until: Option<NaiveDate>,
    /// By which the address is known again for a year.
    pub tag: RecentTag,
}

/// Writes staged contacts in one statement.
///
/// # Errors
/// The database's.
pub async fn insert_staged(
    conn: &mut AsyncPgConnection,
    of: Uuid,
    rows: &[StagedContact],
) -> Result<(), Error> {
    let insert = "INSERT INTO staged_contact (id, upload, family, email, language, safe_until, tag) \
        SELECT id, $1, family, email, language, safe_until, tag \
        FROM unnest($2, $3, $4, $5, $6, $7) AS r (id, family, email, language, safe_until, tag)";
    diesel::sql_query(insert)
        .bind::<SqlUuid, _>(of)
        .bind::<Array<SqlUuid>, _>(rows.iter().map(|row| row.id).collect::<Vec<_>>())
        .bind::<Array<Text>, _>(rows.iter().map(|row| row.family.as_str()).collect::<Vec<_>>())
        .bind::<Array<Binary>, _>(rows.iter().map(|row| row.email.as_slice()).collect::<Vec<_>>())
        .bind::<Array<Text>, _>(rows.iter().map(|row| row.language.as_str()).collect::<Vec<_>>())
        .bind::<Array<Nullable<Date>>, _>(rows.iter().map(|row| row.safe_until).collect::<Vec<_>>())
        .bind::<Array<Binary>, _>(
            rows.iter()
                .map(|row| row.tag.as_bytes().as_slice())
                .collect::<Vec<_>>(),
        )
        .execute(conn)
        .await?;
    Ok(())
}

/// Takes staged contacts back.
///
/// # Errors
/// The database's.
pub async fn delete_staged(conn: &mut AsyncPgConnection, ids: &[Uuid]) -> Result<(), Error> {
    for ids in ids.chunks(5_000) {
        diesel::delete(staged_contact::table.filter(staged_contact::id.eq_any(ids)))
            .execute(conn)
            .await?;
    }
    Ok(())
}

/// Deletes all staged contacts of an upload.
///
/// # Errors
/// The database's.
pub async fn delete_of_upload(conn: &mut AsyncPgConnection, of: Uuid) -> Result<usize, Error> {
    Ok(
        diesel::delete(staged_contact::table.filter(staged_contact::upload.eq(of)))
            .execute(conn)
            .await?,
    )
}

/// Copies an upload's staged contacts to the contacts of its wave. They are written in the order of their ids, which
/// are random: nothing of the file's order is left. Returns how many there were.
///
/// # Errors
/// The database's.
pub async fn copy_to_contacts(conn: &mut AsyncPgConnection, of: Uuid, wave: Uuid) -> Result<usize, Error> {
    let copy = "INSERT INTO contact (id, wave, cohort, upload, email, language, safe_until) \
        SELECT s.id, c.wave, c.id, s.upload, s.email, s.language, s.safe_until \
        FROM staged_contact s JOIN cohort c ON c.wave = $2 AND c.family = s.family \
        WHERE s.upload = $1 ORDER BY s.id";
    Ok(diesel::sql_query(copy)
        .bind::<SqlUuid, _>(of)
        .bind::<SqlUuid, _>(wave)
        .execute(conn)
        .await?)
}
