//! Accounts of staff and their one-use recovery codes.

use std::fmt;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use super::Error;
use super::schema::{account, recovery_code};

/// More accounts than any office has; lists end here.
const MOST: i64 = 500;

/// What an account may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// Configures questionnaires and runs fieldwork.
    Provider,
    /// Approves uploads, reads, releases and downloads editions.
    Commissioner,
    /// Manages accounts, and nothing else.
    Administrator,
}

impl Role {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Provider, Self::Commissioner, Self::Administrator];

    /// The word the database and the pages use.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Provider => "provider",
            Self::Commissioner => "commissioner",
            Self::Administrator => "administrator",
        }
    }

    /// The role of a word, where there is one.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == word)
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// An account, its secrets left out of `Debug`.
#[derive(Clone)]
pub struct Account {
    /// Its id.
    pub id: Uuid,
    /// What is typed to sign in.
    pub username: String,
    /// What it may do.
    pub role: Role,
    /// argon2id, PHC string.
    pub password: String,
    /// Sealed; present without `totp_last_step` while the second factor waits for its first code.
    pub totp_secret: Option<Vec<u8>>,
    /// The last time step that signed in; none until the second factor is set up.
    pub totp_last_step: Option<i64>,
    /// Only the demonstration's accounts.
    pub second_factor_exempt: bool,
    /// Whether it may sign in at all.
    pub active: bool,
    /// Wrong tries since the last right one.
    pub failed_tries: i16,
    /// Until when further tries are refused.
    pub locked_until: Option<DateTime<Utc>>,
}

impl fmt::Debug for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Account({}, {})", self.id, self.role)
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = account, check_for_backend(diesel::pg::Pg))]
pub(super) struct AccountRow {
    id: Uuid,
    username: String,
    role: String,
    password: String,
    totp_secret: Option<Vec<u8>>,
    totp_last_step: Option<i64>,
    second_factor_exempt: bool,
    active: bool,
    failed_tries: i16,
    locked_until: Option<DateTime<Utc>>,
}

impl TryFrom<AccountRow> for Account {
    type Error = Error;

    fn try_from(row: AccountRow) -> Result<Self, Error> {
        let role =
            Role::parse(&row.role).ok_or_else(|| Error::unreadable("account", "its role is unknown"))?;
        Ok(Self {
            id: row.id,
            username: row.username,
            role,
            password: row.password,
            totp_secret: row.totp_secret,
            totp_last_step: row.totp_last_step,
            second_factor_exempt: row.second_factor_exempt,
            active: row.active,
            failed_tries: row.failed_tries,
            locked_until: row.locked_until,
        })
    }
}

/// A new account.
pub struct NewAccount<'a> {
    /// Its id.
    pub id: Uuid,
    /// What is typed to sign in.
    pub username: &'a str,
    /// What it may do.
    pub role: Role,
    /// argon2id, PHC string.
    pub password: &'a str,
    /// Only the demonstration's accounts.
    pub second_factor_exempt: bool,
}

/// Whether a row was new.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Inserted {
    /// It is there now.
    New,
    /// Its name was taken.
    AlreadyThere,
}

/// The account that signs in under a name.
///
/// # Errors
/// The database's.
pub async fn find_account(conn: &mut AsyncPgConnection, username: &str) -> Result<Option<Account>, Error> {
    let row = account::table
        .filter(account::username.eq(username))
        .select(AccountRow::as_select())
        .first(conn)
        .await
        .optional()?;
    row.map(Account::try_from).transpose()
}

/// An account by its id, locked until the transaction ends.
///
/// # Errors
/// The database's.
pub async fn find_account_for_change(
    conn: &mut AsyncPgConnection,
    id: Uuid,
) -> Result<Option<Account>, Error> {
    let row = account::table
        .find(id)
        .select(AccountRow::as_select())
        .for_update()
        .first(conn)
        .await
        .optional()?;
    row.map(Account::try_from).transpose()
}

/// All accounts by name.
///
/// # Errors
/// The database's.
pub async fn list_accounts(conn: &mut AsyncPgConnection) -> Result<Vec<Account>, Error> {
    let rows = account::table
        .select(AccountRow::as_select())
        .order(account::username)
        .limit(MOST)
        .load(conn)
        .await?;
    rows.into_iter().map(Account::try_from).collect()
}

