//! What epochs and mixes are made with: the mixer's keys and the smallest crowds in force.

use std::path::Path;

use super::mix::Floors;
pub use crate::keys::Destruction;
use crate::keys::{KeyError, MixerKeys, Place, Process};

/// What the mixer holds beside its role.
pub struct MixingRoom {
    /// The private key of each epoch, and the reading bench's public one.
    pub keys: MixerKeys,
    /// The smallest batch and the smallest class.
    pub floors: Floors,
}

/// Why the room cannot be opened.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub struct MixingRoomError(#[from] KeyError);

impl MixingRoom {
    /// Opens the room with the mixer's folder below the root of all keys. `k` and `m` can only raise the floors.
    ///
    /// # Errors
    /// The folder or the reading bench's key is missing or can be read by others.
    pub fn open(keys_root: impl Into<Place>, k: usize, m: usize) -> Result<MixingRoom, MixingRoomError> {
        Ok(MixingRoom {
            keys: MixerKeys::open(keys_root.into().inner(Process::Mixer.folder()))?,
            floors: Floors::at_least(k, m),
        })
    }

    /// Says when the keys of what is released go, and where their second copies lie until then.
    ///
    /// # Errors
    /// The folder of the copies can be read by others or cannot be made.
    pub fn keeping(
        self,
        destruction: Destruction,
        copy: Option<&Path>,
    ) -> Result<MixingRoom, MixingRoomError> {
        let keys = self.keys.destroying(destruction);
        let keys = match copy {
            Some(copy) => keys.with_copy(copy)?,
            None => keys,
        };
        Ok(MixingRoom { keys, ..self })
    }
}
