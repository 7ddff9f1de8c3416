//! Somebody does not want to be written to again. Her link opens nothing from then on; at the close
//! her address is kept as a keyed hash and as nothing else.

use diesel_async::AsyncPgConnection;

use crate::ballot::StopHash;
use crate::store;
use crate::store::stops;

/// Whether there was something to stop. No page tells the difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stopping {
    /// Stopped now or before.
    Stopped,
    /// There is no such stop.
    Unknown,
}

/// Stops the letters to whoever holds this stop secret. Can be repeated.
///
/// # Errors
/// The database's.
pub async fn stop_contact(conn: &mut AsyncPgConnection, hash: &StopHash) -> Result<Stopping, store::Error> {
    Ok(match stops::mark_stopped(conn, hash).await? {
        0 => Stopping::Unknown,
        _ => Stopping::Stopped,
    })
}
