//! Releasing an edition: by another account than the one that asked for it. From then on it is public.

use chrono::{DateTime, NaiveDate, Utc};
use diesel_async::{AsyncConnection, AsyncPgConnection};
use uuid::Uuid;

use super::to_the_end::to_the_end;
use crate::store::editions::{self, EditionState};
use crate::store::{self, audit};

/// Why an edition was not released.
#[derive(Debug, thiserror::Error)]
pub enum ReleaseEditionError {
    /// There is no such edition.
    #[error("there is no such edition")]
    Unknown,
    /// It is not made yet, or settled already.
    #[error("only an edition that is made and waits for its release can be released")]
    NotCandidate,
    /// The account asked for it itself.
    #[error("you asked for this edition: another commissioner's account has to release it")]
    OwnRequest,
    /// The database's.
    #[error(transparent)]
    Store(#[from] store::Error),
}

impl From<diesel::result::Error> for ReleaseEditionError {
    fn from(error: diesel::result::Error) -> Self {
        Self::Store(error.into())
    }
}

/// Releases a candidate and returns its number. The work ends even where nobody waits for it any more.
///
/// # Errors
/// It is no candidate, or `actor` asked for it; or the database's.
pub async fn release_edition(
    mut conn: store::Connection,
    id: Uuid,
    actor: String,
    today: NaiveDate,
    machine_now: DateTime<Utc>,
) -> Result<i32, ReleaseEditionError> {
    to_the_end(async move {
        conn.transaction(async |conn| release(conn, id, &actor, today, machine_now).await)
            .await
    })
    .await
}

async fn release(
    conn: &mut AsyncPgConnection,
    id: Uuid,
    actor: &str,
    today: NaiveDate,
    machine_now: DateTime<Utc>,
) -> Result<i32, ReleaseEditionError> {
    let edition = editions::find_edition(conn, id)
        .await?
        .ok_or(ReleaseEditionError::Unknown)?;
    if edition.requested_by == actor {
        return Err(ReleaseEditionError::OwnRequest);
    }
    let number = edition
        .number
        .filter(|_| edition.state == EditionState::Candidate);
    let number = number.ok_or(ReleaseEditionError::NotCandidate)?;
    if editions::mark_released(conn, id, actor, today).await? != 1 {
        return Err(ReleaseEditionError::NotCandidate);
    }
    audit::insert_act(
        conn,
        machine_now,
        actor,
        "released an edition",
        &number.to_string(),
    )
    .await?;
    Ok(number)
}
