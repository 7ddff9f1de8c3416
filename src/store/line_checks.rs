//! Who made sure of which support line, and when last.

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::upsert::excluded;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use super::Error;
use super::schema::line_check;

/// One person's last check of one line.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = line_check, check_for_backend(diesel::pg::Pg))]
pub struct LineCheck {
    /// The line's name in its file.
    pub line: String,
    /// The account of whoever checked it.
    pub checked_by: String,
    /// What was checked: name, number and words.
    pub shown: String,
    /// The day.
    pub checked_on: NaiveDate,
}

/// Writes a check down in place of the same person's earlier one.
///
/// # Errors
/// The database's.
pub async fn insert_or_renew(conn: &mut AsyncPgConnection, check: &LineCheck) -> Result<(), Error> {
    diesel::insert_into(line_check::table)
        .values((
            line_check::line.eq(&check.line),
            line_check::checked_by.eq(&check.checked_by),
            line_check::shown.eq(&check.shown),
            line_check::checked_on.eq(check.checked_on),
        ))
        .on_conflict((line_check::line, line_check::checked_by))
        .do_update()
        .set((
            line_check::shown.eq(excluded(line_check::shown)),
            line_check::checked_on.eq(excluded(line_check::checked_on)),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

/// Every person's last check of every line, the newest first.
///
/// # Errors
/// The database's.
pub async fn list_checks(conn: &mut AsyncPgConnection) -> Result<Vec<LineCheck>, Error> {
    Ok(line_check::table
        .select(LineCheck::as_select())
        .order((line_check::checked_on.desc(), line_check::checked_by))
        .limit(10_000)
        .load(conn)
        .await?)
}
