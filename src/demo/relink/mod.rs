//! `heard relink`: simulated respondents answer through the real `heard serve` over HTTP, `heard work`
//! and `heard mix` run as processes of their own, and an attacker who holds everything guesses.
//!
//! Nothing of it is served and nothing outlives it but the report: it has a cluster of its own, in
//! which nothing is ever vacuumed, which is the attacker's best day.

mod campaign;
mod report;
mod respondents;
mod service;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use rand::SeedableRng;
use rand::rngs::StdRng;

use super::attack::{Holdings, Said, Strictness, Trial, forget_mark, try_all_copies};
use super::calendar::waves_from;
use super::error::DemoError;
use super::stage::Stage;
use crate::operations::chance::system_rng;
use crate::operations::mix::Floors;

pub(super) use campaign::{invite, links};
pub use report::{Relinked, table};
pub(super) use respondents::Respondent;
pub(super) use service::Service;

/// The database of the run.
const DATABASE: &str = "relink";

/// How the run is wanted.
#[derive(Clone, Debug)]
pub struct Wish {
    /// A folder for the time of the run. What an earlier run left in it is thrown away.
    pub dir: PathBuf,
    /// Where the office listens; the survey takes the next port.
    pub listen: SocketAddr,
    /// Waves, one after the other.
    pub waves: usize,
    /// Respondents in each; all of them answer.
    pub people: usize,
    /// The smallest batch.
    pub k: usize,
    /// `heard` itself, which is run as serve, work and mix.
    pub program: PathBuf,
    /// How the upload file's limit is read.
    pub strictness: Strictness,
}

/// Plays all waves and lets the attacks guess. The calling thread must live as long as the run.
///
/// # Errors
/// What could not be had, as a sentence.
pub async fn run(wish: &Wish, say: impl Fn(&str)) -> Result<Relinked, DemoError> {
    let dir = fresh(&wish.dir)?;
    say("Starting a private database and the three processes");
    let cluster = Stage::start_cluster(&dir)?;
    keep_everything(&cluster)?;
    let stage = Stage::set(&dir, cluster, DATABASE, wish.listen).await?;
    let mut rng = StdRng::from_rng(&mut system_rng());
    let first = stage.clock.today();
    let (mut trial, mut said, mut held) = (Trial::default(), Vec::<Said>::new(), Holdings::default());
    let mut in_clear = 0;
    let mut service = service::Service::start(&stage, &wish.program, wish.k).await?;
    for (number, wave) in waves_from(first, wish.waves, wish.people).iter().enumerate() {
        say(&format!(
            "Wave {} of {}: {} people answer",
            number + 1,
            wish.waves,
            wish.people
        ));
        let played = campaign::play(&stage, &mut service, wave, number, &mut rng).await?;
        let position = i64::try_from(trial.ours.sight.batches.len()).unwrap_or(0);
        said.extend(campaign::said(&played, position));
        in_clear += played.in_clear;
        held.add(&played.held);
        trial.ours.add(played.evidence);
    }
    service.stop().await;
    forget_mark(&stage.cluster, DATABASE)?;
    say("The same people answer in the copies that are broken on purpose");
    trial.copies = try_all_copies(&stage.cluster, DATABASE, &held, &said, &mut rng).await?;
    trial.m = Floors::M;
    trial.strictness = wish.strictness;
    Ok(Relinked {
        report: trial.report(),
        in_clear,
    })
}

/// The folder, empty. Only what a run of this program left is thrown away.
pub(super) fn fresh(dir: &Path) -> Result<PathBuf, DemoError> {
    let dir = std::path::absolute(dir)?;
    let marker = dir.join("relink");
    if dir.exists() && !marker.exists() && std::fs::read_dir(&dir)?.next().is_some() {
        return Err(DemoError::new(format!(
            "{} holds other things: name an empty folder with --dir",
            dir.display()
        )));
    }
    if dir.exists() {
        std::fs::remove_dir_all(&dir)?;
    }
    std::fs::create_dir_all(&dir)?;
    std::fs::write(marker, "a run of heard relink or heard bench; may be deleted\n")?;
    Ok(dir)
}

/// Rows that were deleted stay on their pages.
fn keep_everything(cluster: &super::cluster::Cluster) -> Result<(), DemoError> {
    cluster.sql("postgres", "ALTER SYSTEM SET autovacuum = off")?;
    cluster.sql("postgres", "SELECT pg_reload_conf()")?;
    Ok(())
}
