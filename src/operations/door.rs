//! What a link leads to today. Everything that is not open looks alike to whoever comes with the link;
//! the difference is for the sitting that is already under way.

use chrono::NaiveDate;
use diesel_async::AsyncPgConnection;

use crate::ballot::LinkSecret;
use crate::store;
use crate::store::gates::{self, Gate};
use crate::store::waves::WaveState;

/// What a link leads to.
pub(super) enum Door {
    /// Answers are taken.
    Open(Gate),
    /// Answers came through it already.
    Spent,
    /// Fieldwork is over.
    Closed,
    /// There is no such link, it was stopped, or fieldwork has not begun.
    Unknown,
}

/// Looks at the door of a link.
pub(super) async fn look(
    conn: &mut AsyncPgConnection,
    link: &LinkSecret,
    today: NaiveDate,
) -> Result<Door, store::Error> {
    let gate = gates::find_gate(conn, link).await?;
    let Some(gate) = gate.filter(|gate| !gate.stopped) else {
        return Ok(Door::Unknown);
    };
    Ok(match gate.state {
        _ if gate.spent => Door::Spent,
        WaveState::Open if today < gate.fieldwork_from => Door::Unknown,
        WaveState::Open if today <= gate.fieldwork_to => Door::Open(gate),
        WaveState::Preparing => Door::Unknown,
        WaveState::Open | WaveState::Closed | WaveState::Mixed | WaveState::Purged => Door::Closed,
    })
}

/// Whether a link opens the questionnaire today. Asking changes nothing.
///
/// # Errors
/// The database's.
pub async fn is_open(
    conn: &mut AsyncPgConnection,
    link: &LinkSecret,
    today: NaiveDate,
) -> Result<bool, store::Error> {
    Ok(matches!(look(conn, link, today).await?, Door::Open(_)))
}

/// Whether answers came through a link. Only for the sitting whose draft is gone: the thank-you it
/// may have missed is its own.
///
/// # Errors
/// The database's.
pub async fn is_spent(conn: &mut AsyncPgConnection, link: &LinkSecret) -> Result<bool, store::Error> {
    let gate = gates::find_gate(conn, link).await?;
    Ok(gate.is_some_and(|gate| gate.spent))
}
