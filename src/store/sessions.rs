//! Sessions of staff, known by the SHA-256 of their cookie. All times are the machine's.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use super::Error;
use super::schema::{account, session};
use super::staff::{Account, AccountRow};

/// How far a person has come in signing in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Name and password were right; the second factor is still to come.
    Password,
    /// Signed in.
    Whole,
}

impl Stage {
    fn as_str(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::Whole => "whole",
        }
    }

    fn parse(word: &str) -> Result<Self, Error> {
        match word {
            "password" => Ok(Self::Password),
            "whole" => Ok(Self::Whole),
            _ => Err(Error::unreadable("session", "its stage is unknown")),
        }
    }
}

/// A session with the account it belongs to.
#[derive(Clone, Debug)]
pub struct Session {
    /// How far signing in has come.
    pub stage: Stage,
    /// When it began.
    pub began_at: DateTime<Utc>,
    /// When it was last used, to the minute.
    pub seen_at: DateTime<Utc>,
    /// Whose it is.
    pub account: Account,
}

/// The session under a hash.
///
/// # Errors
/// The database's.
pub async fn find_session(conn: &mut AsyncPgConnection, hash: &[u8; 32]) -> Result<Option<Session>, Error> {
    let row: Option<(String, DateTime<Utc>, DateTime<Utc>, AccountRow)> = session::table
        .inner_join(account::table)
        .filter(session::hash.eq(hash.as_slice()))
        .select((
            session::stage,
            session::began_at,
            session::seen_at,
            AccountRow::as_select(),
        ))
        .first(conn)
        .await
        .optional()?;
    row.map(|(stage, began_at, seen_at, row)| {
        Ok(Session {
            stage: Stage::parse(&stage)?,
            began_at,
            seen_at,
            account: Account::try_from(row)?,
        })
    })
    .transpose()
}

/// Adds a session that begins `now`.
///
/// # Errors
/// The database's.
pub async fn insert_session(
    conn: &mut AsyncPgConnection,
    hash: &[u8; 32],
    of: Uuid,
    stage: Stage,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    diesel::insert_into(session::table)
        .values((
            session::hash.eq(hash.as_slice()),
            session::account.eq(of),
            session::stage.eq(stage.as_str()),
            session::began_at.eq(now),
            session::seen_at.eq(now),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

/// Notes that a session was used.
///
/// # Errors
/// The database's.
pub async fn mark_seen(
    conn: &mut AsyncPgConnection,
    hash: &[u8; 32],
    now: DateTime<Utc>,
) -> Result<(), Error> {
    diesel::update(session::table.find(hash.as_slice()))
        .set(session::seen_at.eq(now))
        .execute(conn)
        .await?;
    Ok(())
}

/// Ends a session; it does not matter whether there was one.
///
/// # Errors
/// The database's.
pub async fn delete_session(conn: &mut AsyncPgConnection, hash: &[u8; 32]) -> Result<(), Error> {
    diesel::delete(session::table.find(hash.as_slice()))
        .execute(conn)
        .await?;
    Ok(())
}

/// Ends all sessions of an account, but for the one under `keep`.
///
/// # Errors
/// The database's.
pub async fn delete_sessions_of(
    conn: &mut AsyncPgConnection,
    of: Uuid,
    keep: Option<&[u8; 32]>,
) -> Result<(), Error> {
    let keep = keep.map_or(&[][..], |hash| hash.as_slice());
    diesel::delete(
        session::table
            .filter(session::account.eq(of))
            .filter(session::hash.ne(keep)),
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Ends every session that began before the one time or was last seen before the other.
///
/// # Errors
/// The database's.
pub async fn delete_outlived(
    conn: &mut AsyncPgConnection,
    began_before: DateTime<Utc>,
    seen_before: DateTime<Utc>,
) -> Result<(), Error> {
    let outlived = session::began_at
        .lt(began_before)
        .or(session::seen_at.lt(seen_before));
    diesel::delete(session::table.filter(outlived))
        .execute(conn)
        .await?;
    Ok(())
}
