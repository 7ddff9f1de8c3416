//! The day after fieldwork a wave closes: no letter leaves and no answer is taken any more.

use chrono::NaiveDate;
use diesel_async::AsyncPgConnection;

use crate::store;
use crate::store::waves::{self, Wave, WaveState};

/// Closes every wave whose last day of fieldwork is over and returns those it closed.
///
/// # Errors
/// The database's.
pub async fn close_wave(conn: &mut AsyncPgConnection, today: NaiveDate) -> Result<Vec<Wave>, store::Error> {
    let mut closed = Vec::new();
    for wave in waves::list_in_state(conn, WaveState::Open).await? {
        let over = wave.fieldwork_to < today;
        if over && waves::mark_state(conn, wave.id, WaveState::Open, WaveState::Closed).await? == 1 {
            closed.push(wave);
        }
    }
    Ok(closed)
}
