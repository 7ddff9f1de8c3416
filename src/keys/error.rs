//! What can be wrong with a key file, told to whoever can mend it. Never a byte of a key.

use std::path::PathBuf;

/// Why a key could not be read, made or destroyed.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The folder or file is not there.
    #[error("{} is missing. Restore it from where it is kept, or, on a new service, make all keys with `heard keys`", path.display())]
    Missing {
        /// Which.
        path: PathBuf,
    },
    /// Others than its owner could read it.
    #[error("{} has mode {found:o} and must have {wanted:o}, so that nobody else can read it: chmod {wanted:o} it", path.display())]
    Mode {
        /// Which.
        path: PathBuf,
        /// Its mode.
        found: u32,
        /// The mode it must have.
        wanted: u32,
    },
    /// It is no regular file or folder, or has not 32 bytes.
    #[error("{} is not a key: a key is a regular file of 32 bytes", path.display())]
    NotAKey {
        /// Which.
        path: PathBuf,
    },
    /// A key of that name is there already and is not overwritten.
    #[error("{} is there already; a key is never overwritten", path.display())]
    AlreadyThere {
        /// Which.
        path: PathBuf,
    },
    /// The system refused.
    #[error("{}: {source}", path.display())]
    System {
        /// Where.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
}

impl KeyError {
    pub(super) fn of(path: &std::path::Path) -> impl FnOnce(std::io::Error) -> KeyError {
        move |source| match source.kind() {
            std::io::ErrorKind::NotFound => KeyError::Missing { path: path.into() },
            std::io::ErrorKind::AlreadyExists => KeyError::AlreadyThere { path: path.into() },
            _ => KeyError::System {
                path: path.into(),
                source,
            },
        }
    }
}
