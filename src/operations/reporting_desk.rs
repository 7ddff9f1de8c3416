//! What editions are made with: the secret of the cell keys and the thresholds in force.

use crate::keys::{KeyError, Place, Process, ReporterKeys};
use crate::survey::disclosure::{CellKeySecret, Thresholds};

/// What the reporter holds beside its role.
pub struct ReportingDesk {
    /// Rounds every count; the same people always give the same number.
    pub secret: CellKeySecret,
    /// What may be shown.
    pub thresholds: Thresholds,
}

/// Why the desk cannot be opened.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub struct ReportingDeskError(#[from] KeyError);

impl ReportingDesk {
    /// Opens the desk with the reporter's folder below the root of all keys.
    ///
    /// # Errors
    /// The key is missing, is no key, or can be read by others.
    pub fn open(keys_root: impl Into<Place>) -> Result<ReportingDesk, ReportingDeskError> {
        let keys = ReporterKeys::load(keys_root.into().inner(Process::Reporter.folder()))?;
        Ok(ReportingDesk {
            secret: CellKeySecret::new(*keys.cell_key.expose()),
            thresholds: Thresholds::default(),
        })
    }
}
