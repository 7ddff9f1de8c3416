//! Changing one's own password.

use chrono::{DateTime, Utc};
use diesel_async::{AsyncConnection, AsyncPgConnection};
use rand::CryptoRng;
use secrecy::SecretString;

use super::account_tries::passes;
use super::passwords::Passwords;
use super::session_id::SessionId;
use super::sign_in::SignInError;
use crate::store::{audit, sessions, staff};

/// Changes the password of whoever holds the session; every other session of the account ends.
///
/// # Errors
/// [`SignInError::Refused`] where the old password is not right.
pub async fn change_password(
    conn: &mut AsyncPgConnection,
    passwords: &Passwords,
    session: &SessionId,
    (old, new): (SecretString, SecretString),
    now: DateTime<Utc>,
    rng: &mut impl CryptoRng,
) -> Result<(), SignInError> {
    let found = sessions::find_session(conn, &session.hash()).await?;
    let account = found.ok_or(SignInError::Refused)?.account;
    let right = passwords.verify(old, Some(&account.password)).await?;
    if !passes(conn, account.id, right, now).await? {
        return Err(SignInError::Refused);
    }
    let hash = passwords.hash(new, rng).await?;
    conn.transaction(async |conn| {
        staff::mark_password(conn, account.id, &hash).await?;
        sessions::delete_sessions_of(conn, account.id, Some(&session.hash())).await?;
        audit::insert_act(
            conn,
            now,
            &account.username,
            "changed the password",
            &account.username,
        )
        .await
    })
    .await?;
    Ok(())
}
