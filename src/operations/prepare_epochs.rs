//! Every cohort of a wave gets an epoch: the family's waiting one with its carried ballots, or a new
//! one. Done by the mixer, which alone can read an epoch's private key.

use chrono::Days;
use diesel_async::{AsyncConnection, AsyncPgConnection};
use rand::CryptoRng;

use crate::ballot::random_id;
use crate::keys::{KeyError, MixerKeys};
use crate::store;
use crate::store::epochs::{self, NewEpoch, WithoutEpoch};

/// Why epochs could not be made. What is missing is made the next time.
#[derive(Debug, thiserror::Error)]
pub enum PrepareEpochsError {
    /// A key could not be made.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The database.
    #[error(transparent)]
    Store(#[from] store::Error),
}

impl From<diesel::result::Error> for PrepareEpochsError {
    fn from(error: diesel::result::Error) -> Self {
        Self::Store(error.into())
    }
}

/// What was prepared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PreparedEpochs {
    /// New epochs.
    pub made: usize,
    /// Waiting epochs that a cohort took over.
    pub adopted: usize,
}

/// Gives an epoch to every cohort that has none. It is not mixed before the day after fieldwork.
///
/// # Errors
/// [`PrepareEpochsError`].
pub async fn prepare_epochs(
    conn: &mut AsyncPgConnection,
    keys: &MixerKeys,
    rng: &mut (impl CryptoRng + Send),
) -> Result<PreparedEpochs, PrepareEpochsError> {
    let mut prepared = PreparedEpochs::default();
    if epochs::list_cohorts_without_epoch(conn).await?.is_empty() {
        return Ok(prepared);
    }
    conn.transaction(async |conn| {
        epochs::lock_mixer(conn).await?;
        for cohort in epochs::list_cohorts_without_epoch(conn).await? {
            match adopt(conn, &cohort).await? {
                true => prepared.adopted += 1,
                false => {
                    make(conn, keys, &cohort, rng).await?;
                    prepared.made += 1;
                }
            }
        }
        Ok::<_, PrepareEpochsError>(())
    })
    .await?;
    Ok(prepared)
}

async fn adopt(conn: &mut AsyncPgConnection, cohort: &WithoutEpoch) -> Result<bool, store::Error> {
    let Some(waiting) = epochs::find_waiting(conn, &cohort.family).await? else {
        return Ok(false);
    };
    let not_before = day_after(cohort);
    Ok(epochs::mark_adopted(conn, waiting.id, cohort.cohort, not_before).await? == 1)
}

async fn make(
    conn: &mut AsyncPgConnection,
    keys: &MixerKeys,
    cohort: &WithoutEpoch,
    rng: &mut (impl CryptoRng + Send),
) -> Result<(), PrepareEpochsError> {
    let id = random_id(rng);
    let public_key = keys.make_epoch(id, rng)?;
    let new = NewEpoch {
        id,
        cohort: Some(cohort.cohort),
        family: &cohort.family,
        public_key: &public_key,
        not_before: Some(day_after(cohort)),
    };
    Ok(epochs::insert_epoch(conn, &new).await?)
}

fn day_after(cohort: &WithoutEpoch) -> chrono::NaiveDate {
    cohort
        .fieldwork_to
        .checked_add_days(Days::new(1))
        .unwrap_or(cohort.fieldwork_to)
}
