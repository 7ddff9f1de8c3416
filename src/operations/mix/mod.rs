//! Mix: sealed ballots of a closed wave become responses, slips and comments that are nobody's.
//!
//! One transaction a group of families: ballots are taken out with `DELETE … RETURNING`, opened in
//! memory, checked again, put through the class floor, shuffled with the operating system's generator
//! and written with one statement a kind. A ballot that does not open or cannot have been given aborts
//! it: nothing is deleted, and somebody must look. The private keys go after the commit, or once a backup holds it.
//!
//! Never fewer than `k` are mixed. What is fewer waits for the family's next wave; see [`plan`].

mod carry;
mod open;
mod plan;
mod release;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use diesel_async::{AsyncConnection, AsyncPgConnection};
use rand::CryptoRng;
use uuid::Uuid;

use crate::ballot::certificate::Rules;
use crate::ballot::{SealError, shuffle};
use crate::keys::{KeyError, MixerKeys};
use crate::operations::certify::{certify_mix, rules};
use crate::operations::load_questionnaires::{DefinitionsError, live_definitions};
use crate::store;
use crate::store::epochs::{self, Due};
use crate::store::responses;
use crate::store::waves::{self, Wave, WaveState};
use crate::survey::crime::FamilyId;
use crate::survey::questionnaire::Definitions;

/// The smallest crowds of a mix; they can only be raised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Floors {
    k: usize,
    m: usize,
}

impl Floors {
    /// The smallest batch.
    pub const K: usize = 10;
    /// The smallest class of sex and age in a batch.
    pub const M: usize = 5;

    /// Floors of at least the defaults: what is lower is raised to them.
    pub fn at_least(k: usize, m: usize) -> Floors {
        Floors {
            k: k.max(Floors::K),
            m: m.max(Floors::M),
        }
    }

    /// As certificates state them.
    pub fn rules(self) -> Rules {
        rules(self.k, self.m)
    }
}

impl Default for Floors {
    fn default() -> Self {
        Floors::at_least(Floors::K, Floors::M)
    }
}

/// Why a group of families was not mixed. Its ballots lie as they lay.
#[derive(Debug, thiserror::Error)]
pub enum MixError {
    /// A ballot does not open with its epoch's key. It was changed, or the key is not the one it was sealed to.
    #[error(
        "a ballot of epoch {epoch} does not open; nothing was mixed or deleted. Compare the key files with the database's epochs"
    )]
    DoesNotOpen {
        /// The epoch.
        epoch: Uuid,
    },
    /// A ballot opens and holds what no questionnaire let anybody give.
    #[error(
        "a ballot of epoch {epoch} opens but holds no answers that could have been given; nothing was mixed or deleted"
    )]
    Invalid {
        /// The epoch.
        epoch: Uuid,
    },
    /// A ballot could not be sealed again to be carried.
    #[error("a ballot could not be carried: {0}")]
    Carry(SealError),
    /// The definitions that answers were given to.
    #[error(transparent)]
    Definitions(#[from] DefinitionsError),
    /// A key file.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The database.
    #[error(transparent)]
    Store(#[from] store::Error),
}

impl From<diesel::result::Error> for MixError {
    fn from(error: diesel::result::Error) -> Self {
        Self::Store(error.into())
    }
}

/// A wave whose responses are out. Totals only: figures by cohort appear at the purge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mixed {
    /// The wave.
    pub wave: Uuid,
    /// Its name, for staff.
    pub name: String,
    /// Responses that came out now.
    pub responses: usize,
    /// Ballots that wait for the next wave.
    pub carried: usize,
}

/// Mixes every closed wave whose epochs' dates have come. A group of families that fails does not hold
/// up the others; its wave stays closed and is taken up again, and the error is for somebody to see.
///
/// # Errors
/// The first [`MixError`], after everything else was tried.
pub async fn mix(
    conn: &mut AsyncPgConnection,
    keys: &MixerKeys,
    floors: Floors,
    today: NaiveDate,
    rng: &mut (impl CryptoRng + Send),
) -> Result<Vec<Mixed>, MixError> {
    destroy_released(conn, keys).await?;
    let closed = waves::list_in_state(conn, WaveState::Closed).await?;
    if closed.is_empty() {
        return Ok(Vec::new());
    }
    let live = live_definitions(conn).await?;
    let mut mixer = Mixer {
        keys,
        floors,
        live: &live,
        rng,
    };
    let mut done = Vec::new();
    let mut first_error = None;
    for wave in &closed {
        let (mixed, error) = mixer.mix_wave(conn, wave, today).await;
        done.extend(mixed);
        first_error = first_error.or(error);
    }
    match first_error {
        Some(error) => Err(error),
        None => Ok(done),
    }
}

