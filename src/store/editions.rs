//! Editions: what was asked for, made and released. Their frozen files are `edition_files`.

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::Value;
use uuid::Uuid;

use super::Error;
pub use super::edition_files::{FileRow, StoredFile, find_file, insert_file, list_files};
use super::schema::edition;
use super::turns::hold;
use crate::survey::edition::{Period, Span};
use crate::survey::sample::Quarter;

/// Where an edition stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EditionState {
    /// Asked for; the reporter makes it.
    Requested,
    /// Made and frozen; a second account has to release it.
    Candidate,
    /// Public.
    Released,
    /// Not published, for a reason.
    Refused,
}

impl EditionState {
    /// Its word in the table.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Requested => "requested",
            Self::Candidate => "candidate",
            Self::Released => "released",
            Self::Refused => "refused",
        }
    }

    fn parse(word: &str) -> Result<Self, Error> {
        let states = [Self::Requested, Self::Candidate, Self::Released, Self::Refused];
        let found = states.into_iter().find(|state| state.as_str() == word);
        found.ok_or_else(|| Error::unreadable("edition", "its state is none of the four"))
    }
}

/// An edition without its files.
#[derive(Clone, Debug, PartialEq)]
pub struct EditionRow {
    /// Its id.
    pub id: Uuid,
    /// Its number, once it is made.
    pub number: Option<i32>,
    /// Its period.
    pub period: Period,
    /// Where it stands.
    pub state: EditionState,
    /// The account that asked for it.
    pub requested_by: String,
    /// The account that released it.
    pub released_by: Option<String>,
    /// When it was asked for.
    pub requested_on: NaiveDate,
    /// The last day whose answers are in it.
    pub cut_off: Option<NaiveDate>,
    /// When it was released.
    pub released_on: Option<NaiveDate>,
    /// Why it was refused.
    pub refusal: Option<String>,
    /// Headline sentences, the edition it corrects.
    pub facts: Value,
}

impl EditionRow {
    /// The number of the edition that this one corrects.
    pub fn corrects(&self) -> Option<i32> {
        let number = self.facts.get("corrects").and_then(Value::as_i64)?;
        i32::try_from(number).ok()
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = edition, check_for_backend(diesel::pg::Pg))]
struct Row {
    id: Uuid,
    number: Option<i32>,
    span: String,
    quarter: String,
    state: String,
    requested_by: String,
    released_by: Option<String>,
    requested_on: NaiveDate,
    cut_off: Option<NaiveDate>,
    released_on: Option<NaiveDate>,
    refusal: Option<String>,
    facts: Value,
}

impl TryFrom<Row> for EditionRow {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self, Error> {
        let span = Span::of_word(&row.span)
            .ok_or_else(|| Error::unreadable("edition", "its span is neither of the two"))?;
        let last: Quarter = row
            .quarter
            .parse()
            .map_err(|_| Error::unreadable("edition", "its quarter is none"))?;
        Ok(Self {
            id: row.id,
            number: row.number,
            period: Period { span, last },
            state: EditionState::parse(&row.state)?,
            requested_by: row.requested_by,
            released_by: row.released_by,
            requested_on: row.requested_on,
            cut_off: row.cut_off,
            released_on: row.released_on,
            refusal: row.refusal,
            facts: row.facts,
        })
    }
}

/// All editions, those without a number first, then the newest; at most 200.
///
/// # Errors
/// The database's.
pub async fn list_editions(conn: &mut AsyncPgConnection) -> Result<Vec<EditionRow>, Error> {
    let rows: Vec<Row> = edition::table
        .order((
            edition::number.desc().nulls_first(),
            edition::requested_on.desc(),
            edition::id,
        ))
        .select(Row::as_select())
        .limit(200)
        .load(conn)
        .await?;
    rows.into_iter().map(EditionRow::try_from).collect()
}

/// An edition by its id.
///
/// # Errors
/// The database's.
pub async fn find_edition(conn: &mut AsyncPgConnection, id: Uuid) -> Result<Option<EditionRow>, Error> {
    let row: Option<Row> = edition::table
        .find(id)
        .select(Row::as_select())
        .first(conn)
        .await
        .optional()?;
    row.map(EditionRow::try_from).transpose()
}

/// A released edition by its number.
///
/// # Errors
/// The database's.
pub async fn find_released(conn: &mut AsyncPgConnection, number: i32) -> Result<Option<EditionRow>, Error> {
    let row: Option<Row> = edition::table
        .filter(
            edition::number
                .eq(number)
                .and(edition::state.eq(EditionState::Released.as_str())),
        )
        .select(Row::as_select())
        .first(conn)
        .await
        .optional()?;
    row.map(EditionRow::try_from).transpose()
}

/// The quarters of which an edition is released, or with which the rolling year of one ends.
///
/// # Errors
/// The database's.
pub async fn list_released_quarters(conn: &mut AsyncPgConnection) -> Result<Vec<String>, Error> {
    Ok(edition::table
        .filter(edition::state.eq(EditionState::Released.as_str()))
        .select(edition::quarter)
        .distinct()
        .load(conn)
        .await?)
}

