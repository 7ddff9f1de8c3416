//! The backup barrier: the keys of what was released go only once a copy of the database holds the release.
//!
//! A backup from before a mix holds sealed ballots and no responses. Were it restored after the keys are gone, those
//! answers would be lost. So a restored backup, or a standby, is asked whether it holds what was released, and
//! only the keys of that are destroyed; from then on older backups open nothing.

use std::collections::BTreeSet;

use diesel_async::AsyncPgConnection;
use uuid::Uuid;

use crate::keys::{KeyError, MixerKeys};
use crate::store::evidence::{identity, list_evidence};
use crate::store::{self, epochs};

/// What confirming came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Confirmed {
    /// Keys that are destroyed now, every copy of them.
    pub destroyed: usize,
    /// Keys that go on waiting, since their release is not in the copy.
    pub waiting: usize,
}

/// Why nothing was destroyed.
#[derive(Debug, thiserror::Error)]
pub enum ConfirmBackupError {
    /// The copy is the database itself.
    #[error(
        "HEARD_RESTORED_DATABASE_URL leads to the running database itself, which proves nothing. Restore the backup to a server of its own, or name a standby"
    )]
    SameDatabase,
    /// The copy says that something was released and does not hold what came out.
    #[error(
        "the {what} of the wave {wave} are not the same in the copy as in the running database. No key was destroyed. Take another backup, restore it and confirm again"
    )]
    Differs {
        /// The wave.
        wave: String,
        /// What differs.
        what: String,
    },
    /// A key file.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// A database.
    #[error(transparent)]
    Store(#[from] store::Error),
}

/// The released epochs whose private keys are still here.
///
/// # Errors
/// The database's, or the key folder cannot be read.
pub async fn waiting_keys(
    conn: &mut AsyncPgConnection,
    keys: &MixerKeys,
) -> Result<Vec<Uuid>, ConfirmBackupError> {
    let kept = keys.epochs()?;
    Ok(epochs::list_released(conn, &kept).await?)
}

/// Destroys the keys of everything whose release is in `copy`, a restored backup or a standby.
///
/// # Errors
/// [`ConfirmBackupError`]; then no key is destroyed.
pub async fn confirm_backup(
    conn: &mut AsyncPgConnection,
    copy: &mut AsyncPgConnection,
    keys: &MixerKeys,
) -> Result<Confirmed, ConfirmBackupError> {
    if identity(conn).await? == identity(copy).await? {
        return Err(ConfirmBackupError::SameDatabase);
    }
    let waiting = waiting_keys(conn, keys).await?;
    let held = epochs::list_released(copy, &waiting).await?;
    let ours = list_evidence(conn, &held).await?;
    let theirs: BTreeSet<_> = list_evidence(copy, &held).await?.into_iter().collect();
    if let Some(missing) = ours.into_iter().find(|one| !theirs.contains(one)) {
        return Err(ConfirmBackupError::Differs {
            wave: missing.wave,
            what: missing.what,
        });
    }
    for epoch in &held {
        keys.destroy_epoch(*epoch)?;
    }
    Ok(Confirmed {
        destroyed: held.len(),
        waiting: waiting.len() - held.len(),
    })
}
