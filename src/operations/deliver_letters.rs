//! Sends what is due: claims, computes each link in memory, commits, sends, settles.
//!
//! The rule is harm done: a letter that does not come is a pity, a second one in a shared inbox is a danger. So a
//! claim is committed before anybody connects, what may have left is `unknown` for good, and the safe mark and a
//! stop are looked at before each single letter.

mod rest;
mod spoken;
mod write;

use std::num::NonZeroUsize;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use diesel_async::{AsyncConnection, AsyncPgConnection};
use rand::CryptoRng;
use tokio::task::JoinSet;
use uuid::Uuid;

use crate::keys::{KeyError, MailerKeys, Place, Process};
use crate::mail::{self, Letter, MailError, Mailer};
use crate::store;
use crate::store::outbox::{self, Claim, Claimed, Settled, Settlement};

use crate::operations::load_questionnaires::DefinitionsError;
use crate::survey::questionnaire::Audience;

pub use rest::MailRest;
pub use spoken::Spoken;
use write::{Outcome, write};

/// How letters leave, and the keys that open addresses and make links.
pub struct PostRoom {
    /// Where letters go.
    pub mailer: Mailer,
    /// Sender, host and limits.
    pub settings: mail::Settings,
    /// Of the waves.
    pub keys: MailerKeys,
    /// What letters say, and in which languages.
    pub spoken: Spoken,
}

/// Letters of a round that go no further than memory.
const MEMORY_ROUND: NonZeroUsize = NonZeroUsize::new(500).unwrap();

/// Why a post room cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum PostRoomError {
    /// Keys are missing, or can be read by others.
    #[error(transparent)]
    Keys(#[from] KeyError),
    /// The relay cannot be prepared.
    #[error(transparent)]
    Mail(#[from] MailError),
}

impl PostRoom {
    /// Opens the post room as it is set, with the mailer's folder below the root of all keys.
    ///
    /// # Errors
    /// [`PostRoomError`].
    pub fn open(settings: mail::Settings, keys_root: impl Into<Place>) -> Result<PostRoom, PostRoomError> {
        let mailer = Mailer::new(&settings)?;
        let keys = MailerKeys::open(keys_root.into().inner(Process::Mailer.folder()))?;
        Ok(PostRoom {
            mailer,
            settings,
            keys,
            spoken: Spoken::to(Audience::Public),
        })
    }

    /// The same room for a demonstration: letters in languages that nobody has reviewed too.
    #[must_use]
    pub fn in_rehearsal(mut self) -> PostRoom {
        self.spoken = Spoken::to(Audience::Rehearsal);
        self
    }

    /// The same room with letters that stay in memory, those to `refused` (a domain) refused for good,
    /// and with rounds as large as memory allows.
    #[must_use]
    pub fn in_memory(mut self, refused: &'static str) -> PostRoom {
        self.mailer = Mailer::memory_refusing(refused);
        self.settings.in_flight = MEMORY_ROUND;
        self
    }
}

/// The two times of a delivery.
#[derive(Debug, Clone, Copy)]
pub struct Times {
    /// Fieldwork's: dates of waves and safe marks, and the letter's own date.
    pub now: DateTime<Utc>,
    /// Fieldwork's day.
    pub today: NaiveDate,
    /// The machine's: leases and later tries.
    pub machine_now: DateTime<Utc>,
}

/// What became of one round of letters: counts, never who.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Delivered {
    /// Left.
    pub sent: usize,
    /// To be tried again.
    pub later: usize,
    /// Will not leave: refused for good, stopped, or the safe mark lapsed.
    pub failed: usize,
    /// May have left; not tried again.
    pub unknown: usize,
}

impl Delivered {
    /// Whether nothing was due.
    pub fn is_nothing(&self) -> bool {
        *self == Delivered::default()
    }
}

impl std::ops::AddAssign for Delivered {
    fn add_assign(&mut self, other: Delivered) {
        self.sent += other.sent;
        self.later += other.later;
        self.failed += other.failed;
        self.unknown += other.unknown;
    }
}

