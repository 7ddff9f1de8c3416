//! Who was invited lately, as tags among decoys: one invitation a person in 12 months.
//!
//! What it costs: of somebody who was never invited, the tag is found by chance in R of 2^24 cases, where R is the
//! number of rows. A service that invites 12,000 people a year in files of over fifty has 24,000 rows and leaves out
//! one in 700 by chance; one with 250,000 a year leaves out three in a hundred.

use diesel::prelude::*;
use diesel::sql_types::{Array, Binary, Integer, Text, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use super::Error;
use super::schema::recent;
use super::turns::hold;
use crate::ballot::{Month, RecentTag};

/// Any constant does: ids are random, so none is likely to share it.
const LOADING_LOCK: i64 = 0x6c6f_6164_696e_3031;

/// Takes the lock under which one contact file after the other is compared with the rest, until the transaction ends.
///
/// # Errors
/// The database's.
pub async fn lock_loading(conn: &mut AsyncPgConnection) -> Result<(), Error> {
    hold(conn, LOADING_LOCK).await
}

#[derive(QueryableByName)]
struct Found {
    #[diesel(sql_type = Integer)]
    place: i32,
}

/// A tag that is asked for, with the place of its address in the list of whoever asks.
pub type Asked = (i32, Month, RecentTag);

/// The places of addresses that were invited lately, or wait in another upload that nobody has decided about.
///
/// # Errors
/// The database's.
pub async fn list_known(
    conn: &mut AsyncPgConnection,
    upload: Uuid,
    asked: &[Asked],
) -> Result<Vec<i32>, Error> {
    // One statement: an upload that is approved in this moment is found on one side or on the other.
    let query = "SELECT DISTINCT a.place FROM unnest($1, $2, $3) AS a (place, month, tag) \
        WHERE EXISTS (SELECT FROM recent r WHERE r.month = a.month AND r.tag = a.tag) \
           OR EXISTS (SELECT FROM staged_contact s JOIN upload u ON u.id = s.upload \
                WHERE s.tag = a.tag AND u.id <> $4 AND u.state = 'pending' \
                  AND to_char(u.uploaded_on, 'YYYY-MM') = a.month)";
    let found: Vec<Found> = diesel::sql_query(query)
        .bind::<Array<Integer>, _>(asked.iter().map(|(place, _, _)| *place).collect::<Vec<_>>())
        .bind::<Array<Text>, _>(
            asked
                .iter()
                .map(|(_, month, _)| month.to_string())
                .collect::<Vec<_>>(),
        )
        .bind::<Array<Binary>, _>(
            asked
                .iter()
                .map(|(_, _, tag)| tag.as_bytes().as_slice())
                .collect::<Vec<_>>(),
        )
        .bind::<SqlUuid, _>(upload)
        .load(conn)
        .await?;
    Ok(found.into_iter().map(|found| found.place).collect())
}

/// Keeps the tags of an upload's staged contacts with as many decoys, at least fifty, all in random order. What is
/// there already stays. Returns how many rows were written.
///
/// # Errors
/// The database's.
pub async fn keep_tags(conn: &mut AsyncPgConnection, upload: Uuid) -> Result<usize, Error> {
    // The first three bytes of a version 4 UUID are random, from the server's strong generator (RFC 9562, section 5.4).
    let insert = "WITH whole AS ( \
            SELECT to_char(u.uploaded_on, 'YYYY-MM') AS month, s.tag \
            FROM staged_contact s JOIN upload u ON u.id = s.upload WHERE u.id = $1 AND s.tag IS NOT NULL), \
        decoy AS ( \
            SELECT substring(uuid_send(gen_random_uuid()) FROM 1 FOR 3) AS tag \
            FROM generate_series(1, (SELECT greatest(count(*), 50) FROM whole))) \
        INSERT INTO recent (month, tag) \
        SELECT month, tag FROM ( \
            SELECT month, tag FROM whole \
            UNION ALL SELECT (SELECT max(month) FROM whole), tag FROM decoy) AS mixed \
        WHERE month IS NOT NULL ORDER BY gen_random_uuid() ON CONFLICT DO NOTHING";
    Ok(diesel::sql_query(insert)
        .bind::<SqlUuid, _>(upload)
        .execute(conn)
        .await?)
}

/// Deletes the rows of months before this one; returns how many there were.
///
/// # Errors
/// The database's.
pub async fn delete_before(conn: &mut AsyncPgConnection, month: Month) -> Result<usize, Error> {
    Ok(
        diesel::delete(recent::table.filter(recent::month.lt(month.to_string())))
            .execute(conn)
            .await?,
    )
}
