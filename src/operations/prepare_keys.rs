//! Makes the key folders and lasting keys that are missing.

use std::path::Path;

use rand::CryptoRng;

pub use crate::keys::Place;
use crate::keys::{KeyError, Process, lay_out, lock_folder, renew};

pub use crate::keys::{Locksmith, Renewable, WebKeys};

/// Why keys cannot be made.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub struct PrepareKeysError(#[from] KeyError);

/// Makes what is missing below `root` and says what it made, e.g. `web/cookie.key`; what is there stays.
///
/// # Errors
/// The system refuses, or what is there is no key or can be read by others.
pub fn prepare_keys(root: &Path, rng: &mut impl CryptoRng) -> Result<Vec<String>, PrepareKeysError> {
    Ok(lay_out(root, rng)?)
}

/// The web process's keys below `root`.
///
/// # Errors
/// One is missing, or can be read by others.
pub fn load_web_keys(root: impl Into<Place>) -> Result<WebKeys, PrepareKeysError> {
    Ok(WebKeys::load(root.into().inner(Process::Web.folder()))?)
}

/// Puts the private keys of a process's folder below `root` under the lock that `to` keeps; returns how many they are.
///
/// # Errors
/// A secret is wrong or missing, or the system refuses; what is done is kept, and the same call goes on.
pub fn lock_keys(
    root: &Place,
    folder: &str,
    to: &Locksmith,
    rng: &mut impl CryptoRng,
) -> Result<usize, PrepareKeysError> {
    Ok(lock_folder(&root.inner(folder), to, rng)?.keys)
}

/// Puts a new key in the place of an old one below `root`; returns what was made.
///
/// # Errors
/// The system refuses, or a folder can be read by others.
pub fn renew_key(
    root: &Path,
    which: Renewable,
    rng: &mut impl CryptoRng,
) -> Result<Vec<String>, PrepareKeysError> {
    Ok(renew(root, which, rng)?)
}