/// Why a round could not be held. What was claimed then becomes `unknown` when its lease runs out.
#[derive(Debug, thiserror::Error)]
pub enum DeliverError {
    /// The database.
    #[error(transparent)]
    Store(#[from] store::Error),
    /// What letters say cannot be read.
    #[error(transparent)]
    Words(#[from] DefinitionsError),
}

impl From<diesel::result::Error> for DeliverError {
    fn from(error: diesel::result::Error) -> Self {
        DeliverError::Store(error.into())
    }
}

/// One round: as many letters as may be in flight at once. Call it until [`Delivered::is_nothing`].
///
/// # Errors
/// [`DeliverError`].
pub async fn deliver_letters(
    conn: &mut AsyncPgConnection,
    room: &PostRoom,
    rest: &mut MailRest,
    times: Times,
    rng: &mut impl CryptoRng,
) -> Result<Delivered, DeliverError> {
    let lost = outbox::mark_expired_unknown(conn, times.machine_now).await?;
    if rest.relay_rests(times.machine_now) {
        return Ok(Delivered {
            unknown: lost,
            ..Delivered::default()
        });
    }
    // Before anything is claimed: what is claimed and not written is never written.
    let definitions = room.spoken.definitions(conn).await?;
    let resting = rest.waves(times.machine_now);
    let claim = Claim {
        today: times.today,
        machine_now: times.machine_now,
        lease_until: times.machine_now + lease(room),
        resting: &resting,
        limit: i64::try_from(room.settings.in_flight.get()).unwrap_or(i64::MAX),
    };
    // Written before the claim is committed: where the database fails at it, nothing was claimed, and the letters are
    // due as before.
    let (claimed, written) = conn
        .transaction(async |conn| {
            let claimed = outbox::claim_due(conn, &claim).await?;
            let written = write(conn, room, &definitions, &claimed, times).await?;
            Ok::<_, store::Error>((claimed, written))
        })
        .await?;
    let outcomes = send(room, written).await;
    let settlements = settle(&claimed, outcomes, rest, times.machine_now, rng);
    outbox::mark_settled(conn, &settlements).await?;
    let mut delivered = count(&settlements);
    delivered.unknown += lost;
    Ok(delivered)
}

/// Longer than a letter can take: connecting, announcing and the text have a limit each, and one is tried twice.
fn lease(room: &PostRoom) -> TimeDelta {
    let seconds = room
        .settings
        .time_limit
        .as_secs()
        .saturating_mul(6)
        .saturating_add(60);
    TimeDelta::seconds(i64::try_from(seconds).unwrap_or(i64::from(i32::MAX)))
}

/// Sends all letters of the round at the same time, each in a task of its own.
async fn send(room: &PostRoom, written: Vec<Result<Letter, Outcome>>) -> Vec<Outcome> {
    let mut outcomes: Vec<Outcome> = Vec::with_capacity(written.len());
    let mut tasks = JoinSet::new();
    for (place, letter) in written.into_iter().enumerate() {
        match letter {
            Ok(letter) => {
                let mailer = room.mailer.clone();
                tasks.spawn(async move { (place, mailer.send(&letter).await) });
                // What a task never reports may have left.
                outcomes.push(Outcome::Tried(Err(MailError::Unknown)));
            }
            Err(outcome) => outcomes.push(outcome),
        }
    }
    while let Some(joined) = tasks.join_next().await {
        if let Ok((place, outcome)) = joined {
            outcomes[place] = Outcome::Tried(outcome);
        }
    }
    outcomes
}

fn settle(
    claimed: &[Claimed],
    outcomes: Vec<Outcome>,
    rest: &mut MailRest,
    machine_now: DateTime<Utc>,
    rng: &mut impl CryptoRng,
) -> Vec<Settlement> {
    let mut settle = |(claimed, outcome): (&Claimed, Outcome)| {
        if let Outcome::Tried(tried) = &outcome {
            rest.note(claimed.wave, *tried, machine_now);
        }
        let settled = match outcome {
            Outcome::Tried(Ok(())) => Settled::Sent,
            Outcome::Tried(Err(MailError::Unknown)) => Settled::Unknown,
            Outcome::Tried(Err(MailError::Permanent(_))) | Outcome::Withheld => Settled::Failed,
            Outcome::Tried(Err(MailError::Relay(_))) | Outcome::NotWritten => Settled::Ready {
                not_before: machine_now + rest::RELAY_RESTS,
                counts: false,
            },
            Outcome::Tried(Err(MailError::Transient(_))) => match rest::next_try(claimed.attempts, rng) {
                Some(wait) => Settled::Ready {
                    not_before: machine_now + wait,
                    counts: true,
                },
                None => Settled::Failed,
            },
        };
        Settlement {
            contact: claimed.contact,
            kind: claimed.kind,
            settled,
        }
    };
    claimed.iter().zip(outcomes).map(&mut settle).collect()
}

fn count(settlements: &[Settlement]) -> Delivered {
    let mut delivered = Delivered::default();
    for settlement in settlements {
        match settlement.settled {
            Settled::Sent => delivered.sent += 1,
            Settled::Unknown => delivered.unknown += 1,
            Settled::Failed => delivered.failed += 1,
            Settled::Ready { .. } => delivered.later += 1,
        }
    }
    delivered
}

/// Waves, for the keys of a round.
type ByWave<T> = std::collections::BTreeMap<Uuid, T>;
