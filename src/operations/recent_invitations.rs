//! Forgetting who was invited more than a year ago: the rows go in `heard work`, the keys in `heard serve`, which
//! alone may read them. Either is enough to make the other say nothing.

use chrono::NaiveDate;
use diesel_async::AsyncPgConnection;

use crate::ballot::Month;
use crate::keys::KeyError;
use crate::store::{self, recent};

pub use crate::keys::RecentKeys;

/// Why a key was not destroyed.
#[derive(Debug, thiserror::Error)]
#[error("the key of a month that is over a year old is still there: {0}")]
pub struct ForgetKeysError(#[from] KeyError);

/// Deletes the rows of months that are no longer recent; returns how many there were.
///
/// # Errors
/// The database's.
pub async fn forget_recent_rows(
    conn: &mut AsyncPgConnection,
    today: NaiveDate,
) -> Result<usize, store::Error> {
    recent::delete_before(conn, Month::of(today).oldest_recent()).await
}

/// Destroys the keys of months that are no longer recent; returns how many there were.
///
/// # Errors
/// The system refuses.
pub fn forget_recent_keys(keys: &RecentKeys, today: NaiveDate) -> Result<usize, ForgetKeysError> {
    Ok(keys.destroy_old(today)?)
}
