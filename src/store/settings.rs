//! What the store must be told: where the database is and how many connections it may take.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use secrecy::{ExposeSecret, SecretString};

use super::{Error, Pool, Wire, connect_over};

/// One database under one role.
#[derive(Debug, Clone)]
pub struct Settings {
    /// `postgres://role:password@host/database`.
    pub url: SecretString,
    /// The certificate of the authority that vouches for its server, as a PEM file: connections then go over TLS.
    pub authority: Option<PathBuf>,
    /// Its server is on another machine.
    pub distant: bool,
    /// Connections kept open at most.
    pub max_connections: NonZeroUsize,
}

/// The pool that the settings name. Nothing is connected yet.
///
/// # Errors
/// As [`connect`].
pub fn pool(settings: &Settings) -> Result<Pool, Error> {
    let (url, connections) = (settings.url.expose_secret(), settings.max_connections.get());
    connect_over(settings.wire()?, url, connections)
}

impl Settings {
    /// How connections are made.
    ///
    /// # Errors
    /// The authority's file cannot be used.
    pub fn wire(&self) -> Result<Wire, Error> {
        self.authority.as_deref().map_or(Ok(Wire::Plain), Wire::trusting)
    }
}
