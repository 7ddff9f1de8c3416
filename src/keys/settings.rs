//! What the keys must be told: where they lie.

use std::path::PathBuf;

/// Where this process's key files lie.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Mode 0700, outside the database's directory and every backup.
    pub directory: PathBuf,
}
