//! What the self-check sees and what it found: counts of the ballot box, its columns, its server.

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_types::{Array, Text};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use super::Error;
use super::schema::{self_check, self_check_count};

/// What was found on a day.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = self_check, check_for_backend(diesel::pg::Pg))]
pub struct SelfCheck {
    /// The day.
    pub day: NaiveDate,
    /// A sentence each; empty where all is as it must be.
    pub faults: Vec<String>,
}

/// The counts of the ballot box, by what they count.
///
/// # Errors
/// The database's.
pub async fn list_counts(conn: &mut AsyncPgConnection) -> Result<Vec<(String, i64)>, Error> {
    Ok(self_check_count::table
        .select((self_check_count::measure, self_check_count::count))
        .order(self_check_count::measure)
        .load(conn)
        .await?)
}

#[derive(QueryableByName)]
struct Named {
    #[diesel(sql_type = Text)]
    name: String,
}

const TELLING_COLUMNS: &str = "SELECT relname || '.' || attname AS name \
    FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid \
    WHERE relnamespace = 'public'::regnamespace AND relname = ANY($1) AND attnum > 0 AND NOT attisdropped \
      AND (atttypid IN ('timestamptz'::regtype, 'timestamp'::regtype, 'date'::regtype, 'timetz'::regtype, \
             'time'::regtype, 'interval'::regtype, 'xid'::regtype, 'xid8'::regtype, 'pg_lsn'::regtype) \
           OR attidentity <> '' OR (atthasdef AND atttypid <> 'bool'::regtype)) \
    ORDER BY 1";

/// Columns of these tables that tell a time or count up, as `table.column`.
///
/// # Errors
/// The database's.
pub async fn list_telling_columns(
    conn: &mut AsyncPgConnection,
    tables: &[&str],
) -> Result<Vec<String>, Error> {
    let rows: Vec<Named> = diesel::sql_query(TELLING_COLUMNS)
        .bind::<Array<Text>, _>(tables)
        .load(conn)
        .await?;
    Ok(rows.into_iter().map(|row| row.name).collect())
}

const WATCHERS: &str = "SELECT 'the trigger ' || tgname AS name \
      FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid \
      WHERE NOT tgisinternal AND relnamespace = 'public'::regnamespace AND relname = ANY($1) \
    UNION ALL SELECT 'the event trigger ' || evtname FROM pg_event_trigger \
    UNION ALL SELECT 'the publication ' || pubname FROM pg_publication \
    UNION ALL SELECT 'the logical slot ' || slot_name FROM pg_replication_slots WHERE slot_type = 'logical' \
    ORDER BY 1";

/// What watches these tables and could keep a record of them: triggers, publications, logical slots.
///
/// # Errors
/// The database's.
pub async fn list_watchers(conn: &mut AsyncPgConnection, tables: &[&str]) -> Result<Vec<String>, Error> {
    let rows: Vec<Named> = diesel::sql_query(WATCHERS)
        .bind::<Array<Text>, _>(tables)
        .load(conn)
        .await?;
    Ok(rows.into_iter().map(|row| row.name).collect())
}

/// Which of these tables are written into the write-ahead log.
///
/// # Errors
/// The database's.
pub async fn list_logged(conn: &mut AsyncPgConnection, tables: &[&str]) -> Result<Vec<String>, Error> {
    let logged = "SELECT relname::text AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace \
        AND relname = ANY($1) AND relpersistence <> 'u' ORDER BY 1";
    let rows: Vec<Named> = diesel::sql_query(logged)
        .bind::<Array<Text>, _>(tables)
        .load(conn)
        .await?;
    Ok(rows.into_iter().map(|row| row.name).collect())
}

/// The newest look, if there was one.
///
/// # Errors
/// The database's.
pub async fn find_newest(conn: &mut AsyncPgConnection) -> Result<Option<SelfCheck>, Error> {
    Ok(self_check::table
        .select(SelfCheck::as_select())
        .order(self_check::day.desc())
        .first(conn)
        .await
        .optional()?)
}

/// Writes down what was found on a day, once.
///
/// # Errors
/// The database's.
pub async fn insert_check(conn: &mut AsyncPgConnection, check: &SelfCheck) -> Result<(), Error> {
    diesel::insert_into(self_check::table)
        .values((
            self_check::day.eq(check.day),
            self_check::faults.eq(&check.faults),
        ))
        .on_conflict_do_nothing()
        .execute(conn)
        .await?;
    Ok(())
}

/// Deletes what was found before a day.
///
/// # Errors
/// The database's.
pub async fn delete_before(conn: &mut AsyncPgConnection, day: NaiveDate) -> Result<usize, Error> {
    Ok(diesel::delete(self_check::table.filter(self_check::day.lt(day)))
        .execute(conn)
        .await?)
}
