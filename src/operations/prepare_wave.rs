//! A wave in preparation gets its link key and its contact key, and opens. Done by the mailer, which
//! alone can read those keys.

use diesel_async::AsyncPgConnection;
use rand::CryptoRng;

use crate::keys::{KeyError, MailerKeys};
use crate::store;
use crate::store::waves::{self, Wave, WaveState};

/// Why a wave could not be prepared. It stays in preparation and is taken up again.
#[derive(Debug, thiserror::Error)]
pub enum PrepareWaveError {
    /// Its keys could not be made.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The database.
    #[error(transparent)]
    Store(#[from] store::Error),
}

/// Opens every wave in preparation and returns those it opened. The keys are on the disk before the
/// wave is open, so that no address is ever sealed to a key that a crash took away.
///
/// # Errors
/// [`PrepareWaveError`].
pub async fn prepare_wave(
    conn: &mut AsyncPgConnection,
    keys: &MailerKeys,
    rng: &mut impl CryptoRng,
) -> Result<Vec<Wave>, PrepareWaveError> {
    let mut opened = Vec::new();
    for wave in waves::list_in_state(conn, WaveState::Preparing).await? {
        keys.make_wave(wave.id, rng)?;
        let public = keys.contact_key(wave.id)?.public();
        if waves::mark_open(conn, wave.id, &public).await? == 1 {
            opened.push(wave);
        }
    }
    Ok(opened)
}
