//! The account of a closed wave by family.

use chrono::NaiveDate;
use diesel::dsl::{count_star, sum};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use super::Error;
use super::schema::{ledger, wave};

/// What an entry counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Measure {
    /// Contacts that a letter was made for.
    Invited,
    /// Invitations that left.
    Delivered,
    /// Invitations that did not leave, or may not have.
    Failed,
    /// People who asked not to be written to.
    Stopped,
    /// Links that answers came through.
    Spent,
    /// Responses that came out.
    Mixed,
    /// Ballots that came from an earlier wave.
    CarriedIn,
    /// Ballots that went on to a later wave.
    CarriedOut,
}

impl Measure {
    /// Its word in the table.
    pub fn as_str(self) -> &'static str {
        match self {
            Measure::Invited => "invited",
            Measure::Delivered => "delivered",
            Measure::Failed => "failed",
            Measure::Stopped => "stopped",
            Measure::Spent => "spent",
            Measure::Mixed => "mixed",
            Measure::CarriedIn => "carried_in",
            Measure::CarriedOut => "carried_out",
        }
    }

    const ALL: [Measure; 8] = [
        Measure::Invited,
        Measure::Delivered,
        Measure::Failed,
        Measure::Stopped,
        Measure::Spent,
        Measure::Mixed,
        Measure::CarriedIn,
        Measure::CarriedOut,
    ];

    fn parse(word: &str) -> Result<Measure, Error> {
        let known = Measure::ALL.into_iter().find(|measure| measure.as_str() == word);
        known.ok_or_else(|| Error::unreadable("ledger", "it counts what nobody knows"))
    }
}

/// One entry of a wave's account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The family, or the parent under which small cohorts were released together.
    pub family: String,
    /// What is counted.
    pub measure: Measure,
    /// How many.
    pub count: usize,
}

/// Writes entries that are not there yet, with one statement.
///
/// # Errors
/// The database's; an entry that is there already is one.
pub async fn insert_entries(conn: &mut AsyncPgConnection, of: Uuid, entries: &[Entry]) -> Result<(), Error> {
    let rows = entries
        .iter()
        .map(|entry| Ok((row_of(of, entry), ledger::count.eq(count_of(entry)?))))
        .collect::<Result<Vec<_>, Error>>()?;
    diesel::insert_into(ledger::table)
        .values(rows)
        .execute(conn)
        .await?;
    Ok(())
}

/// Adds to entries, making those that are missing.
///
/// # Errors
/// The database's.
pub async fn add_entries(conn: &mut AsyncPgConnection, of: Uuid, entries: &[Entry]) -> Result<(), Error> {
    for entry in entries {
        let count = count_of(entry)?;
        diesel::insert_into(ledger::table)
            .values((row_of(of, entry), ledger::count.eq(count)))
            .on_conflict((ledger::wave, ledger::family, ledger::measure))
            .do_update()
            .set(ledger::count.eq(ledger::count + count))
            .execute(conn)
            .await?;
    }
    Ok(())
}

/// What the newest mix brought out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Queryable)]
pub struct LastMix {
    /// The last day of fieldwork of its wave.
    pub closed_on: NaiveDate,
    /// Responses, of all batches together.
    pub responses: i64,
    /// Batches.
    pub batches: i64,
}

/// What the newest mix brought out; nothing before the first.
///
/// # Errors
/// The database's.
pub async fn find_last_mix(conn: &mut AsyncPgConnection) -> Result<Option<LastMix>, Error> {
    Ok(ledger::table
        .inner_join(wave::table)
        .filter(
            ledger::measure
                .eq(Measure::Mixed.as_str())
                .and(ledger::count.gt(0)),
        )
        .group_by(wave::id)
        .order(wave::fieldwork_to.desc())
        .select((
            wave::fieldwork_to,
            sum(ledger::count).assume_not_null(),
            count_star(),
        ))
        .first(conn)
        .await
        .optional()?)
}

/// The account of a wave.
///
/// # Errors
/// The database's; an entry that counts what nobody knows.
pub async fn list_entries(conn: &mut AsyncPgConnection, of: Uuid) -> Result<Vec<Entry>, Error> {
    let rows: Vec<(String, String, i32)> = ledger::table
        .filter(ledger::wave.eq(of))
        .order((ledger::family, ledger::measure))
        .select((ledger::family, ledger::measure, ledger::count))
        .load(conn)
        .await?;
    let entry = |(family, measure, count): (String, String, i32)| {
        Ok(Entry {
            family,
            measure: Measure::parse(&measure)?,
            count: usize::try_from(count).unwrap_or_default(),
        })
    };
    rows.into_iter().map(entry).collect()
}

type RowOf<'e> = (
    diesel::dsl::Eq<ledger::wave, Uuid>,
    diesel::dsl::Eq<ledger::family, &'e str>,
    diesel::dsl::Eq<ledger::measure, &'static str>,
);

fn row_of(wave: Uuid, entry: &Entry) -> RowOf<'_> {
    (
        ledger::wave.eq(wave),
        ledger::family.eq(entry.family.as_str()),
        ledger::measure.eq(entry.measure.as_str()),
    )
}

fn count_of(entry: &Entry) -> Result<i32, Error> {
    i32::try_from(entry.count).map_err(|_| Error::unreadable("ledger", "a count is out of range"))
}
