//! Cards that nobody was given. A card counts as invited from the moment it is made; those that are destroyed unused are
//! counted out again before the wave closes, or the share of people who answered would look smaller than it is.
//!
//! AAPOR, Standard Definitions, "Response Rates": the base is who was asked, not what was printed.

use chrono::{DateTime, NaiveDate, Utc};
use diesel_async::{AsyncConnection, AsyncPgConnection};
use uuid::Uuid;

use crate::store::waves::WaveState;
use crate::store::{self, audit, frame_counts, waves};

/// How many cards were left over, said by whom.
#[derive(Clone, Copy, Debug)]
pub struct LeftOver<'a> {
    /// The wave.
    pub wave: Uuid,
    /// The family that they were made for.
    pub family: &'a str,
    /// How many were destroyed.
    pub count: u32,
    /// The account.
    pub actor: &'a str,
    /// The machine's time, for the audit.
    pub at: DateTime<Utc>,
    /// The day of fieldwork.
    pub today: NaiveDate,
}

/// Why no card was counted out.
#[derive(Debug, thiserror::Error)]
pub enum TakeBackCardsError {
    /// There is no such wave.
    #[error("there is no such wave")]
    NoWave,
    /// Its counts are final.
    #[error("this wave is closed, and its counts are final: choose one that is in fieldwork")]
    Over,
    /// No number.
    #[error("write how many cards were left over, at least 1")]
    Count,
    /// More than were made.
    #[error("fewer cards than that were made for this kind: look at the table, and count again")]
    TooMany,
    /// The database did not take it.
    #[error(transparent)]
    Store(#[from] store::Error),
}

impl From<diesel::result::Error> for TakeBackCardsError {
    fn from(error: diesel::result::Error) -> Self {
        Self::Store(error.into())
    }
}

/// Counts cards out that were not handed out. Their codes still open the questionnaire: nobody knows which they are, so
/// the paper itself is to be destroyed.
///
/// # Errors
/// [`TakeBackCardsError`]; then nothing was written.
pub async fn take_back_cards(
    conn: &mut AsyncPgConnection,
    left: LeftOver<'_>,
) -> Result<(), TakeBackCardsError> {
    if left.count == 0 {
        return Err(TakeBackCardsError::Count);
    }
    let wave = waves::find_wave(conn, left.wave)
        .await?
        .ok_or(TakeBackCardsError::NoWave)?;
    if !matches!(wave.state, WaveState::Preparing | WaveState::Open) || wave.fieldwork_to < left.today {
        return Err(TakeBackCardsError::Over);
    }
    conn.transaction(async |conn| {
        if !frame_counts::take_back_cards(conn, wave.id, left.family, left.count).await? {
            return Err(TakeBackCardsError::TooMany);
        }
        let object = format!("{} of {} in {}", left.count, left.family, wave.name);
        audit::insert_act(
            conn,
            left.at,
            left.actor,
            "counted cards out that were left over",
            &object,
        )
        .await?;
        Ok(())
    })
    .await
}
