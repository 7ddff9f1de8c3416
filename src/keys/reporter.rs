//! The reporter's key: the secret of the cell keys.

use crate::ballot::SecretKey;

use super::{KeyError, Place};

pub(super) const CELL_KEY: &str = "cell-key.key";

/// What the reporting role holds.
#[derive(Clone, Debug)]
pub struct ReporterKeys {
    /// The HMAC secret that turns summed record keys into the rounding of a cell. It must never
    /// change: the same people would give another number.
    pub cell_key: SecretKey,
}

impl ReporterKeys {
    /// Reads it from the reporter's folder.
    ///
    /// # Errors
    /// The file is missing, is no key, or can be read by others.
    pub fn load(folder: impl Into<Place>) -> Result<Self, KeyError> {
        let keys = folder.into().open()?;
        Ok(Self {
            cell_key: SecretKey::from_bytes(*keys.read(CELL_KEY)?),
        })
    }
}
