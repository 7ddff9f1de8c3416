//! One round of all jobs: what moved, and what failed, told once.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Mutex, PoisonError};

/// One sentence about what moved. It counts and names waves, never a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Done(pub String);

impl fmt::Display for Done {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What one round of all jobs came to.
#[derive(Debug, Default)]
pub struct Round {
    /// What moved, in order.
    pub done: Vec<Done>,
    /// What failed, by the job's name: the others went on, and the next round tries again.
    pub failed: Vec<(&'static str, JobError)>,
}

impl Round {
    /// Whether nothing was due and nothing failed.
    pub fn is_quiet(&self) -> bool {
        self.done.is_empty() && self.failed.is_empty()
    }

    pub(super) fn take(&mut self, job: &'static str, outcome: Result<Vec<Done>, JobError>) {
        match outcome {
            Ok(done) => self.done.extend(done),
            Err(error) => self.failed.push((job, error)),
        }
    }
}

/// Why a job failed: the verb's own error, as a sentence.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct JobError(String);

impl JobError {
    /// Keeps the sentence of a verb's error.
    pub(super) fn of(error: impl std::error::Error) -> JobError {
        JobError(error.to_string())
    }
}

/// Which faults were told already: the same fault of the same job is one line in the log until it is over.
#[derive(Debug, Default)]
pub(super) struct Told(Mutex<BTreeMap<&'static str, String>>);

impl Told {
    /// Logs what moved and what is newly wrong or newly right.
    pub(super) fn tell(&self, round: &Round) {
        for done in &round.done {
            tracing::info!("{done}");
        }
        let mut told = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for (job, error) in &round.failed {
            if told.insert(job, error.to_string()).as_deref() != Some(&error.to_string()) {
                tracing::error!(job.name = job, "A job failed and is tried again: {error}");
            }
        }
        told.retain(|job, _| {
            let still = round.failed.iter().any(|(failed, _)| failed == job);
            if !still {
                tracing::info!(job.name = job, "The job works again.");
            }
            still
        });
    }
}
