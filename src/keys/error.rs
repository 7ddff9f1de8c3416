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
    /// The key is locked, and the settings name no lock.
    #[error("{} is locked. Set HEARD_KEYS_SECRET_FILE or HEARD_KEYS_COMMAND as it was when the keys were locked", path.display())]
    Locked {
        /// Which.
        path: PathBuf,
    },
    /// The settings name a lock, and the key lies in clear.
    #[error("{} is not locked, although a lock is set. Lock its folder with `heard keys lock`, or take the lock out of the settings", path.display())]
    NotLocked {
        /// Which.
        path: PathBuf,
    },
    /// Another secret locked it.
    #[error("{} does not open with this secret: another one locked it, or the file is damaged", path.display())]
    WrongSecret {
        /// Which.
        path: PathBuf,
    },
    /// Locking was interrupted.
    #[error("the locking of {} was interrupted: run the same `heard keys lock` once more", path.display())]
    HalfLocked {
        /// The folder.
        path: PathBuf,
    },
    /// The file with the secret of the lock is not there.
    #[error("{} is missing: it holds the secret that the keys are locked with", path.display())]
    NoSecret {
        /// Which.
        path: PathBuf,
    },
    /// The secret can be guessed.
    #[error("the secret in {} is too short: take {least} characters or more, such as five random words", path.display())]
    ShortSecret {
        /// Which file.
        path: PathBuf,
        /// How many bytes it must have.
        least: usize,
    },
    /// The host's program that wraps and unwraps.
    #[error("HEARD_KEYS_COMMAND: `{program} … {verb}` {what}")]
    Command {
        /// The program, without its arguments.
        program: String,
        /// What it was asked.
        verb: String,
        /// What was wrong.
        what: String,
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
    pub(super) fn no_key(path: &std::path::Path) -> KeyError {
        KeyError::NotAKey { path: path.into() }
    }

    pub(super) fn command(command: &str, verb: &str, what: &str) -> KeyError {
        KeyError::Command {
            program: command.split_whitespace().next().unwrap_or_default().to_owned(),
            verb: verb.to_owned(),
            what: what.to_owned(),
        }
    }

    pub(super) fn of_secret(path: &std::path::Path) -> impl Fn(std::io::Error) -> KeyError {
        move |source| match source.kind() {
            std::io::ErrorKind::NotFound => KeyError::NoSecret { path: path.into() },
            _ => KeyError::System {
                path: path.into(),
                source,
            },
        }
    }

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
