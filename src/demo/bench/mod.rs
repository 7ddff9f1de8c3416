//! `heard bench`: what an answer costs, held against what the database alone could do in the same minutes.
//!
//! Wall clocks wander on a shared machine, so every figure is a ratio of two things measured in turn within one run, or
//! processor time, and the median of the rounds counts. The respondents come over HTTP to the real `heard serve`;
//! the yardstick is pgbench with the statements of a completion on tables of the same shape, on the same cluster.
//! Another figure is another [`Line`] in [`Measured::lines`], with its source.

mod process;
mod report;
mod yardstick;

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use futures_util::{StreamExt, TryStreamExt, stream};
use rand::SeedableRng;
use rand::rngs::StdRng;
use reqwest::Url;

use super::calendar::waves_from;
use super::crowd::{End, follow_timed};
use super::error::DemoError;
use super::relink::{Respondent, Service, fresh, invite, links};
use super::stage::Stage;
use crate::operations::chance::system_rng;
use process::{Burden, Watched};
use yardstick::{Statements, Yardstick};

pub use report::{Line, table};

const DATABASE: &str = "bench";
/// People who answer at the same time.
const CLIENTS: usize = 32;
const ROUNDS: usize = 3;
/// Completions of a round: of the many, and of one alone.
const MANY: usize = 64;
const ALONE: usize = 5;
/// Before anything is measured: caches fill, and the statements of a completion are counted.
const WARM_UP: usize = 16;

/// How the run is wanted.
#[derive(Clone, Debug)]
pub struct Wish {
    /// A folder for the time of the run. What an earlier run left in it is thrown away.
    pub dir: PathBuf,
    /// Where the office listens; the survey takes the next port.
    pub listen: SocketAddr,
    /// `heard` itself, which is run as serve, work and mix.
    pub program: PathBuf,
}

/// All that was measured, one entry a round.
#[derive(Clone, Debug, Default)]
pub struct Measured {
    /// Completions a second of [`CLIENTS`] people at once.
    completions: Vec<f64>,
    /// The same by pgbench.
    completions_yardstick: Vec<f64>,
    /// Processor seconds of a completion, service and database.
    burden: Vec<Burden>,
    /// Milliseconds of each page that one person alone waited for.
    pages_ms: Vec<f64>,
    /// Milliseconds of one synced upsert by pgbench, one client.
    upsert_ms: Vec<f64>,
    /// Memory of `heard serve` right after each crowd, in MB.
    memory_mb: Vec<f64>,
    /// Pages of a completion, each the press of a button and what comes back.
    pages: f64,
    /// What a completion does in the database.
    statements: Statements,
}

/// Everybody who answers, with her link.
type People = Vec<(Respondent, Url)>;

/// Runs all rounds. The calling thread must live as long as the run.
///
/// # Errors
/// What could not be had, as a sentence; somebody was not thanked.
pub async fn run(wish: &Wish, say: impl Fn(&str)) -> Result<Measured, DemoError> {
    let dir = fresh(&wish.dir)?;
    say("Starting a private database and the three processes");
    let cluster = Stage::start_cluster(&dir)?;
    let stage = Stage::set(&dir, cluster, DATABASE, wish.listen).await?;
    let mut rng = StdRng::from_rng(&mut system_rng());
    let mut service = Service::start(&stage, &wish.program, 10).await?;
    let mut people = invited(&stage, &mut service, &mut rng).await?;
    // What polls for work would be counted among what answers cost.
    service.run(&stage, false, false).await?;
    let watched = Watched::find(&wish.program, &stage.cluster.data_dir())?;
    say("Warming up");
    let statements = warm_up(&stage, &mut people, &mut rng).await?;
    let yardstick = Yardstick::lay_out(&stage.cluster, DATABASE, &dir, statements)?;
    let mut measured = Measured {
        statements,
        ..Measured::default()
    };
    for round in 1..=ROUNDS {
        say(&format!("Round {round} of {ROUNDS}"));
        many(&mut measured, &watched, &mut people, &mut rng).await?;
        measured
            .completions_yardstick
            .push(yardstick.completions(CLIENTS)?.per_second);
        alone(&mut measured, &mut people, &mut rng).await?;
        measured.upsert_ms.push(yardstick.upsert()?.latency_ms);
    }
    service.stop().await;
    Ok(measured)
}

async fn invited(stage: &Stage, service: &mut Service, rng: &mut StdRng) -> Result<People, DemoError> {
    // A few are taken for people who were invited within the year, by chance.
    let wanted = WARM_UP + ROUNDS * (MANY + ALONE);
    let wave = waves_from(stage.clock.today(), 1, wanted + 20);
    let wave = wave
        .first()
        .ok_or_else(|| DemoError::new("there is no wave to answer"))?;
    let people = invite(stage, service, wave, 0, rng).await?;
    let mut links: BTreeMap<String, Url> = links(stage)?;
    let with_link = people.into_iter().filter_map(|person| {
        let link = links.remove(&person.email)?;
        Some((person, link))
    });
    let people: People = with_link.collect();
    match people.len() < wanted {
        true => Err(DemoError::new("too few letters have left to measure with")),
        false => Ok(people),
    }
}

async fn warm_up(stage: &Stage, people: &mut People, rng: &mut StdRng) -> Result<Statements, DemoError> {
    let before = Statements::so_far(&stage.cluster, DATABASE)?;
    answer(taken(people, WARM_UP), 4, rng).await?;
    let after = Statements::so_far(&stage.cluster, DATABASE)?;
    Ok(after.less(before).each(WARM_UP))
}

async fn many(
    measured: &mut Measured,
    watched: &Watched,
    people: &mut People,
    rng: &mut StdRng,
) -> Result<(), DemoError> {
    let (before, began) = (watched.burden()?, Instant::now());
    let waited = answer(taken(people, MANY), CLIENTS, rng).await?;
    let (count, seconds) = (MANY as f64, began.elapsed().as_secs_f64());
    measured.completions.push(count / seconds);
    measured.burden.push(watched.burden()?.less(before).each(count));
    measured.memory_mb.push(watched.memory_mb()?);
    measured.pages = waited.len() as f64 / count;
    Ok(())
}

async fn alone(measured: &mut Measured, people: &mut People, rng: &mut StdRng) -> Result<(), DemoError> {
    let waited = answer(taken(people, ALONE), 1, rng).await?;
    let milliseconds = waited.iter().map(|page| page.as_secs_f64() * 1e3);
    measured.pages_ms.extend(milliseconds);
    Ok(())
}

fn taken(people: &mut People, count: usize) -> People {
    people.split_off(people.len().saturating_sub(count))
}

/// Has everybody answer to the thank-you, so many at once; how long each page took.
async fn answer(people: People, at_once: usize, rng: &mut StdRng) -> Result<Vec<Duration>, DemoError> {
    let each: Vec<_> = people
        .into_iter()
        .map(|(person, link)| (person, link, StdRng::from_rng(rng)))
        .collect();
    let waited: Vec<Vec<Duration>> = stream::iter(each)
        .map(async |(person, link, rng)| {
            let (end, waited) = follow_timed(link, &person.wishes(), rng).await?;
            match end {
                End::Thanked => Ok(waited),
                _ => Err(DemoError::new("somebody who answered was not thanked")),
            }
        })
        .buffer_unordered(at_once)
        .try_collect()
        .await?;
    Ok(waited.concat())
}
