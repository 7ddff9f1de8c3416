//! One trial: a wave is played, the same people answer in the naive copies, and an attacker looks.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use rand::SeedableRng;
use rand::rngs::StdRng;
use rand::seq::SliceRandom;

use super::judge::{Batch, Evidence, Trial};
use super::look::{at_naive, at_ours, canonical, families};
use super::naive::{self, Said, Variant};
use super::play::{Scratch, play};
use crate::demo::answering::Sent;
use crate::demo::cluster::Cluster;
use crate::demo::error::DemoError;
use crate::demo::stage::Stage;
use crate::operations::chance::system_rng;
use crate::store;
use crate::survey::crime::FamilyId;
use crate::survey::response::{Keep, open_up};

/// Fewer batches than this say nothing.
const FEWEST: usize = 3;

/// Plays a wave in a scratch database of `cluster` and looks at it from below. `dir` takes a folder
/// `attack` for the time of the trial; `listen` only fills the settings, nothing is served there.
///
/// It works on threads of its own: the pages' own must not wait for it.
///
/// # Errors
/// A verb failed, or too few answered.
pub async fn run(cluster: &Arc<Cluster>, dir: &Path, listen: SocketAddr) -> Result<Trial, DemoError> {
    let (cluster, dir) = (Arc::clone(cluster), dir.to_owned());
    let worked = tokio::task::spawn_blocking(move || {
        tokio::runtime::Runtime::new()?.block_on(trial(&cluster, &dir, listen))
    });
    worked.await.unwrap_or_else(|_| {
        Err(DemoError::new(
            "the attack broke off: its scratch database is cleared away",
        ))
    })
}

async fn trial(cluster: &Arc<Cluster>, dir: &Path, listen: SocketAddr) -> Result<Trial, DemoError> {
    let mut rng = StdRng::from_rng(&mut system_rng());
    let scratch = Scratch::new(cluster, dir, &mut rng);
    let stage = scratch.stage(listen).await?;
    let sent = play(&stage, &mut rng).await?;
    let seen = at_ours(cluster, &scratch.database)?;
    if seen.len() < FEWEST {
        return Err(DemoError::new(
            "too few answers were mixed for a trial: try once more",
        ));
    }
    let families = families(cluster, &scratch.database)?;
    let mut said = said(&stage, &families, &seen, &sent)?;
    // They come to the naive copy in an order of its own, cohorts mingled.
    said.shuffle(&mut rng);
    let pool = store::connect(&cluster.superuser_url(&scratch.database), 4)?;
    for variant in [Variant::Together, Variant::Apart] {
        naive::answer(&pool, variant, &said).await?;
    }
    let truth = truth(&said);
    let evidence = |batches: BTreeMap<String, Batch>| Evidence {
        batches: batches.into_values().collect(),
        truth: truth.clone(),
    };
    Ok(Trial {
        ours: evidence(seen),
        together: evidence(at_naive(cluster, &scratch.database, Variant::Together)?),
        apart: evidence(at_naive(cluster, &scratch.database, Variant::Apart)?),
    })
}

/// What each said who is in a batch, as it would come out of a mix, with the position of the batch.
fn said(
    stage: &Stage,
    families: &BTreeMap<String, FamilyId>,
    seen: &BTreeMap<String, Batch>,
    sent: &[Sent],
) -> Result<Vec<Said>, DemoError> {
    let mut said = Vec::new();
    for (position, (cohort, batch)) in seen.iter().enumerate() {
        let Some(family) = families.get(cohort) else {
            continue;
        };
        for sent in sent
            .iter()
            .filter(|sent| batch.gates.iter().any(|gate| gate.name == sent.gate))
        {
            let keep = Keep {
                sex: false,
                age: false,
            };
            let (response, _, _) = open_up(&stage.definitions, family, &sent.finished, keep);
            said.push(Said {
                gate: sent.gate.clone(),
                cohort: i64::try_from(position).unwrap_or(0),
                answers: serde_json::to_value(response)?,
            });
        }
    }
    Ok(said)
}

/// Who said what, as far as nobody else of the batch said the same.
fn truth(said: &[Said]) -> BTreeMap<String, String> {
    let mut alike: BTreeMap<(i64, String), usize> = BTreeMap::new();
    for one in said {
        *alike
            .entry((one.cohort, canonical(one.answers.clone())))
            .or_default() += 1;
    }
    said.iter()
        .map(|one| (one, canonical(one.answers.clone())))
        .filter(|(one, name)| alike.get(&(one.cohort, name.clone())) == Some(&1))
        .map(|(one, name)| (one.gate.clone(), name))
        .collect()
}
