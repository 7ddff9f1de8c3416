//! The service's jobs, worked in this process: while the demonstration is seeded and while its clock
//! is moved, when the other processes rest. The same rounds under the same roles.

use super::error::DemoError;
use super::people::BOUNCING_DOMAIN;
use super::stage::{Process, Stage};
use crate::config;
use crate::jobs::{Done, MixShop, Round, WorkShop, run_mix_once, run_work_once};
use crate::operations::deliver_letters::PostRoom;

/// Rounds after which something is taken to be stuck.
const MOST_ROUNDS: usize = 200;

/// Where the letters of a crew go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Post {
    /// Into memory, for simulated people; some addresses bounce.
    Memory,
    /// Into the inbox that a visitor sees.
    Inbox,
}

/// Both shops.
pub struct Crew {
    /// What `heard work` works with.
    pub work: WorkShop,
    /// What `heard mix` works with.
    pub mix: MixShop,
}

impl Crew {
    /// Opens both shops with the environment that the processes themselves get.
    ///
    /// # Errors
    /// A setting, a key or the database is not to be had.
    pub fn open(stage: &Stage, post: Post) -> Result<Crew, DemoError> {
        let work = config::work(&stage.environment(Process::Work))?;
        let mix = config::mix(&stage.environment(Process::Mix))?;
        let room = PostRoom::open(work.mail.clone(), &work.keys)?.in_rehearsal();
        let room = match post {
            Post::Memory => room.in_memory(BOUNCING_DOMAIN),
            Post::Inbox => room,
        };
        Ok(Crew {
            work: WorkShop::open(
                &work.store,
                &work.reporter,
                &work.keys,
                room,
                stage.clock.clone(),
                work.jobs,
            )?
            .checking_itself(&work.self_check)?,
            mix: MixShop::open(&mix.store, &mix.keys, stage.clock.clone(), mix.jobs)?,
        })
    }

    /// Works until nothing is due any more, and says what moved.
    ///
    /// # Errors
    /// A job failed: its sentence.
    pub async fn do_all_that_is_due(&self) -> Result<Vec<Done>, DemoError> {
        let mut moved = Vec::new();
        for _ in 0..MOST_ROUNDS {
            let rounds = [run_work_once(&self.work).await, run_mix_once(&self.mix).await];
            if rounds.iter().all(Round::is_quiet) {
                return Ok(moved);
            }
            for round in rounds {
                if let Some((job, error)) = round.failed.first() {
                    return Err(DemoError::new(format!("the job “{job}” failed: {error}")));
                }
                moved.extend(round.done);
            }
        }
        Err(DemoError::new("the jobs do not come to an end"))
    }
}
