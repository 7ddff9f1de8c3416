//! What the worker loops must be told.

use std::path::PathBuf;
use std::time::Duration;

use crate::operations::mixing_room::Destruction;

/// Sizes and pauses of the worker loops.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Smallest number of ballots mixed together, at least 10.
    pub k: usize,
    /// Smallest class of sex and age in a mix, at least 5.
    pub m: usize,
    /// Between two looks for what is due.
    pub pause: Duration,
    /// When the key of a released epoch goes.
    pub destruction: Destruction,
    /// A folder on another disk with second copies of the epochs' keys; none where there is one copy.
    pub keys_copy: Option<PathBuf>,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            k: 10,
            m: 5,
            pause: Duration::from_secs(2),
            destruction: Destruction::Immediate,
            keys_copy: None,
        }
    }
}
