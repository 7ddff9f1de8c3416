//! Asking for an edition: a commissioner's account names a closed period; the reporter makes it.

use chrono::{DateTime, NaiveDate, Utc};
use diesel_async::{AsyncConnection, AsyncPgConnection};
use rand::CryptoRng;
use serde_json::json;
use uuid::Uuid;

use super::to_the_end::to_the_end;
use crate::ballot::random_id;
use crate::store::editions::{self, EditionRow, EditionState};
use crate::store::waves::WaveState;
use crate::store::{self, audit, tabulations};
use crate::survey::edition::Period;

/// What is asked for.
#[derive(Clone, Debug)]
pub struct EditionRequest {
    /// The period.
    pub period: Period,
    /// Whether it corrects the edition of this period that was released before.
    pub correction: bool,
    /// The account that asks.
    pub actor: String,
}

/// Why an edition cannot be asked for.
#[derive(Debug, thiserror::Error)]
pub enum RequestEditionError {
    /// A quarter of the period has no wave.
    #[error("there is no wave for {0}: an edition needs closed fieldwork in every quarter of its period")]
    NoWave(String),
    /// A wave of the period is still in preparation, in fieldwork or waiting for its mix.
    #[error("wave {0} is not mixed yet: ask again when its fieldwork is over and its answers are out")]
    NotMixed(String),
    /// An edition of the period is being made or waits for its release.
    #[error("an edition of this period was asked for already: release or refuse it first")]
    UnderWay,
    /// The period is published.
    #[error("edition {0} is about this period already: ask for a correction to publish a new one")]
    AlreadyReleased(i32),
    /// There is nothing to correct.
    #[error("no edition of this period was released, so there is none to correct")]
    NothingToCorrect,
    /// The database's.
    #[error(transparent)]
    Store(#[from] store::Error),
}

impl From<diesel::result::Error> for RequestEditionError {
    fn from(error: diesel::result::Error) -> Self {
        Self::Store(error.into())
    }
}

/// Asks for an edition of a closed period and returns its id. `today` is fieldwork's day, `machine_now` the time of
/// the audit. The work ends even where nobody waits for it any more.
///
/// # Errors
/// A quarter without a wave, a wave not mixed, an edition under way or released; or the database's.
pub async fn request_edition(
    mut conn: store::Connection,
    request: EditionRequest,
    today: NaiveDate,
    machine_now: DateTime<Utc>,
    rng: &mut impl CryptoRng,
) -> Result<Uuid, RequestEditionError> {
    let id = random_id(rng);
    to_the_end(async move {
        conn.transaction(async |conn| ask(conn, id, &request, today, machine_now).await)
            .await?;
        Ok(id)
    })
    .await
}

async fn ask(
    conn: &mut AsyncPgConnection,
    id: Uuid,
    request: &EditionRequest,
    today: NaiveDate,
    machine_now: DateTime<Utc>,
) -> Result<(), RequestEditionError> {
    let period = request.period;
    closed(conn, period).await?;
    // Of two requests at once the second waits here, and finds the first.
    editions::lock_requests(conn).await?;
    let corrects = corrected(conn, period, request.correction).await?;
    let facts = corrects.map_or(json!({}), |number| json!({ "corrects": number }));
    editions::insert_request(conn, id, period, &request.actor, today, &facts).await?;
    let object = format!("{} {}", period.span.as_str(), period.last);
    audit::insert_act(conn, machine_now, &request.actor, "asked for an edition", &object).await?;
    Ok(())
}

/// Every quarter of the period has a wave, and every wave is mixed.
async fn closed(conn: &mut AsyncPgConnection, period: Period) -> Result<(), RequestEditionError> {
    let quarters = period.quarters();
    let waves = tabulations::list_waves(conn, &quarters).await?;
    if let Some(missing) = quarters
        .iter()
        .find(|quarter| waves.iter().all(|wave| wave.quarter != **quarter))
    {
        return Err(RequestEditionError::NoWave(missing.clone()));
    }
    let open = |state| !matches!(state, WaveState::Mixed | WaveState::Purged);
    match waves.into_iter().find(|wave| open(wave.state)) {
        Some(wave) => Err(RequestEditionError::NotMixed(wave.name)),
        None => Ok(()),
    }
}

/// The number of the edition that is corrected.
async fn corrected(
    conn: &mut AsyncPgConnection,
    period: Period,
    correction: bool,
) -> Result<Option<i32>, RequestEditionError> {
    let states = [
        EditionState::Requested,
        EditionState::Candidate,
        EditionState::Released,
    ];
    let others = editions::list_of_period(conn, period, &states).await?;
    if others.iter().any(|other| other.state != EditionState::Released) {
        return Err(RequestEditionError::UnderWay);
    }
    let released: Option<i32> = others.iter().find_map(|EditionRow { number, .. }| *number);
    match (released, correction) {
        (Some(number), false) => Err(RequestEditionError::AlreadyReleased(number)),
        (None, true) => Err(RequestEditionError::NothingToCorrect),
        (number, _) => Ok(number),
    }
}
