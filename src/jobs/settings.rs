//! What the worker loops must be told.

use std::time::Duration;

/// Sizes and pauses of the worker loops.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Smallest number of ballots mixed together, at least 10.
    pub k: usize,
    /// Smallest class of sex and age in a mix, at least 5.
    pub m: usize,
    /// Between two looks for what is due.
    pub pause: Duration,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            k: 10,
            m: 5,
            pause: Duration::from_secs(2),
        }
    }
}
