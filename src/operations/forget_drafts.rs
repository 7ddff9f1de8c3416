//! Deletes drafts whose 72 hours are over.

use chrono::NaiveDate;
use diesel_async::AsyncPgConnection;

use crate::store::{self, drafts};

/// Deletes every draft that has expired. How many there were is told to nobody: it moves when people answer.
///
/// # Errors
/// The database's.
pub async fn forget_drafts(conn: &mut AsyncPgConnection, today: NaiveDate) -> Result<(), store::Error> {
    drafts::delete_expired(conn, today).await?;
    Ok(())
}
