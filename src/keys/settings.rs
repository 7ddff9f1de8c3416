//! What the keys must be told: where they lie, and what locks them.

use std::path::PathBuf;

use super::Locksmith;

/// Where the key files lie.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The root of [`super::lay_out`]: each process has its own folder in it.
    pub directory: PathBuf,
    /// What keeps the secret that this process's keys are locked with.
    pub locksmith: Locksmith,
}
