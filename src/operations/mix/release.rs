//! The release of one group of families: one transaction from the sealed ballots to what is nobody's.

use std::collections::BTreeMap;

use diesel_async::{AsyncConnection, AsyncPgConnection};
use rand::CryptoRng;
use uuid::Uuid;

use super::carry::carry;
use super::open::{Versions, open_batch};
use super::plan::{Batch, Leaving, Plan, Under, plan};
use super::{MixError, Mixer};
use crate::ballot::{BenchPublicKey, random_id, record_key, seal_comment, shuffle};
use crate::store;
use crate::store::ballots;
use crate::store::epochs::{self, Due};
use crate::store::ledger::{self, Entry, Measure};
use crate::store::responses::{self, NewComment, NewResponse, NewSlip};
use crate::store::waves::{self, Wave};
use crate::survey::crime::FamilyId;
use crate::survey::response::open_up;

/// What one release came to.
pub(super) struct Released {
    pub responses: usize,
    pub carried: usize,
}

/// What is written, each kind in an order of its own.
#[derive(Default)]
struct Opened {
    responses: Vec<NewResponse>,
    slips: Vec<NewSlip>,
    comments: Vec<NewComment>,
}

impl<R: CryptoRng + Send> Mixer<'_, R> {
    pub(super) async fn release(
        &mut self,
        conn: &mut AsyncPgConnection,
        wave: &Wave,
        parent: Option<&FamilyId>,
        group: &[Due],
    ) -> Result<Released, MixError> {
        let (keys, floors, rng) = (self.keys, self.floors, &mut *self.rng);
        conn.transaction(async |conn| {
            store::allow_long_work(conn).await?;
            epochs::lock_mixer(conn).await?;
            responses::ensure_partition(conn, wave.id).await?;
            let mut versions = Versions::new();
            let mut batches = Vec::new();
            for due in group {
                epochs::lock_exclusive(conn, due.epoch).await?;
                let sealed = ballots::take_all(conn, due.epoch).await?;
                let key = keys.epoch_key(due.epoch)?;
                batches.push(open_batch(conn, due, key, sealed, &mut versions).await?);
                epochs::mark_released(conn, due.epoch).await?;
            }
            let carried_in = carried_in(&batches);
            let Plan { leaving, waiting } = plan(parent, batches, floors, rng);
            let released = Released {
                responses: leaving.len(),
                carried: waiting.len(),
            };
            let account = account(carried_in, &leaving, waiting.iter().map(|one| &one.family));
            let parent_cohort = cohort_of_parent(conn, wave, &leaving, rng).await?;
            let opened = open(leaving, parent_cohort, &versions, &keys.bench, rng)?;
            write(conn, wave.id, opened, rng).await?;
            carry(conn, keys, waiting, wave.fieldwork_to, rng).await?;
            ledger::add_entries(conn, wave.id, &account).await?;
            Ok(released)
        })
        .await
    }
}

/// The cohort under which a pool leaves: made at the first need.
async fn cohort_of_parent(
    conn: &mut AsyncPgConnection,
    wave: &Wave,
    leaving: &[Leaving],
    rng: &mut impl CryptoRng,
) -> Result<Uuid, MixError> {
    let pooled = leaving.iter().find_map(|one| match &one.under {
        Under::Parent(parent) => Some(parent),
        Under::Cohort(..) => None,
    });
    let Some(parent) = pooled else {
        return Ok(Uuid::nil());
    };
    if let Some(cohort) = waves::find_cohort(conn, wave.id, parent.as_str()).await? {
        return Ok(cohort);
    }
    let id = random_id(rng);
    waves::insert_cohort(conn, id, wave.id, parent.as_str()).await?;
    Ok(id)
}

fn open(
    leaving: Vec<Leaving>,
    parent_cohort: Uuid,
    versions: &Versions,
    bench: &BenchPublicKey,
    rng: &mut impl CryptoRng,
) -> Result<Opened, MixError> {
    let mut opened = Opened::default();
    for Leaving {
        finished,
        under,
        keep,
    } in leaving
    {
        let (cohort, family) = match under {
            Under::Cohort(cohort, family) => (cohort, family),
            // A parent is nobody's kind of crime, so every module's items stay behind.
            Under::Parent(parent) => (parent_cohort, parent),
        };
        let definitions = versions
            .get(&finished.version)
            .ok_or_else(store::Error::cut_off)?;
        let (response, slips, comments) = open_up(definitions, &family, &finished, keep);
        opened.responses.push(NewResponse {
            id: random_id(rng),
            cohort,
            record_key: record_key(rng),
            answers: serde_json::to_value(&response)
                .map_err(|_| store::Error::unreadable("response", "its answers are no codes"))?,
        });
        opened.slips.extend(slips.into_iter().map(|slip| NewSlip {
            id: random_id(rng),
            cohort,
            record_key: record_key(rng),
            characteristic: slip.characteristic,
            category: slip.category,
            whole_experience: slip.whole_experience.map(i16::from),
        }));
        for comment in comments {
            opened.comments.push(NewComment {
                id: random_id(rng),
                cohort,
                item: comment.item.as_str().to_owned(),
                body: seal_comment(bench, cohort, &comment.text, rng).map_err(MixError::Carry)?,
            });
        }
    }
    Ok(opened)
}

async fn write(
    conn: &mut AsyncPgConnection,
    wave: Uuid,
    mut opened: Opened,
    rng: &mut impl CryptoRng,
) -> Result<(), store::Error> {
    shuffle(&mut opened.responses, rng);
    shuffle(&mut opened.slips, rng);
    shuffle(&mut opened.comments, rng);
    responses::insert_responses(conn, wave, opened.responses).await?;
    responses::insert_slips(conn, &opened.slips).await?;
    responses::insert_comments(conn, &opened.comments).await
}

fn carried_in(batches: &[Batch]) -> Vec<Entry> {
    let entry = |batch: &Batch| Entry {
        family: batch.family.as_str().to_owned(),
        measure: Measure::CarriedIn,
        count: batch
            .ballots
            .iter()
            .filter(|held| held.finished.waited > 0)
            .count(),
    };
    batches.iter().map(entry).collect()
}

fn account<'f>(
    mut entries: Vec<Entry>,
    leaving: &[Leaving],
    waiting: impl Iterator<Item = &'f FamilyId>,
) -> Vec<Entry> {
    let mut counts: BTreeMap<(&FamilyId, Measure), usize> = BTreeMap::new();
    for one in leaving {
        let (Under::Cohort(_, family) | Under::Parent(family)) = &one.under;
        *counts.entry((family, Measure::Mixed)).or_default() += 1;
    }
    for family in waiting {
        *counts.entry((family, Measure::CarriedOut)).or_default() += 1;
    }
    entries.extend(counts.into_iter().map(|((family, measure), count)| Entry {
        family: family.as_str().to_owned(),
        measure,
        count,
    }));
    entries
}
