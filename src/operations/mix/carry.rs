//! Carrying: a ballot that waits is sealed again, to its family's next epoch, one wave older.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use diesel_async::AsyncPgConnection;
use rand::CryptoRng;
use zeroize::Zeroizing;

use super::MixError;
use super::plan::Waiting;
use crate::ballot::{SealError, random_id, seal_ballot, shuffle};
use crate::keys::MixerKeys;
use crate::store::ballots::{self, SealedBallot};
use crate::store::epochs::{self, Epoch, NewEpoch};
use crate::survey::crime::FamilyId;

/// Seals all of them again and puts them in with one statement, in random order.
pub(super) async fn carry(
    conn: &mut AsyncPgConnection,
    keys: &MixerKeys,
    waiting: Vec<Waiting>,
    ends_after: NaiveDate,
    rng: &mut impl CryptoRng,
) -> Result<(), MixError> {
    let mut next: BTreeMap<FamilyId, Epoch> = BTreeMap::new();
    let mut sealed = Vec::with_capacity(waiting.len());
    for one in waiting {
        let epoch = match next.get(&one.family) {
            Some(epoch) => *epoch,
            None => next_epoch(conn, keys, &one.family, ends_after, rng).await?,
        };
        sealed.push(seal_again(&one, &epoch, rng).map_err(MixError::Carry)?);
        next.insert(one.family, epoch);
    }
    shuffle(&mut sealed, rng);
    if !sealed.is_empty() {
        ballots::insert_ballots(conn, &sealed).await?;
    }
    Ok(())
}

fn seal_again(one: &Waiting, epoch: &Epoch, rng: &mut impl CryptoRng) -> Result<SealedBallot, SealError> {
    let mut finished = one.finished.clone();
    finished.waited = finished.waited.saturating_add(1);
    let plain = Zeroizing::new(serde_json::to_vec(&finished).map_err(|_| SealError::DoesNotOpen)?);
    Ok(SealedBallot {
        id: random_id(rng),
        epoch: epoch.id,
        body: seal_ballot(&epoch.public_key, epoch.id, &plain, rng)?,
    })
}

/// The family's epoch in a wave that still takes answers, or the one that waits for the next wave,
/// or a new one.
async fn next_epoch(
    conn: &mut AsyncPgConnection,
    keys: &MixerKeys,
    family: &FamilyId,
    ends_after: NaiveDate,
    rng: &mut impl CryptoRng,
) -> Result<Epoch, MixError> {
    if let Some(open) = epochs::find_next_open(conn, family.as_str(), ends_after).await? {
        return Ok(open);
    }
    if let Some(waiting) = epochs::find_waiting(conn, family.as_str()).await? {
        return Ok(waiting);
    }
    let id = random_id(rng);
    let public_key = keys.make_epoch(id, rng)?;
    let new = NewEpoch {
        id,
        cohort: None,
        family: family.as_str(),
        public_key: &public_key,
        not_before: None,
    };
    epochs::insert_epoch(conn, &new).await?;
    Ok(Epoch { id, public_key })
}
