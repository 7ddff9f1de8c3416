//! Plays one wave for a trial: a scratch database on the living cluster with keys and clock of its own,
//! and invented people who answer through the real operations under the real roles.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::Days;
use data_encoding::HEXLOWER;
use futures_util::{StreamExt, TryStreamExt, stream};
use rand::rngs::StdRng;
use rand::seq::SliceRandom;
use rand::{Rng, SeedableRng};

use super::leftovers::{FileRow, fits};
use super::wal::forget_mark;
use crate::demo::answering::{Manner, Sent, answer_letter};
use crate::demo::calendar::{PlannedWave, Size, plan};
use crate::demo::cluster::Cluster;
use crate::demo::crew::{Crew, Post};
use crate::demo::error::DemoError;
use crate::demo::people::Person;
use crate::demo::seed;
use crate::demo::stage::Stage;
use crate::demo::victims::age_band;
use crate::jobs::{Round, run_mix_once, run_work_once};

/// People in the contact file: enough for ten batches or so.
const PEOPLE: usize = 420;
/// Victims who answer at the same time.
const AT_ONCE: usize = 8;

/// Where the folders of trials lie.
const FOLDER: &str = "attack";

/// Clears away what trials left behind that were ended in the middle: their folders name their databases.
///
/// # Errors
/// The folder cannot be read.
pub fn sweep(cluster: &Arc<Cluster>, dir: &Path) -> Result<(), DemoError> {
    let folder = dir.join(FOLDER);
    if !folder.exists() {
        return Ok(());
    }
    for left in std::fs::read_dir(folder)?.flatten() {
        let name = left.file_name().to_string_lossy().into_owned();
        // What is no name of a trial is somebody else's, and no name of a database is made of it.
        if HEXLOWER.decode(name.as_bytes()).is_ok() {
            drop(Scratch {
                cluster: Arc::clone(cluster),
                database: format!("attack_{name}"),
                dir: left.path(),
            });
        }
    }
    Ok(())
}

/// A database and a folder that go when this goes, whatever happened in them.
pub struct Scratch {
    cluster: Arc<Cluster>,
    /// The database's name.
    pub database: String,
    dir: PathBuf,
}

impl Scratch {
    /// Names both; nothing is made yet.
    pub fn new(cluster: &Arc<Cluster>, dir: &Path, rng: &mut impl Rng) -> Scratch {
        let mut name = [0u8; 8];
        rng.fill_bytes(&mut name);
        let name = HEXLOWER.encode(&name);
        Scratch {
            cluster: Arc::clone(cluster),
            database: format!("attack_{name}"),
            dir: dir.join(FOLDER).join(name),
        }
    }

    /// Makes the folder, the database with its tables, the keys and the questionnaires.
    ///
    /// # Errors
    /// Whatever is not to be had.
    pub async fn stage(&self, listen: SocketAddr) -> Result<Stage, DemoError> {
        std::fs::create_dir_all(&self.dir)?;
        Stage::set(&self.dir, Arc::clone(&self.cluster), &self.database, listen).await
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let gone = forget_mark(&self.cluster, &self.database).and_then(|()| {
            let drop = format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.database);
            Ok(self.cluster.sql("postgres", &drop)?)
        });
        if let Err(error) = gone.and(std::fs::remove_dir_all(&self.dir).map_err(DemoError::from)) {
            tracing::warn!("The scratch database of an attack was not cleared away: {error}");
        }
    }
}

/// What was played: the truth, and what the attacker holds of it.
pub struct Played {
    /// Who sent what.
    pub sent: Vec<Sent>,
    /// The upload file, as far as it was asked about.
    pub file: Vec<FileRow>,
}

/// Plays the wave from its contact file to its mix and stops there: what an insider would find before
/// anything is deleted.
///
/// # Errors
/// The first verb that fails.
pub async fn play(stage: &Stage, rng: &mut StdRng) -> Result<Played, DemoError> {
    let wave = PlannedWave {
        people: PEOPLE,
        ..newest(stage)?
    };
    let crew = Crew::open(stage, Post::Memory)?;
    let people = seed::begin(stage, &crew, &wave, rng).await?;
    stage.set_day(wave.from)?;
    crew.do_all_that_is_due().await?;
    let file = people.iter().map(|person| file_row(stage, person)).collect();
    let mut letters = seed::letters(&crew, people);
    // They answer in an order that is neither the file's nor the letters'.
    letters.shuffle(rng);
    let each: Vec<_> = letters
        .into_iter()
        .map(|letter| (letter, StdRng::from_rng(rng)))
        .collect();
    let sent: Vec<Option<Sent>> = stream::iter(each)
        .map(|((person, letter), rng)| answer_letter(stage, person, letter, Manner::Answers, rng))
        .buffer_unordered(AT_ONCE)
        .try_collect()
        .await?;
    stage.set_day(wave.to + Days::new(1))?;
    close_and_mix(&crew).await?;
    Ok(Played {
        sent: sent.into_iter().flatten().collect(),
        file,
    })
}

/// What the upload file says of somebody, as codes of the questionnaire.
fn file_row(stage: &Stage, person: &Person) -> FileRow {
    let sex = Some(person.sex.to_owned()).filter(|sex| !sex.is_empty());
    FileRow {
        email: person.email.clone(),
        fits: fits(&stage.definitions, sex, age_band(person.age)),
    }
}

fn newest(stage: &Stage) -> Result<PlannedWave, DemoError> {
    let mut waves = plan(stage.clock.today(), Size::Small);
    waves
        .pop()
        .ok_or_else(|| DemoError::new("there is no wave to play"))
}

/// One round closes the wave, the next mixes it; the worker's round after that would purge it.
async fn close_and_mix(crew: &Crew) -> Result<(), DemoError> {
    for round in [run_work_once(&crew.work).await, run_mix_once(&crew.mix).await] {
        let Round { failed, .. } = round;
        if let Some((job, error)) = failed.first() {
            return Err(DemoError::new(format!("the job “{job}” failed: {error}")));
        }
    }
    Ok(())
}
