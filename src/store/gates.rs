//! Gates: hashes that open the questionnaire once. Nothing here leads from a gate to a contact.

use chrono::NaiveDate;
use diesel::dsl::exists;
use diesel::prelude::*;
use diesel::sql_types::{Array, Binary, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use super::Error;
use super::schema::{cohort, gate, stop, wave};
use super::waves::WaveState;
use crate::ballot::{GateHash, LinkSecret};

/// A gate with what decides whether it opens. The family of its cohort is not read: no page may know it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Gate {
    /// Its cohort.
    pub cohort: Uuid,
    /// Whether answers came through it already.
    pub spent: bool,
    /// Whether its letters were stopped: it opens nothing any more.
    pub stopped: bool,
    /// Its wave.
    pub wave: Uuid,
    /// Where the wave stands.
    pub state: WaveState,
    /// The wave's first day of fieldwork.
    pub fieldwork_from: NaiveDate,
    /// The wave's last day of fieldwork.
    pub fieldwork_to: NaiveDate,
}

type Row = (Uuid, bool, bool, Uuid, String, NaiveDate, NaiveDate);

/// The gate of a link, if there is one, and whether it was stopped: one statement, since it is asked for
/// every page that a link opens.
///
/// # Errors
/// The database's.
pub async fn find_gate(conn: &mut AsyncPgConnection, link: &LinkSecret) -> Result<Option<Gate>, Error> {
    let stop_hash = link.stop_secret().hash();
    let stopped = stop::table
        .filter(stop::hash.eq(stop_hash.as_bytes().as_slice()))
        .filter(stop::stopped);
    let row: Option<Row> = gate::table
        .inner_join(cohort::table)
        .inner_join(wave::table.on(wave::id.eq(cohort::wave)))
        .filter(gate::hash.eq(link.gate().as_bytes().as_slice()))
        .select((
            gate::cohort,
            gate::spent,
            exists(stopped),
            wave::id,
            wave::state,
            wave::fieldwork_from,
            wave::fieldwork_to,
        ))
        .first(conn)
        .await
        .optional()?;
    row.map(
        |(cohort, spent, stopped, wave, state, fieldwork_from, fieldwork_to)| {
            Ok(Gate {
                cohort,
                spent,
                stopped,
                wave,
                state: WaveState::parse(&state)?,
                fieldwork_from,
                fieldwork_to,
            })
        },
    )
    .transpose()
}

/// Makes gates with one statement, in the order given, which must be a shuffled one.
///
/// # Errors
/// The database's; a gate that is there already is one.
pub async fn insert_gates(conn: &mut AsyncPgConnection, gates: &[(GateHash, Uuid)]) -> Result<usize, Error> {
    let hashes: Vec<&[u8]> = gates.iter().map(|gate| gate.0.as_bytes().as_slice()).collect();
    let cohorts: Vec<Uuid> = gates.iter().map(|gate| gate.1).collect();
    Ok(
        diesel::sql_query("INSERT INTO gate (hash, cohort) SELECT * FROM unnest($1, $2)")
            .bind::<Array<Binary>, _>(hashes)
            .bind::<Array<SqlUuid>, _>(cohorts)
            .execute(conn)
            .await?,
    )
}

/// What spending a gate came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spent {
    /// It was open and is spent now.
    Now,
    /// It was spent before, or there is none.
    Already,
}

/// Spends the gate of a link.
///
/// # Errors
/// The database's.
pub async fn mark_spent(conn: &mut AsyncPgConnection, hash: &GateHash) -> Result<Spent, Error> {
    let open = gate::table.filter(
        gate::hash
            .eq(hash.as_bytes().as_slice())
            .and(diesel::dsl::not(gate::spent)),
    );
    let rows = diesel::update(open)
        .set(gate::spent.eq(true))
        .execute(conn)
        .await?;
    Ok(if rows == 1 { Spent::Now } else { Spent::Already })
}

/// How many gates of a wave are spent, by family; families without one are left out.
///
/// # Errors
/// The database's.
pub async fn count_spent(conn: &mut AsyncPgConnection, of: Uuid) -> Result<Vec<(String, i64)>, Error> {
    Ok(gate::table
        .inner_join(cohort::table)
        .filter(cohort::wave.eq(of).and(gate::spent))
        .group_by(cohort::family)
        .select((cohort::family, diesel::dsl::count_star()))
        .load(conn)
        .await?)
}

/// Deletes the gates of a wave.
///
/// # Errors
/// The database's.
pub async fn delete_gates(conn: &mut AsyncPgConnection, of: Uuid) -> Result<usize, Error> {
    let cohorts = cohort::table.filter(cohort::wave.eq(of)).select(cohort::id);
    Ok(diesel::delete(gate::table.filter(gate::cohort.eq_any(cohorts)))
        .execute(conn)
        .await?)
}
