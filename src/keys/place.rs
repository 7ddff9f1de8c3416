//! A folder of keys together with what it is locked with, as the settings name them.

use std::fs;
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use zeroize::Zeroizing;

use super::lock::Lock;
use super::{KeyDir, KeyError};

/// The salt of a lock that comes of a secret.
pub(super) const SALT: &str = "lock.salt";
/// The key of a lock, wrapped by the host's command.
pub(super) const WRAPPED: &str = "lock.wrapped";
/// What a lock's file is called while the keys are being locked.
pub(super) const NEXT: &str = ".next";
/// Shorter secrets can be guessed.
const SHORTEST_SECRET_BYTES: usize = 16;
/// Bytes of a wrapped key that no command exceeds.
const LONGEST_BYTES: u64 = 65_536;

/// What keeps the secret of a lock.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Locksmith {
    /// Nothing: keys lie as they are.
    #[default]
    None,
    /// A file with a passphrase or another secret: a systemd credential, or typed into memory (tmpfs) at the start.
    SecretFile(PathBuf),
    /// A program of the host's, for a key management service: it is called with `wrap` or `unwrap` behind its own
    /// arguments, gets the bytes on its standard input and answers on its standard output.
    Command(String),
}

/// A folder of keys, and what locks it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The folder.
    pub path: PathBuf,
    /// What locks it.
    pub locksmith: Locksmith,
}

impl From<&Path> for Place {
    fn from(path: &Path) -> Self {
        Self {
            path: path.into(),
            locksmith: Locksmith::None,
        }
    }
}

impl From<&PathBuf> for Place {
    fn from(path: &PathBuf) -> Self {
        Self::from(path.as_path())
    }
}

impl From<&super::Settings> for Place {
    fn from(settings: &super::Settings) -> Self {
        Self {
            path: settings.directory.clone(),
            locksmith: settings.locksmith.clone(),
        }
    }
}

impl Place {
    /// The folder `name` inside this one, locked as this one is.
    #[must_use]
    pub fn inner(&self, name: &str) -> Place {
        Place {
            path: self.path.join(name),
            locksmith: self.locksmith.clone(),
        }
    }

    /// Opens the folder with its lock.
    pub(super) fn open(&self) -> Result<KeyDir, KeyError> {
        let folder = KeyDir::open(&self.path)?;
        for name in [SALT, WRAPPED] {
            let next = format!("{name}{NEXT}");
            if folder.has(&next) {
                return Err(KeyError::HalfLocked {
                    path: self.path.clone(),
                });
            }
        }
        let lock = self.lock(&folder, "")?;
        Ok(folder.locked(lock))
    }

    /// The lock whose file in `folder` ends with `ending`.
    pub(super) fn lock(&self, folder: &KeyDir, ending: &str) -> Result<Lock, KeyError> {
        match &self.locksmith {
            Locksmith::None => Ok(Lock::default()),
            Locksmith::SecretFile(file) => {
                let salt = folder.read_bytes(&format!("{SALT}{ending}"), 32)?;
                let salt: [u8; 32] = salt
                    .as_slice()
                    .try_into()
                    .map_err(|_| KeyError::no_key(&self.path.join(SALT)))?;
                Lock::of_secret(&secret_in(file)?, &salt).ok_or_else(|| KeyError::no_key(file))
            }
            Locksmith::Command(command) => {
                let wrapped = folder.read_bytes(&format!("{WRAPPED}{ending}"), LONGEST_BYTES)?;
                let key = asked(command, "unwrap", &wrapped)?;
                let key: [u8; 32] = key
                    .as_slice()
                    .try_into()
                    .map_err(|_| KeyError::command(command, "unwrap", "did not answer with 32 bytes"))?;
                Ok(Lock::of_key(Zeroizing::new(key)))
            }
        }
    }

    /// The name and content of the file beside the keys that a new lock needs, from 32 random bytes.
    pub(super) fn new_lock_file(
        &self,
        random: &[u8; 32],
    ) -> Result<Option<(&'static str, Vec<u8>)>, KeyError> {
        match &self.locksmith {
            Locksmith::None => Ok(None),
            Locksmith::SecretFile(_) => Ok(Some((SALT, random.to_vec()))),
            Locksmith::Command(command) => {
                let wrapped = asked(command, "wrap", random)?;
                if wrapped.is_empty() || wrapped.windows(32).any(|part| part == random) {
                    return Err(KeyError::command(
                        command,
                        "wrap",
                        "answered with nothing, or with the bytes as they were",
                    ));
                }
                Ok(Some((WRAPPED, wrapped.to_vec())))
            }
        }
    }
}

/// The secret in a file that nobody else may read, without the line's end.
fn secret_in(file: &Path) -> Result<Zeroizing<Vec<u8>>, KeyError> {
    let found = fs::metadata(file).map_err(KeyError::of_secret(file))?;
    let mode = found.permissions().mode() & 0o7777;
    if mode & 0o077 != 0 {
        return Err(KeyError::Mode {
            path: file.into(),
            found: mode,
            wanted: 0o600,
        });
    }
    let mut secret = Zeroizing::new(fs::read(file).map_err(KeyError::of_secret(file))?);
    while secret.last().is_some_and(|last| matches!(last, b'\n' | b'\r')) {
        secret.pop();
    }
    if secret.len() < SHORTEST_SECRET_BYTES {
        return Err(KeyError::ShortSecret {
            path: file.into(),
            least: SHORTEST_SECRET_BYTES,
        });
    }
    Ok(secret)
}

/// What the host's program makes of `bytes`.
fn asked(command: &str, verb: &str, bytes: &[u8]) -> Result<Zeroizing<Vec<u8>>, KeyError> {
    let fault = |what: &str| KeyError::command(command, verb, what);
    let mut words = command.split_whitespace();
    let program = words.next().ok_or_else(|| fault("names no program"))?;
    let mut child = Command::new(program)
        .args(words)
        .arg(verb)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| fault(&format!("cannot be started: {error}")))?;
    let written = child.stdin.take().map(|mut stdin| stdin.write_all(bytes));
    let answer = child
        .wait_with_output()
        .map_err(|error| fault(&format!("did not answer: {error}")))?;
    let stdout = Zeroizing::new(answer.stdout);
    match (answer.status.success(), written) {
        (true, Some(Ok(()))) => Ok(stdout),
        (true, _) => Err(fault("did not take its input")),
        (false, _) => Err(fault(&format!("ended with {}", answer.status))),
    }
}