/// The active administrators, locked until the transaction ends, so that two cannot remove each other at once.
///
/// # Errors
/// The database's.
pub async fn list_administrators_for_change(conn: &mut AsyncPgConnection) -> Result<Vec<Uuid>, Error> {
    Ok(account::table
        .filter(account::role.eq(Role::Administrator.as_str()))
        .filter(account::active)
        .select(account::id)
        .order(account::id)
        .limit(MOST)
        .for_update()
        .load(conn)
        .await?)
}

/// Adds an account.
///
/// # Errors
/// The database's.
pub async fn insert_account(conn: &mut AsyncPgConnection, new: &NewAccount<'_>) -> Result<Inserted, Error> {
    let rows = diesel::insert_into(account::table)
        .values((
            account::id.eq(new.id),
            account::username.eq(new.username),
            account::role.eq(new.role.as_str()),
            account::password.eq(new.password),
            account::second_factor_exempt.eq(new.second_factor_exempt),
        ))
        .on_conflict(account::username)
        .do_nothing()
        .execute(conn)
        .await?;
    Ok(if rows == 1 {
        Inserted::New
    } else {
        Inserted::AlreadyThere
    })
}

/// Notes wrong tries and until when further ones are refused; none of both clears the account.
///
/// # Errors
/// The database's.
pub async fn mark_tries(
    conn: &mut AsyncPgConnection,
    id: Uuid,
    tries: i16,
    locked_until: Option<DateTime<Utc>>,
) -> Result<(), Error> {
    diesel::update(account::table.find(id))
        .set((
            account::failed_tries.eq(tries),
            account::locked_until.eq(locked_until),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

/// Replaces the password.
///
/// # Errors
/// The database's.
pub async fn mark_password(conn: &mut AsyncPgConnection, id: Uuid, password: &str) -> Result<(), Error> {
    diesel::update(account::table.find(id))
        .set(account::password.eq(password))
        .execute(conn)
        .await?;
    Ok(())
}

/// Whether the account may sign in.
///
/// # Errors
/// The database's.
pub async fn mark_active(conn: &mut AsyncPgConnection, id: Uuid, active: bool) -> Result<(), Error> {
    diesel::update(account::table.find(id))
        .set(account::active.eq(active))
        .execute(conn)
        .await?;
    Ok(())
}

/// Replaces the second factor's sealed secret; it waits for its first code again. `None` takes it away.
///
/// # Errors
/// The database's.
pub async fn mark_second_factor(
    conn: &mut AsyncPgConnection,
    id: Uuid,
    sealed: Option<&[u8]>,
) -> Result<(), Error> {
    diesel::update(account::table.find(id))
        .set((
            account::totp_secret.eq(sealed),
            account::totp_last_step.eq(None::<i64>),
        ))
        .execute(conn)
        .await?;
    diesel::delete(recovery_code::table.filter(recovery_code::account.eq(id)))
        .execute(conn)
        .await?;
    Ok(())
}

/// Uses up a time step; false where it or a later one was used before.
///
/// # Errors
/// The database's.
pub async fn mark_step_used(conn: &mut AsyncPgConnection, id: Uuid, step: i64) -> Result<bool, Error> {
    let fresh = account::totp_last_step
        .is_null()
        .or(account::totp_last_step.lt(step).assume_not_null());
    let rows = diesel::update(account::table.find(id).filter(fresh))
        .set(account::totp_last_step.eq(step))
        .execute(conn)
        .await?;
    Ok(rows == 1)
}

/// Adds recovery codes, as their SHA-256.
///
/// # Errors
/// The database's.
pub async fn insert_recovery_codes(
    conn: &mut AsyncPgConnection,
    id: Uuid,
    hashes: &[[u8; 32]],
) -> Result<(), Error> {
    let rows: Vec<_> = hashes
        .iter()
        .map(|hash| {
            (
                recovery_code::account.eq(id),
                recovery_code::hash.eq(hash.as_slice()),
            )
        })
        .collect();
    diesel::insert_into(recovery_code::table)
        .values(rows)
        .execute(conn)
        .await?;
    Ok(())
}

/// Uses up a recovery code; false where the account has none with that SHA-256.
///
/// # Errors
/// The database's.
pub async fn delete_recovery_code(
    conn: &mut AsyncPgConnection,
    id: Uuid,
    hash: &[u8; 32],
) -> Result<bool, Error> {
    let rows = diesel::delete(recovery_code::table.find((id, hash.as_slice())))
        .execute(conn)
        .await?;
    Ok(rows == 1)
}
