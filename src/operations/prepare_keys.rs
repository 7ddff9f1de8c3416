//! Makes the key folders and lasting keys that are missing.

use std::path::Path;

use rand::CryptoRng;

use crate::keys::{KeyError, Process, lay_out};

pub use crate::keys::WebKeys;

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
pub fn load_web_keys(root: &Path) -> Result<WebKeys, PrepareKeysError> {
    Ok(WebKeys::load(&root.join(Process::Web.folder()))?)
}
