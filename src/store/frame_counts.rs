//! Frame counts: all that is kept of contact files. Written with an approval, added to by the next upload of the wave.

use diesel::prelude::*;
use diesel::sql_types::{Array, Integer, Text, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use super::Error;
use super::schema::frame_count;
use crate::survey::sample::{CARD, FrameCount};

const ADD: &str = "INSERT INTO frame_count (wave, family, stage, reason, sex, age_band, count) \
    SELECT $1, * FROM unnest($2, $3, $4, $5, $6, $7) \
    ON CONFLICT (wave, family, stage, reason, sex, age_band) \
    DO UPDATE SET count = frame_count.count + excluded.count";

/// Adds an upload's counts to those of its wave.
///
/// # Errors
/// The database's.
pub async fn add_counts(conn: &mut AsyncPgConnection, of: Uuid, counts: &[FrameCount]) -> Result<(), Error> {
    let column = |word: fn(&FrameCount) -> &str| counts.iter().map(word).collect::<Vec<_>>();
    let numbers: Vec<i32> = counts
        .iter()
        .map(|count| i32::try_from(count.count).unwrap_or(i32::MAX))
        .collect();
    diesel::sql_query(ADD)
        .bind::<SqlUuid, _>(of)
        .bind::<Array<Text>, _>(column(|count| &count.family))
        .bind::<Array<Text>, _>(column(|count| &count.stage))
        .bind::<Array<Text>, _>(column(|count| &count.reason))
        .bind::<Array<Text>, _>(column(|count| &count.sex))
        .bind::<Array<Text>, _>(column(|count| &count.age_band))
        .bind::<Array<Integer>, _>(numbers)
        .execute(conn)
        .await?;
    Ok(())
}

/// The counts of a wave, in the order of the table's key.
///
/// # Errors
/// The database's.
pub async fn list_counts(conn: &mut AsyncPgConnection, of: Uuid) -> Result<Vec<FrameCount>, Error> {
    type Row = (String, String, String, String, String, i32);
    let rows: Vec<Row> = frame_count::table
        .filter(frame_count::wave.eq(of))
        .order((
            frame_count::family,
            frame_count::stage,
            frame_count::reason,
            frame_count::sex,
            frame_count::age_band,
        ))
        .select((
            frame_count::family,
            frame_count::stage,
            frame_count::reason,
            frame_count::sex,
            frame_count::age_band,
            frame_count::count,
        ))
        .load(conn)
        .await?;
    rows.into_iter()
        .map(|(family, stage, reason, sex, age_band, count)| {
            let count = u32::try_from(count)
                .map_err(|_| Error::unreadable("frame_count", "a count is below zero"))?;
            Ok(FrameCount {
                family,
                stage,
                reason,
                sex,
                age_band,
                count,
            })
        })
        .collect()
}

/// How many each family of a wave invites so far.
///
/// # Errors
/// The database's.
pub async fn count_invited(conn: &mut AsyncPgConnection, of: Uuid) -> Result<Vec<(String, i64)>, Error> {
    Ok(frame_count::table
        .filter(frame_count::wave.eq(of).and(frame_count::stage.eq("invited")))
        .group_by(frame_count::family)
        .select((frame_count::family, diesel::dsl::sum(frame_count::count)))
        .load::<(String, Option<i64>)>(conn)
        .await?
        .into_iter()
        .map(|(family, count)| (family, count.unwrap_or(0)))
        .collect())
}

/// How many cards were made for each family of a wave so far.
///
/// # Errors
/// The database's.
pub async fn count_cards(conn: &mut AsyncPgConnection, of: Uuid) -> Result<Vec<(String, i64)>, Error> {
    let cards = frame_count::table.filter(
        frame_count::wave
            .eq(of)
            .and(frame_count::stage.eq("invited"))
            .and(frame_count::reason.eq(CARD)),
    );
    let rows: Vec<(String, i32)> = cards
        .order(frame_count::family)
        .select((frame_count::family, frame_count::count))
        .load(conn)
        .await?;
    Ok(rows
        .into_iter()
        .map(|(family, count)| (family, i64::from(count)))
        .collect())
}

const TAKE_BACK: &str = "UPDATE frame_count SET count = count - $4 \
    WHERE wave = $1 AND family = $2 AND stage = 'invited' AND reason = $3 AND count >= $4";

/// Counts so many cards of a family fewer; false where no more than that were made, and then nothing changes.
///
/// # Errors
/// The database's.
pub async fn take_back_cards(
    conn: &mut AsyncPgConnection,
    of: Uuid,
    family: &str,
    count: u32,
) -> Result<bool, Error> {
    let changed = diesel::sql_query(TAKE_BACK)
        .bind::<SqlUuid, _>(of)
        .bind::<Text, _>(family)
        .bind::<Text, _>(CARD)
        .bind::<Integer, _>(i32::try_from(count).unwrap_or(i32::MAX))
        .execute(conn)
        .await?;
    Ok(changed == 1)
}
