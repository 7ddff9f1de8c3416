//! What the keys must be told: where they lie.

use std::path::PathBuf;

/// Where the key files lie.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The root of [`super::lay_out`]: each process has its own folder in it.
    pub directory: PathBuf,
}
