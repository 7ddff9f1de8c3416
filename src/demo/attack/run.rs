//! One trial for the demonstration: a wave is played through the operations, the same people answer in
//! the broken copies, and an attacker looks.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use rand::SeedableRng;
use rand::rngs::StdRng;

use super::broken::{Said, note, try_all_copies};
use super::judge::{Batch, Evidence, Sight, Strictness, Trial};
use super::leftovers::{content_of, holdings};
use super::look::{Looking, at_ours, families};
use super::play::{Played, Scratch, play};
use super::truth::SealedTruth;
use super::wal::WalMark;
use crate::demo::answering::Sent;
use crate::demo::cluster::Cluster;
use crate::demo::error::DemoError;
use crate::demo::stage::Stage;
use crate::operations::chance::system_rng;
use crate::survey::crime::FamilyId;
use crate::survey::questionnaire::{AGE_BAND, SEX};
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
    let mark = WalMark::set(cluster, &scratch.database)?;
    let Played { sent, file } = play(&stage, &mut rng).await?;
    let held = holdings(cluster, &scratch.database, &stage.dir.join("keys"), &file)?;
    let looking = Looking {
        cluster,
        database: &scratch.database,
        mark: &mark,
        holdings: &held,
    };
    let seen = at_ours(&looking)?;
    if seen.len() < FEWEST {
        return Err(DemoError::new(
            "too few answers were mixed for a trial: try once more",
        ));
    }
    let said = said(&seen, &sent)?;
    let notes = notes(&stage, &families(cluster, &scratch.database)?, &seen, &sent)?;
    Ok(Trial {
        ours: evidence(seen, &notes),
        copies: try_all_copies(cluster, &scratch.database, &held, &said, &mut rng).await?,
        m: M,
        strictness: Strictness::Few,
    })
}

/// The class floor that the scratch service mixes with.
const M: usize = crate::operations::mix::Floors::M;

fn of_batch<'s>(batch: &'s Batch, sent: &'s [Sent]) -> impl Iterator<Item = &'s Sent> {
    sent.iter()
        .filter(|sent| batch.gates.iter().any(|gate| gate.name == sent.gate))
}

/// What each said who is in a batch, with the position of the batch.
fn said(seen: &BTreeMap<String, Batch>, sent: &[Sent]) -> Result<Vec<Said>, DemoError> {
    let mut said = Vec::new();
    for (position, batch) in seen.values().enumerate() {
        for sent in of_batch(batch, sent) {
            said.push(Said {
                gate: sent.gate.clone(),
                batch: i64::try_from(position).unwrap_or(0),
                answers: serde_json::to_value(&sent.finished.answers)?,
            });
        }
    }
    Ok(said)
}

/// By gate: her answers as they would come out of a mix, without the two characteristics that the class
/// floor may take away.
fn notes(
    stage: &Stage,
    families: &BTreeMap<String, FamilyId>,
    seen: &BTreeMap<String, Batch>,
    sent: &[Sent],
) -> Result<BTreeMap<String, String>, DemoError> {
    let neither = Keep {
        sex: false,
        age: false,
    };
    let mut notes = BTreeMap::new();
    for (cohort, batch) in seen {
        let Some(family) = families.get(cohort) else {
            continue;
        };
        for sent in of_batch(batch, sent) {
            let (response, _, _) = open_up(&stage.definitions, family, &sent.finished, neither);
            let answers = content_of(&serde_json::to_value(response)?);
            notes.insert(sent.gate.clone(), note(&answers));
        }
    }
    Ok(notes)
}

fn evidence(seen: BTreeMap<String, Batch>, notes: &BTreeMap<String, String>) -> Evidence {
    let batches: Vec<Batch> = seen.into_values().collect();
    let mut said: BTreeMap<String, String> = BTreeMap::new();
    for response in batches.iter().flat_map(|batch| &batch.responses) {
        let mut answers = response.answers.clone();
        answers.retain(|item, _| ![SEX, AGE_BAND].contains(&item.as_str()));
        said.insert(response.name.clone(), note(&answers));
    }
    let truth = SealedTruth::of_notes(
        &batches,
        |gate| notes.get(gate).cloned(),
        |response| said.get(response).cloned(),
    );
    Evidence {
        sight: Sight { batches },
        truth,
    }
}
