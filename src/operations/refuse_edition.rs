//! Refusing an edition that is made: it stays on the list with its reason and is never published.

use chrono::{DateTime, Utc};
use diesel_async::AsyncConnection;
use uuid::Uuid;

use super::to_the_end::to_the_end;
use crate::store::editions::{self, EditionState};
use crate::store::{self, audit};

/// Why an edition was not refused.
#[derive(Debug, thiserror::Error)]
pub enum RefuseEditionError {
    /// It is no candidate.
    #[error("only an edition that is made and waits for its release can be refused")]
    NotCandidate,
    /// No reason was given.
    #[error("say why this edition is not published: the reason stays on the list")]
    NoReason,
    /// The database's.
    #[error(transparent)]
    Store(#[from] store::Error),
}

impl From<diesel::result::Error> for RefuseEditionError {
    fn from(error: diesel::result::Error) -> Self {
        Self::Store(error.into())
    }
}

/// Refuses a candidate for a reason that stays on the list. The work ends even where nobody waits for it any more.
///
/// # Errors
/// It is no candidate, or there is no reason; or the database's.
pub async fn refuse_edition(
    mut conn: store::Connection,
    id: Uuid,
    actor: String,
    reason: String,
    machine_now: DateTime<Utc>,
) -> Result<(), RefuseEditionError> {
    if reason.trim().is_empty() {
        return Err(RefuseEditionError::NoReason);
    }
    to_the_end(async move {
        conn.transaction(async |conn| {
            if editions::mark_refused(conn, id, EditionState::Candidate, reason.trim()).await? != 1 {
                return Err(RefuseEditionError::NotCandidate);
            }
            audit::insert_act(conn, machine_now, &actor, "refused an edition", &id.to_string()).await?;
            Ok(())
        })
        .await
    })
    .await
}
