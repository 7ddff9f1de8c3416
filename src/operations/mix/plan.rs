//! Who leaves a mix, as whose, with what; and who waits. Pure, but for the order in which company is drawn.
//!
//! A cohort of `k` or more leaves, through the class floor. A smaller one waits for the family's next
//! wave, four waves at most; then its ballots that have waited so long leave under the parent, with the
//! shared core only, in a pool that is filled to `k`: by the other ballots of the small cohorts, then
//! by ballots drawn from the siblings that can spare them. Where even that is fewer than `k`, all go on
//! waiting: no rest smaller than `k` ever leaves. Nothing is dropped.

use rand::CryptoRng;
use uuid::Uuid;

use super::Floors;
use crate::ballot::{Decision, Member, WAVES_AT_MOST, class_floor, shuffle};
use crate::survey::crime::FamilyId;
use crate::survey::response::{Finished, Keep};

/// An opened ballot with what the class floor compares.
pub(super) struct Held {
    pub finished: Finished,
    pub sex: Option<String>,
    pub age: Option<String>,
}

/// The opened ballots of one cohort.
pub(super) struct Batch {
    pub family: FamilyId,
    pub cohort: Uuid,
    pub ballots: Vec<Held>,
}

/// Under what a response leaves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Under {
    /// Its own cohort.
    Cohort(Uuid, FamilyId),
    /// The parent, with the shared core only.
    Parent(FamilyId),
}

/// A ballot that leaves.
pub(super) struct Leaving {
    pub finished: Finished,
    pub under: Under,
    pub keep: Keep,
}

/// A ballot that waits for its family's next wave.
pub(super) struct Waiting {
    pub finished: Finished,
    pub family: FamilyId,
}

/// What becomes of a group of siblings.
#[derive(Default)]
pub(super) struct Plan {
    pub leaving: Vec<Leaving>,
    pub waiting: Vec<Waiting>,
}

/// Decides for the cohorts of one parent, or for one cohort without a parent.
pub(super) fn plan(
    parent: Option<&FamilyId>,
    batches: Vec<Batch>,
    floors: Floors,
    rng: &mut impl CryptoRng,
) -> Plan {
    let (mut large, mut small): (Vec<Batch>, Vec<Batch>) = batches
        .into_iter()
        .partition(|batch| batch.ballots.len() >= floors.k);
    let mut plan = Plan::default();
    if let Some(parent) = parent {
        let pool = fill_pool(&mut small, &mut large, floors.k, rng);
        plan.leaving.extend(leave_under(parent, pool, floors.m));
    }
    for batch in large {
        leave(batch, floors.m, &mut plan);
    }
    for batch in small {
        let family = &batch.family;
        let wait = |held: Held| Waiting {
            finished: held.finished,
            family: family.clone(),
        };
        plan.waiting.extend(batch.ballots.into_iter().map(wait));
    }
    plan
}

fn leave(batch: Batch, m: usize, plan: &mut Plan) {
    let decisions = class_floor(&members(&batch.ballots), m);
    for (held, decision) in batch.ballots.into_iter().zip(decisions) {
        let finished = held.finished;
        match keep(decision) {
            Some(keep) => plan.leaving.push(Leaving {
                finished,
                under: Under::Cohort(batch.cohort, batch.family.clone()),
                keep,
            }),
            None => plan.waiting.push(Waiting {
                finished,
                family: batch.family.clone(),
            }),
        }
    }
}

/// A pool leaves whole, or it would be smaller than `k`: whose class is too small leaves without it.
fn leave_under(parent: &FamilyId, pool: Vec<Held>, m: usize) -> Vec<Leaving> {
    let decisions = class_floor(&members(&pool), m);
    let leaving = |(held, decision): (Held, Decision)| Leaving {
        finished: held.finished,
        under: Under::Parent(parent.clone()),
        keep: keep(decision).unwrap_or(NEITHER),
    };
    pool.into_iter().zip(decisions).map(leaving).collect()
}

const NEITHER: Keep = Keep {
    sex: false,
    age: false,
};

fn keep(decision: Decision) -> Option<Keep> {
    match decision {
        Decision::KeepBoth => Some(Keep { sex: true, age: true }),
        Decision::KeepSex => Some(Keep {
            sex: true,
            age: false,
        }),
        Decision::KeepNeither => Some(NEITHER),
        Decision::Carry => None,
    }
}

fn members(ballots: &[Held]) -> Vec<Member<&str, &str>> {
    let member = |held| {
        let Held { finished, sex, age }: &Held = held;
        Member {
            sex: sex.as_deref(),
            age: age.as_deref(),
            waited: finished.waited,
        }
    };
    ballots.iter().map(member).collect()
}

/// Takes out the ballots that have waited four waves, with company up to `k`; nothing where none has
/// waited so long or `k` cannot be reached.
fn fill_pool(small: &mut [Batch], large: &mut [Batch], k: usize, rng: &mut impl CryptoRng) -> Vec<Held> {
    let has_waited = |held: &Held| held.finished.waited >= WAVES_AT_MOST;
    let overdue: usize = small
        .iter()
        .map(|batch| batch.ballots.iter().filter(|held| has_waited(held)).count())
        .sum();
    let held: usize = small.iter().map(|batch| batch.ballots.len()).sum();
    let spare: usize = large.iter().map(|batch| batch.ballots.len() - k).sum();
    if overdue == 0 || held + spare < k {
        return Vec::new();
    }
    let mut pool: Vec<Held> = Vec::new();
    for batch in small.iter_mut() {
        pool.extend(batch.ballots.extract_if(.., |held| has_waited(held)));
    }
    // Whom the company is drawn from does not show: every draw is as likely as any other.
    draw(small, 0, k, &mut pool, rng);
    draw(large, k, k, &mut pool, rng);
    pool
}

/// Draws ballots at random until the pool holds `k`, leaving at least `rest` in every batch.
fn draw(from: &mut [Batch], rest: usize, k: usize, pool: &mut Vec<Held>, rng: &mut impl CryptoRng) {
    let mut drawn: Vec<usize> = (0..from.len())
        .flat_map(|place| vec![place; from[place].ballots.len().saturating_sub(rest)])
        .collect();
    shuffle(&mut drawn, rng);
    drawn.truncate(k.saturating_sub(pool.len()));
    for batch in from.iter_mut() {
        shuffle(&mut batch.ballots, rng);
    }
    for place in drawn {
        pool.extend(from[place].ballots.pop());
    }
}

#[cfg(test)]
#[path = "plan_tests.rs"]
mod tests;