struct Mixer<'a, R> {
    keys: &'a MixerKeys,
    floors: Floors,
    live: &'a Definitions,
    rng: &'a mut R,
}

impl<R: CryptoRng + Send> Mixer<'_, R> {
    async fn mix_wave(
        &mut self,
        conn: &mut AsyncPgConnection,
        wave: &Wave,
        today: NaiveDate,
    ) -> (Option<Mixed>, Option<MixError>) {
        let mut mixed = Mixed {
            wave: wave.id,
            name: wave.name.clone(),
            responses: 0,
            carried: 0,
        };
        match self.mix_groups(conn, wave, today, &mut mixed).await {
            Err(error) => (None, Some(error)),
            Ok(Some(error)) => (None, Some(error)),
            Ok(None) => match self.finish(conn, wave, today).await {
                Ok(true) => (Some(mixed), None),
                Ok(false) => (None, None),
                Err(error) => (None, Some(error)),
            },
        }
    }

    async fn mix_groups(
        &mut self,
        conn: &mut AsyncPgConnection,
        wave: &Wave,
        today: NaiveDate,
        mixed: &mut Mixed,
    ) -> Result<Option<MixError>, MixError> {
        let due = epochs::list_due(conn, wave.id, today).await?;
        let mut first_error = None;
        for (parent, group) in self.groups(due) {
            match self.release(conn, wave, parent.as_ref(), &group).await {
                Ok(released) => {
                    mixed.responses += released.responses;
                    mixed.carried += released.carried;
                    for due in &group {
                        self.keys.settle_epoch(due.epoch)?;
                    }
                }
                Err(error) => first_error = first_error.or(Some(error)),
            }
        }
        Ok(first_error)
    }

    /// Families by their parent; a family without one stands alone.
    fn groups(&self, due: Vec<Due>) -> Vec<(Option<FamilyId>, Vec<Due>)> {
        let mut groups: BTreeMap<(Option<FamilyId>, Option<String>), Vec<Due>> = BTreeMap::new();
        for one in due {
            let family = FamilyId::parse(&one.family).ok();
            let parent = family
                .and_then(|id| self.live.crime().family(&id))
                .and_then(|family| family.parent.clone());
            let alone = parent.is_none().then(|| one.family.clone());
            groups.entry((parent, alone)).or_default().push(one);
        }
        groups
            .into_iter()
            .map(|((parent, _), group)| (parent, group))
            .collect()
    }

    /// Once nothing of the wave is left to mix: its responses are written anew in one random order, and
    /// it is mixed, which is certified.
    async fn finish(
        &mut self,
        conn: &mut AsyncPgConnection,
        wave: &Wave,
        today: NaiveDate,
    ) -> Result<bool, MixError> {
        if epochs::count_open(conn, wave.id).await? > 0 {
            return Ok(false);
        }
        let (keys, live, rules, rng) = (self.keys, self.live, self.floors.rules(), &mut *self.rng);
        conn.transaction(async |conn| {
            store::allow_long_work(conn).await?;
            epochs::lock_mixer(conn).await?;
            responses::ensure_partition(conn, wave.id).await?;
            let mut ids = responses::list_ids(conn, wave.id).await?;
            shuffle(&mut ids, rng);
            responses::rewrite_partition(conn, wave.id, &ids).await?;
            let moved = waves::mark_state(conn, wave.id, WaveState::Closed, WaveState::Mixed).await? == 1;
            if moved {
                certify_mix(conn, keys, rules, live, wave, today).await?;
            }
            Ok(moved)
        })
        .await
    }
}

/// Private keys that a crash between commit and destruction left behind; those that wait for a backup stay.
async fn destroy_released(conn: &mut AsyncPgConnection, keys: &MixerKeys) -> Result<(), MixError> {
    let kept = keys.epochs()?;
    for epoch in epochs::list_released(conn, &kept).await? {
        keys.settle_epoch(epoch)?;
    }
    Ok(())
}
