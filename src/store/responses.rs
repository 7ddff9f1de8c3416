//! Responses, slips and comments: what came out of a mix. Nobody's, and written by the mixer alone.
//!
//! Each kind is written with one statement and in its own shuffled order, which the caller made.
//! This file knows nothing of whom letters go to or what opened the questionnaire, and must not.

use std::collections::BTreeMap;

use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Binary, Jsonb, Nullable, SmallInt, Text, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection};
use uuid::Uuid;

use super::Error;
use super::schema::{cohort, response};
use crate::survey::estimation::Tally;

/// A response as it is written. It has no `Debug`, since nobody reads a single one.
pub struct NewResponse {
    /// Random.
    pub id: Uuid,
    /// The cohort whose figures it enters.
    pub cohort: Uuid,
    /// 64 random bits.
    pub record_key: i64,
    /// Codes by item.
    pub answers: serde_json::Value,
}

/// A slip as it is written.
pub struct NewSlip {
    /// Random.
    pub id: Uuid,
    /// The cohort.
    pub cohort: Uuid,
    /// 64 random bits of its own.
    pub record_key: i64,
    /// The characteristic.
    pub characteristic: String,
    /// The category chosen.
    pub category: String,
    /// The whole experience in three classes, if it was answered.
    pub whole_experience: Option<i16>,
}

/// A comment as it is written.
pub struct NewComment {
    /// Random.
    pub id: Uuid,
    /// The cohort.
    pub cohort: Uuid,
    /// The item it answers.
    pub item: String,
    /// Sealed to the reading bench.
    pub body: Vec<u8>,
}

/// Makes the partition of a wave where it is missing.
///
/// # Errors
/// The database's.
pub async fn ensure_partition(conn: &mut AsyncPgConnection, wave: Uuid) -> Result<(), Error> {
    let partition = partition_of(wave);
    // A table's name cannot be a parameter; it is made of a UUID's hexadecimal digits.
    let create =
        format!("CREATE TABLE IF NOT EXISTS {partition} PARTITION OF response FOR VALUES IN ('{wave}')");
    Ok(conn.batch_execute(&create).await?)
}

const INSERT_RESPONSES: &str = "INSERT INTO response (id, wave, cohort, record_key, answers) \
    SELECT id, $1, cohort, record_key, answers FROM unnest($2, $3, $4, $5) AS r (id, cohort, record_key, answers)";

/// Writes responses of a wave with one statement.
///
/// # Errors
/// The database's.
pub async fn insert_responses(
    conn: &mut AsyncPgConnection,
    wave: Uuid,
    rows: Vec<NewResponse>,
) -> Result<(), Error> {
    if rows.is_empty() {
        return Ok(());
    }
    diesel::sql_query(INSERT_RESPONSES)
        .bind::<SqlUuid, _>(wave)
        .bind::<Array<SqlUuid>, _>(rows.iter().map(|row| row.id).collect::<Vec<_>>())
        .bind::<Array<SqlUuid>, _>(rows.iter().map(|row| row.cohort).collect::<Vec<_>>())
        .bind::<Array<BigInt>, _>(rows.iter().map(|row| row.record_key).collect::<Vec<_>>())
        .bind::<Array<Jsonb>, _>(rows.into_iter().map(|row| row.answers).collect::<Vec<_>>())
        .execute(conn)
        .await?;
    Ok(())
}

const INSERT_SLIPS: &str = "INSERT INTO slip (id, cohort, record_key, characteristic, category, whole_experience) \
    SELECT * FROM unnest($1, $2, $3, $4, $5, $6)";

