//! What the store must be told: where the database is and how many connections it may take.

use std::num::NonZeroUsize;

use secrecy::SecretString;

/// One database under one role.
#[derive(Debug, Clone)]
pub struct Settings {
    /// `postgres://role:password@host/database`.
    pub url: SecretString,
    /// Connections kept open at most.
    pub max_connections: NonZeroUsize,
}