/// Editions of a period in these states, the newest first.
///
/// # Errors
/// The database's.
pub async fn list_of_period(
    conn: &mut AsyncPgConnection,
    period: Period,
    states: &[EditionState],
) -> Result<Vec<EditionRow>, Error> {
    let words: Vec<&str> = states.iter().map(|state| state.as_str()).collect();
    let rows: Vec<Row> = edition::table
        .filter(
            edition::span
                .eq(period.span.as_str())
                .and(edition::quarter.eq(period.last.to_string())),
        )
        .filter(edition::state.eq_any(words))
        .order(edition::number.desc().nulls_first())
        .select(Row::as_select())
        .limit(200)
        .load(conn)
        .await?;
    rows.into_iter().map(EditionRow::try_from).collect()
}

/// Editions that were asked for and are not made yet, the earliest first.
///
/// # Errors
/// The database's.
pub async fn list_requested(conn: &mut AsyncPgConnection) -> Result<Vec<EditionRow>, Error> {
    let rows: Vec<Row> = edition::table
        .filter(edition::state.eq(EditionState::Requested.as_str()))
        .order((
            edition::requested_on,
            edition::quarter,
            edition::span,
            edition::id,
        ))
        .select(Row::as_select())
        .limit(200)
        .load(conn)
        .await?;
    rows.into_iter().map(EditionRow::try_from).collect()
}

/// Any constant does: ids are random, so none is likely to share it.
const REQUEST_LOCK: i64 = 0x6564_6974_696f_6e31;

/// Takes the lock under which a request is compared with those before it and written, until the transaction ends.
///
/// # Errors
/// The database's.
pub async fn lock_requests(conn: &mut AsyncPgConnection) -> Result<(), Error> {
    hold(conn, REQUEST_LOCK).await
}

/// Writes a request.
///
/// # Errors
/// The database's.
pub async fn insert_request(
    conn: &mut AsyncPgConnection,
    id: Uuid,
    period: Period,
    requested_by: &str,
    today: NaiveDate,
    facts: &Value,
) -> Result<(), Error> {
    diesel::insert_into(edition::table)
        .values((
            edition::id.eq(id),
            edition::span.eq(period.span.as_str()),
            edition::quarter.eq(period.last.to_string()),
            edition::state.eq(EditionState::Requested.as_str()),
            edition::requested_by.eq(requested_by),
            edition::requested_on.eq(today),
            edition::facts.eq(facts),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

/// The number after the last one given.
///
/// # Errors
/// The database's.
pub async fn next_number(conn: &mut AsyncPgConnection) -> Result<i32, Error> {
    let last: Option<i32> = edition::table
        .select(diesel::dsl::max(edition::number))
        .first(conn)
        .await?;
    Ok(last.unwrap_or(0) + 1)
}

/// Makes a requested edition a candidate; returns how many there were: none or one.
///
/// # Errors
/// The database's; a number that is taken.
pub async fn mark_candidate(
    conn: &mut AsyncPgConnection,
    id: Uuid,
    number: i32,
    cut_off: NaiveDate,
    facts: &Value,
) -> Result<usize, Error> {
    let row = edition::table
        .find(id)
        .filter(edition::state.eq(EditionState::Requested.as_str()));
    Ok(diesel::update(row)
        .set((
            edition::number.eq(number),
            edition::state.eq(EditionState::Candidate.as_str()),
            edition::cut_off.eq(cut_off),
            edition::facts.eq(facts),
        ))
        .execute(conn)
        .await?)
}

/// Refuses an edition that is in `from`; returns how many there were: none or one.
///
/// # Errors
/// The database's.
pub async fn mark_refused(
    conn: &mut AsyncPgConnection,
    id: Uuid,
    from: EditionState,
    reason: &str,
) -> Result<usize, Error> {
    let row = edition::table.find(id).filter(edition::state.eq(from.as_str()));
    Ok(diesel::update(row)
        .set((
            edition::state.eq(EditionState::Refused.as_str()),
            edition::refusal.eq(reason),
        ))
        .execute(conn)
        .await?)
}

/// Releases a candidate; returns how many there were: none or one.
///
/// # Errors
/// The database's; it refuses the account that asked for the edition.
pub async fn mark_released(
    conn: &mut AsyncPgConnection,
    id: Uuid,
    released_by: &str,
    today: NaiveDate,
) -> Result<usize, Error> {
    let row = edition::table
        .find(id)
        .filter(edition::state.eq(EditionState::Candidate.as_str()));
    Ok(diesel::update(row)
        .set((
            edition::state.eq(EditionState::Released.as_str()),
            edition::released_by.eq(released_by),
            edition::released_on.eq(today),
        ))
        .execute(conn)
        .await?)
}