/// Writes slips with one statement.
///
/// # Errors
/// The database's.
pub async fn insert_slips(conn: &mut AsyncPgConnection, rows: &[NewSlip]) -> Result<(), Error> {
    if rows.is_empty() {
        return Ok(());
    }
    let text = |of: fn(&NewSlip) -> &str| rows.iter().map(of).collect::<Vec<_>>();
    diesel::sql_query(INSERT_SLIPS)
        .bind::<Array<SqlUuid>, _>(rows.iter().map(|row| row.id).collect::<Vec<_>>())
        .bind::<Array<SqlUuid>, _>(rows.iter().map(|row| row.cohort).collect::<Vec<_>>())
        .bind::<Array<BigInt>, _>(rows.iter().map(|row| row.record_key).collect::<Vec<_>>())
        .bind::<Array<Text>, _>(text(|row| &row.characteristic))
        .bind::<Array<Text>, _>(text(|row| &row.category))
        .bind::<Array<Nullable<SmallInt>>, _>(rows.iter().map(|row| row.whole_experience).collect::<Vec<_>>())
        .execute(conn)
        .await?;
    Ok(())
}

/// Writes comments with one statement.
///
/// # Errors
/// The database's.
pub async fn insert_comments(conn: &mut AsyncPgConnection, rows: &[NewComment]) -> Result<(), Error> {
    if rows.is_empty() {
        return Ok(());
    }
    diesel::sql_query("INSERT INTO comment (id, cohort, item, body) SELECT * FROM unnest($1, $2, $3, $4)")
        .bind::<Array<SqlUuid>, _>(rows.iter().map(|row| row.id).collect::<Vec<_>>())
        .bind::<Array<SqlUuid>, _>(rows.iter().map(|row| row.cohort).collect::<Vec<_>>())
        .bind::<Array<Text>, _>(rows.iter().map(|row| row.item.as_str()).collect::<Vec<_>>())
        .bind::<Array<Binary>, _>(rows.iter().map(|row| row.body.as_slice()).collect::<Vec<_>>())
        .execute(conn)
        .await?;
    Ok(())
}

/// How many responses of a wave there are by family, with the sums of their record keys.
///
/// # Errors
/// The database's.
pub async fn tallies(conn: &mut AsyncPgConnection, of: Uuid) -> Result<BTreeMap<String, Tally>, Error> {
    let rows: Vec<(String, i64)> = response::table
        .inner_join(cohort::table.on(cohort::id.eq(response::cohort)))
        .filter(response::wave.eq(of))
        .select((cohort::family, response::record_key))
        .load(conn)
        .await?;
    let mut tallies: BTreeMap<String, Tally> = BTreeMap::new();
    for (family, record_key) in rows {
        tallies.entry(family).or_default().add(record_key.cast_unsigned());
    }
    Ok(tallies)
}

/// The ids of a wave's responses, to be put into a new order.
///
/// # Errors
/// The database's.
pub async fn list_ids(conn: &mut AsyncPgConnection, wave: Uuid) -> Result<Vec<Uuid>, Error> {
    Ok(response::table
        .filter(response::wave.eq(wave))
        .select(response::id)
        .load(conn)
        .await?)
}

/// Writes the wave's partition anew in the order of `ids` into a fresh table, drops the old one and
/// puts the fresh one in its place. `ids` must be all of them.
///
/// # Errors
/// The database's.
pub async fn rewrite_partition(conn: &mut AsyncPgConnection, wave: Uuid, ids: &[Uuid]) -> Result<(), Error> {
    let (old, fresh) = (partition_of(wave), format!("{}_fresh", partition_of(wave)));
    conn.batch_execute(&format!("CREATE TABLE {fresh} (LIKE response INCLUDING ALL)"))
        .await?;
    let copy = format!(
        "INSERT INTO {fresh} SELECT r.* FROM unnest($1) WITH ORDINALITY AS o (id, place) \
         JOIN {old} r USING (id) ORDER BY o.place"
    );
    let copied = diesel::sql_query(copy)
        .bind::<Array<SqlUuid>, _>(ids)
        .execute(conn)
        .await?;
    if copied != ids.len() {
        return Err(Error::unreadable(
            "response",
            "a response is missing from the new order",
        ));
    }
    conn.batch_execute(&format!(
        "ALTER TABLE response DETACH PARTITION {old}; DROP TABLE {old}; \
         ALTER TABLE {fresh} RENAME TO {old}; \
         ALTER TABLE response ATTACH PARTITION {old} FOR VALUES IN ('{wave}')"
    ))
    .await?;
    Ok(())
}

fn partition_of(wave: Uuid) -> String {
    format!("response_{}", wave.simple())
}
