//! The support team's key: it alone opens what people write who ask to be contacted.

use crate::ballot::SupportPrivateKey;

use super::{KeyError, Place};

pub(super) const PRIVATE: &str = "support-team.key";

/// What the support team holds, on a machine of its own.
#[derive(Clone, Debug)]
pub struct SupportKeys {
    /// Opens requests to be contacted.
    pub private: SupportPrivateKey,
}

impl SupportKeys {
    /// Reads the key from the support team's folder.
    ///
    /// # Errors
    /// The file is missing, is no key, or can be read by others.
    pub fn load(folder: impl Into<Place>) -> Result<Self, KeyError> {
        let keys = folder.into().open()?;
        Ok(Self {
            private: SupportPrivateKey::from_bytes(*keys.read(PRIVATE)?),
        })
    }
}
