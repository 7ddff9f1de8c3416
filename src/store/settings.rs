//! What the store must be told: where the database is and how many connections it may take.

use std::num::NonZeroUsize;

use secrecy::{ExposeSecret, SecretString};

use super::{Error, Pool, connect};

/// One database under one role.
#[derive(Debug, Clone)]
pub struct Settings {
    /// `postgres://role:password@host/database`.
    pub url: SecretString,
    /// Connections kept open at most.
    pub max_connections: NonZeroUsize,
}

/// The pool that the settings name. Nothing is connected yet.
///
/// # Errors
/// As [`connect`].
pub fn pool(settings: &Settings) -> Result<Pool, Error> {
    connect(settings.url.expose_secret(), settings.max_connections.get())
}
