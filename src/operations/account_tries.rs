//! The tries of one account: wrong ones slow it down and never lock it for ever.

use chrono::{DateTime, TimeDelta, Utc};
use diesel_async::{AsyncConnection, AsyncPgConnection};
use uuid::Uuid;

use crate::store::{
    self,
    staff::{self, Account},
};

/// Wrong tries that cost nothing.
const FREE_TRIES: i16 = 5;
/// The longest wait after a wrong try.
const LONGEST_WAIT_SECONDS: i64 = 120;

/// Counts a try and says whether it passes: no wrong one does, and none while the account waits. The account is read
/// anew under its lock: of many tries at once each is counted, and none passes on the word of a row that was read
/// before the others.
pub(super) async fn passes(
    conn: &mut AsyncPgConnection,
    account: Uuid,
    right: bool,
    now: DateTime<Utc>,
) -> Result<bool, store::Error> {
    conn.transaction(
        async |conn| match staff::find_account_for_change(conn, account).await? {
            Some(account) => counted(conn, &account, right, now).await,
            None => Ok(false),
        },
    )
    .await
}

/// Counts a try of a locked account and says whether it passes. A wrong try must stay counted, so it is an outcome of
/// the transaction and not its failure.
pub(super) async fn counted(
    conn: &mut AsyncPgConnection,
    account: &Account,
    right: bool,
    now: DateTime<Utc>,
) -> Result<bool, store::Error> {
    if waits(account, now) {
        return Ok(false);
    }
    if right {
        if account.failed_tries > 0 {
            staff::mark_tries(conn, account.id, 0, None).await?;
        }
        return Ok(true);
    }
    let tries = account.failed_tries.saturating_add(1);
    staff::mark_tries(conn, account.id, tries, wait_after(tries).map(|wait| now + wait)).await?;
    Ok(false)
}

/// Whether an account takes no try now, after wrong ones.
pub(super) fn waits(account: &Account, now: DateTime<Utc>) -> bool {
    account.locked_until.is_some_and(|until| now < until)
}

/// How long an account waits after its n-th wrong try: five are free, then 5, 10, 20 … up to 120 seconds.
fn wait_after(tries: i16) -> Option<TimeDelta> {
    let beyond = u32::try_from(tries - FREE_TRIES).ok()?;
    let seconds = 5_i64.saturating_mul(2_i64.saturating_pow(beyond));
    TimeDelta::try_seconds(seconds.min(LONGEST_WAIT_SECONDS))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_is_slowed_down_and_never_locked_for_ever() {
        let waits: Vec<i64> = (1..=14)
            .map(|tries| wait_after(tries).map_or(0, |wait| wait.num_seconds()))
            .collect();
        assert_eq!(waits, [0, 0, 0, 0, 5, 10, 20, 40, 80, 120, 120, 120, 120, 120]);
        assert_eq!(wait_after(i16::MAX).map(|wait| wait.num_seconds()), Some(120));
    }
}
