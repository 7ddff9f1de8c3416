//! Accounts of staff: adding them, ending them, giving them a new start. An administrator's acts.

use chrono::{DateTime, Utc};
use diesel_async::{AsyncConnection, AsyncPgConnection};
use rand::CryptoRng;
use secrecy::SecretString;
use uuid::Uuid;

use super::passwords::{Passwords, PasswordsError, letter_groups};
use crate::ballot::random_id;
use crate::store::staff::{Account, Inserted, NewAccount, Role};
use crate::store::{self, audit, sessions, staff};

/// The longest name.
const LONGEST_NAME: usize = 40;

/// Somebody to be given an account.
#[derive(Clone, Debug)]
pub struct NewStaff {
    /// What they type to sign in; lower case letters, digits, dots and hyphens.
    pub username: String,
    /// What they may do.
    pub role: Role,
    /// Whether the account works without a second factor; the demonstration's do.
    pub second_factor: SecondFactorDuty,
}

/// Whether an account must have a second factor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SecondFactorDuty {
    /// Set up at the first sign-in.
    Required,
    /// Name and password alone: refused outside the demonstration.
    Exempt,
}

/// Why an act on an account was not done.
#[derive(Debug, thiserror::Error)]
pub enum StaffError {
    /// Not a usable name.
    #[error("Use 3 to 40 lower case letters, digits, dots or hyphens, beginning with a letter")]
    BadName,
    /// There is such an account.
    #[error("There is already an account of that name")]
    NameTaken,
    /// There is no such account.
    #[error("There is no such account any more")]
    Unknown,
    /// An administrator's own account.
    #[error("You cannot do this to your own account; ask another administrator")]
    Himself,
    /// Nobody would be left to manage accounts.
    #[error("This is the last administrator; add another one first")]
    LastAdministrator,
    /// Not one of the three roles.
    #[error("Choose what the account may do")]
    BadRole,
    /// No passphrase was made.
    #[error(transparent)]
    Passwords(#[from] PasswordsError),
    /// The database.
    #[error(transparent)]
    Store(#[from] store::Error),
}

impl From<diesel::result::Error> for StaffError {
    fn from(error: diesel::result::Error) -> Self {
        Self::Store(error.into())
    }
}

/// Adds an account and returns its first passphrase, which is shown once and kept nowhere.
///
/// # Errors
/// [`StaffError`].
pub async fn add_account(
    conn: &mut AsyncPgConnection,
    passwords: &Passwords,
    new: &NewStaff,
    actor: &str,
    now: DateTime<Utc>,
    rng: &mut impl CryptoRng,
) -> Result<String, StaffError> {
    if !is_name(&new.username) {
        return Err(StaffError::BadName);
    }
    let passphrase = first_passphrase(rng);
    let hash = passwords
        .hash(SecretString::from(passphrase.as_str()), rng)
        .await?;
    let id = random_id(rng);
    conn.transaction(async |conn| {
        let account = NewAccount {
            id,
            username: &new.username,
            role: new.role,
            password: &hash,
            second_factor_exempt: new.second_factor == SecondFactorDuty::Exempt,
        };
        if staff::insert_account(conn, &account).await? == Inserted::AlreadyThere {
            return Err(StaffError::NameTaken);
        }
        let act = format!("added as {}", new.role);
        audit::insert_act(conn, now, actor, &act, &new.username).await?;
        Ok(())
    })
    .await?;
    Ok(passphrase)
}

/// A hundred random bits that can be read over a telephone.
fn first_passphrase(rng: &mut impl CryptoRng) -> String {
    letter_groups(rng, 5, 4)
}

fn is_name(name: &str) -> bool {
    let length = name.len();
    (3..=LONGEST_NAME).contains(&length)
        && name.starts_with(|c: char| c.is_ascii_lowercase())
        && name
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '.' || c == '-')
}

/// Deactivates an account and ends its sessions.
///
/// # Errors
/// [`StaffError`]: not one's own account, not the last administrator's.
pub async fn deactivate_account(
    conn: &mut AsyncPgConnection,
    id: Uuid,
    actor: (Uuid, &str),
    now: DateTime<Utc>,
) -> Result<String, StaffError> {
    conn.transaction(async |conn| {
        let administrators = staff::list_administrators_for_change(conn).await?;
        let account = changeable(conn, id, actor.0).await?;
        if administrators.as_slice() == [id] {
            return Err(StaffError::LastAdministrator);
        }
        staff::mark_active(conn, id, false).await?;
        sessions::delete_sessions_of(conn, id, None).await?;
        audit::insert_act(conn, now, actor.1, "deactivated", &account.username).await?;
        Ok(account.username)
    })
    .await
}

/// Gives an account a new start: active, a new first passphrase, no second factor, no session.
///
/// # Errors
/// [`StaffError`]: not one's own account.
pub async fn renew_account(
    conn: &mut AsyncPgConnection,
    passwords: &Passwords,
    id: Uuid,
    actor: (Uuid, &str),
    now: DateTime<Utc>,
    rng: &mut impl CryptoRng,
) -> Result<(String, String), StaffError> {
    let passphrase = first_passphrase(rng);
    let hash = passwords
        .hash(SecretString::from(passphrase.as_str()), rng)
        .await?;
    let username = conn
        .transaction(async |conn| {
            let account = changeable(conn, id, actor.0).await?;
            staff::mark_password(conn, id, &hash).await?;
            staff::mark_second_factor(conn, id, None).await?;
            staff::mark_tries(conn, id, 0, None).await?;
            staff::mark_active(conn, id, true).await?;
            sessions::delete_sessions_of(conn, id, None).await?;
            audit::insert_act(conn, now, actor.1, "renewed the sign-in of", &account.username).await?;
            Ok::<_, StaffError>(account.username)
        })
        .await?;
    Ok((username, passphrase))
}

async fn changeable(conn: &mut AsyncPgConnection, id: Uuid, actor: Uuid) -> Result<Account, StaffError> {
    if id == actor {
        return Err(StaffError::Himself);
    }
    staff::find_account_for_change(conn, id)
        .await?
        .ok_or(StaffError::Unknown)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_plain_letters() {
        for (name, good) in [
            ("ann", true),
            ("ann.b-2", true),
            ("an", false),
            ("Ann", false),
            ("2ann", false),
            ("ann b", false),
        ] {
            assert_eq!(is_name(name), good, "{name}");
        }
    }
}
