//! Send: the gate is spent and the sealed ballot lies in the box, in one transaction. Only after its
//! commit may anybody say thank you.

use chrono::NaiveDate;
use diesel_async::{AsyncConnection, AsyncPgConnection};
use rand::CryptoRng;
use uuid::Uuid;
use zeroize::Zeroizing;

use super::door::{self, Door};
use super::to_the_end::to_the_end;
use crate::ballot::{LinkSecret, SealError, random_id, seal_ballot};
use crate::store;
use crate::store::ballots::{self, SealedBallot};
use crate::store::gates::{self, Gate, Spent};
use crate::store::{drafts, epochs};
use crate::survey::questionnaire::Definitions;
use crate::survey::response::{Finished, FinishedFault};

/// Why nothing was sent. The draft stays as it is, except where fieldwork is over.
#[derive(Debug, thiserror::Error)]
pub enum SendBallotError {
    /// The link is unknown or stopped, or fieldwork has not begun.
    #[error("this link opens nothing")]
    UnknownLink,
    /// Answers came through this link before.
    #[error("answers were sent through this link already")]
    AlreadySent,
    /// Fieldwork is over; the draft is deleted.
    #[error("fieldwork is over")]
    FieldworkClosed,
    /// The mixer has not made the cohort's epoch yet.
    #[error("the wave is still being prepared; the same answers can be sent in a few minutes")]
    NotReady,
    /// Nothing was answered.
    #[error("nothing is answered yet")]
    Empty,
    /// The answers are none that this questionnaire lets anybody give.
    #[error(transparent)]
    Invalid(#[from] FinishedFault),
    /// The answers are too long for a ballot.
    #[error(transparent)]
    Seal(#[from] SealError),
    /// The database.
    #[error(transparent)]
    Store(#[from] store::Error),
}

impl From<diesel::result::Error> for SendBallotError {
    fn from(error: diesel::result::Error) -> Self {
        Self::Store(error.into())
    }
}

/// What is sent, and through which link.
#[derive(Debug)]
pub struct Sending {
    /// The sitting's link.
    pub link: LinkSecret,
    /// The sitting's draft, deleted with the send. The drafts of other sittings stay until they expire,
    /// so that those who hold them do not take a missing draft for an answer of their own.
    pub draft: Uuid,
    /// The answers; what lies off the final path is dropped here.
    pub finished: Finished,
}

/// Sends the answers. `definitions` are those of the version the answers were given to.
///
/// The work runs in a task of its own: a browser that hangs up neither undoes a commit nor leaves a
/// transaction open.
///
/// # Errors
/// [`SendBallotError`].
pub async fn send_ballot<R>(
    mut conn: store::Connection,
    sending: Sending,
    definitions: &Definitions,
    today: NaiveDate,
    mut rng: R,
) -> Result<(), SendBallotError>
where
    R: CryptoRng + Send + 'static,
{
    let Sending {
        link,
        draft,
        finished,
    } = sending;
    let plain = written(finished, definitions)?;
    to_the_end(async move {
        let outcome = put_in(&mut conn, &link, draft, &plain, today, &mut rng).await;
        if matches!(outcome, Err(SendBallotError::FieldworkClosed)) {
            drafts::delete_draft(&mut conn, draft).await?;
        }
        outcome
    })
    .await
}

/// The bytes that are sealed: the answers on the final path, checked.
fn written(mut finished: Finished, definitions: &Definitions) -> Result<Zeroizing<Vec<u8>>, SendBallotError> {
    let kind = definitions
        .kind(finished.kind.as_deref())
        .ok_or(FinishedFault::UnknownKind)?;
    finished.answers = finished.answers.on_path(definitions.questionnaire(&kind));
    finished.waited = 0;
    if finished.answers.is_empty() {
        return Err(SendBallotError::Empty);
    }
    finished.check(definitions)?;
    let plain = serde_json::to_vec(&finished).map_err(|_| SealError::DoesNotOpen)?;
    Ok(Zeroizing::new(plain))
}

async fn put_in(
    conn: &mut AsyncPgConnection,
    link: &LinkSecret,
    draft: Uuid,
    plain: &[u8],
    today: NaiveDate,
    rng: &mut (impl CryptoRng + Send),
) -> Result<(), SendBallotError> {
    conn.transaction(async |conn| {
        store::commit_durably(conn).await?;
        let gate = open_gate(conn, link, today).await?;
        let ballot = sealed(conn, &gate, plain, rng).await?;
        ballots::insert_ballots(conn, &[ballot]).await?;
        if gates::mark_spent(conn, &link.gate()).await? == Spent::Already {
            return Err(SendBallotError::AlreadySent);
        }
        drafts::delete_draft(conn, draft).await?;
        Ok(())
    })
    .await
}

async fn open_gate(
    conn: &mut AsyncPgConnection,
    link: &LinkSecret,
    today: NaiveDate,
) -> Result<Gate, SendBallotError> {
    match door::look(conn, link, today).await? {
        Door::Open(gate) => Ok(gate),
        Door::Spent => Err(SendBallotError::AlreadySent),
        Door::Closed => Err(SendBallotError::FieldworkClosed),
        Door::Unknown => Err(SendBallotError::UnknownLink),
    }
}

/// Seals to the epoch's key, read under the epoch's lock in the transaction that inserts: a key read
/// before the lock may be destroyed already.
async fn sealed(
    conn: &mut AsyncPgConnection,
    gate: &Gate,
    plain: &[u8],
    rng: &mut impl CryptoRng,
) -> Result<SealedBallot, SendBallotError> {
    let Some(epoch) = epochs::find_open(conn, gate.cohort).await? else {
        return Err(SendBallotError::NotReady);
    };
    epochs::lock_shared(conn, epoch).await?;
    let Some(key) = epochs::find_open_key(conn, epoch).await? else {
        return Err(SendBallotError::FieldworkClosed);
    };
    let body = seal_ballot(&key, epoch, plain, rng)?;
    Ok(SealedBallot {
        id: random_id(rng),
        epoch,
        body,
    })
}
