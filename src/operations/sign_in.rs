//! Signing in and out: name and password, the second factor, sessions. All on machine time.
//!
//! Wrong tries slow an account down and never lock it for ever; an unknown name, a wrong password, a slowed and
//! a deactivated account are told the same. A session's id is 256 random bits in the cookie and its SHA-256 in
//! the database; it changes with each step of signing in, ends after 30 minutes without use and after 12 hours
//! in any case (OWASP ASVS 5.0.0, V7.3).

use chrono::{DateTime, TimeDelta, Utc};
use diesel_async::{AsyncConnection, AsyncPgConnection};
use rand::CryptoRng;
use secrecy::{ExposeSecret, SecretString};
use uuid::Uuid;

use super::account_tries::{counted, passes, waits};
use super::passwords::{Passwords, PasswordsError};
use super::second_factor::{DoesNotOpen, SecondFactor, new_recovery_codes, recovery_hash};
pub use super::session_id::SessionId;
use crate::ballot::SecretKey;
use crate::store::sessions::Stage;
use crate::store::staff::{Account, Role};
use crate::store::{self, audit, sessions, staff};

/// A session ends after this long without use.
pub const IDLE: TimeDelta = TimeDelta::minutes(30);
/// A session ends after this long in any case.
pub const ABSOLUTE: TimeDelta = TimeDelta::hours(12);

/// Who is signed in, or on the way there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// The account.
    pub account: Uuid,
    /// Its name.
    pub username: String,
    /// What it may do.
    pub role: Role,
    /// What is still to do before it may.
    pub next: Next,
}

/// What a session leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// Everything the role may do.
    Whole,
    /// A code of the second factor.
    Code,
    /// Setting up the second factor.
    SetUp,
}

/// Whether accounts without a second factor may be whole: in the demonstration only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exemption {
    /// The demonstration.
    Taken,
    /// Everywhere else.
    Refused,
}

/// Why somebody was not signed in.
#[derive(Debug, thiserror::Error)]
pub enum SignInError {
    /// Not right, or too soon after wrong tries, or no such account; it is not told which.
    #[error("the name, password or code is not right, or there were too many tries")]
    Refused,
    /// Too many at once.
    #[error("too many people are signing in just now")]
    Busy,
    /// The hash function or a sealed secret failed.
    #[error("{0}")]
    Fault(&'static str),
    /// The database.
    #[error(transparent)]
    Store(#[from] store::Error),
}

impl From<PasswordsError> for SignInError {
    fn from(error: PasswordsError) -> Self {
        match error {
            PasswordsError::Busy => Self::Busy,
            PasswordsError::Fault => Self::Fault("a password could not be hashed"),
        }
    }
}

impl From<DoesNotOpen> for SignInError {
    fn from(_: DoesNotOpen) -> Self {
        Self::Fault("a second factor's secret does not open with the staff key of this service")
    }
}

impl From<diesel::result::Error> for SignInError {
    fn from(error: diesel::result::Error) -> Self {
        Self::Store(error.into())
    }
}

/// Checks name and password and begins a session.
///
/// # Errors
/// [`SignInError`]; wrong tries are counted.
pub async fn sign_in(
    conn: &mut AsyncPgConnection,
    passwords: &Passwords,
    key: &SecretKey,
    (username, password): (&str, SecretString),
    exemption: Exemption,
    now: DateTime<Utc>,
    rng: &mut impl CryptoRng,
) -> Result<(SessionId, Identity), SignInError> {
    let found = staff::find_account(conn, &username.trim().to_lowercase()).await?;
    let stored = found.as_ref().map(|account| account.password.as_str());
    let right = passwords.verify(password.clone(), stored).await?;
    let Some(account) = found else {
        return Err(SignInError::Refused);
    };
    if account.second_factor_exempt && exemption == Exemption::Refused {
        return Err(SignInError::Refused);
    }
    if !passes(conn, account.id, right && account.active, now).await? {
        return Err(SignInError::Refused);
    }
    let rehashed = match passwords.is_outdated(&account.password) {
        true => Some(passwords.hash(password, rng).await?),
        false => None,
    };
    let next = next_of(&account, Stage::Password);
    let id = SessionId::generate(rng);
    let (stage, fresh_secret) = match next {
        Next::Whole => (Stage::Whole, None),
        Next::Code => (Stage::Password, None),
        Next::SetUp => (
            Stage::Password,
            Some(SecondFactor::generate(rng).seal(key, account.id, rng)?),
        ),
    };
    conn.transaction(async |conn| {
        sessions::delete_outlived(conn, now - ABSOLUTE, now - IDLE).await?;
        if let Some(hash) = &rehashed {
            staff::mark_password(conn, account.id, hash).await?;
        }
        if let Some(secret) = &fresh_secret {
            staff::mark_second_factor(conn, account.id, Some(secret)).await?;
        }
        sessions::insert_session(conn, &id.hash(), account.id, stage, now).await?;
        audit::insert_act(conn, now, &account.username, act_of(next), &account.username).await
    })
    .await?;
    Ok((id, identity(account, next)))
}

fn act_of(next: Next) -> &'static str {
    match next {
        Next::Whole => "signed in",
        Next::Code | Next::SetUp => "gave the right password",
    }
}

fn next_of(account: &Account, stage: Stage) -> Next {
    match stage {
        Stage::Whole => Next::Whole,
        Stage::Password if account.second_factor_exempt => Next::Whole,
        Stage::Password if account.totp_last_step.is_some() => Next::Code,
        Stage::Password => Next::SetUp,
    }
}

fn identity(account: Account, next: Next) -> Identity {
    Identity {
        account: account.id,
        username: account.username,
        role: account.role,
        next,
    }
}

/// Who a session belongs to, if it still stands; notes that it was used.
///
/// # Errors
/// The database's.
pub async fn who(
    conn: &mut AsyncPgConnection,
    id: &SessionId,
    exemption: Exemption,
    now: DateTime<Utc>,
) -> Result<Option<Identity>, store::Error> {
    let hash = id.hash();
    let Some(session) = sessions::find_session(conn, &hash).await? else {
        return Ok(None);
    };
    let over = now - session.began_at >= ABSOLUTE || now - session.seen_at >= IDLE;
    let barred = session.account.second_factor_exempt && exemption == Exemption::Refused;
    if over || barred || !session.account.active {
        sessions::delete_session(conn, &hash).await?;
        return Ok(None);
    }
    if now - session.seen_at >= TimeDelta::minutes(1) {
        sessions::mark_seen(conn, &hash, now).await?;
    }
    let next = next_of(&session.account, session.stage);
    Ok(Some(identity(session.account, next)))
}

/// Ends a session.
///
/// # Errors
/// The database's.
pub async fn sign_out(conn: &mut AsyncPgConnection, id: &SessionId) -> Result<(), store::Error> {
    sessions::delete_session(conn, &id.hash()).await
}

/// Checks a code of the second factor, or a recovery code, and begins a whole session in place of the half one.
///
/// # Errors
/// [`SignInError`]; wrong tries are counted with those of the password.
pub async fn give_code(
    conn: &mut AsyncPgConnection,
    key: &SecretKey,
    half: &SessionId,
    code: &str,
    now: DateTime<Utc>,
    rng: &mut impl CryptoRng,
) -> Result<(SessionId, Identity), SignInError> {
    let account = sessions::find_session(conn, &half.hash())
        .await?
        .map(|session| session.account)
        .filter(|account| account.totp_last_step.is_some())
        .ok_or(SignInError::Refused)?;
    let factor = opened(key, &account)?;
    if !code_passes(conn, account.id, &factor, code, now).await? {
        return Err(SignInError::Refused);
    }
    let id = SessionId::generate(rng);
    conn.transaction(async |conn| {
        sessions::delete_session(conn, &half.hash()).await?;
        sessions::insert_session(conn, &id.hash(), account.id, Stage::Whole, now).await?;
        audit::insert_act(conn, now, &account.username, "signed in", &account.username).await
    })
    .await?;
    Ok((id, identity(account, Next::Whole)))
}

/// Counts a try with a code, as [`passes`] does; a code is looked at only while the account takes tries.
async fn code_passes(
    conn: &mut AsyncPgConnection,
    account: Uuid,
    factor: &SecondFactor,
    code: &str,
    now: DateTime<Utc>,
) -> Result<bool, store::Error> {
    conn.transaction(async |conn| {
        let Some(account) = staff::find_account_for_change(conn, account).await? else {
            return Ok(false);
        };
        let right = !waits(&account, now) && takes(conn, &account, factor, code, now).await?;
        counted(conn, &account, right, now).await
    })
    .await
}

/// Uses up the step or the recovery code; each works once.
async fn takes(
    conn: &mut AsyncPgConnection,
    account: &Account,
    factor: &SecondFactor,
    code: &str,
    now: DateTime<Utc>,
) -> Result<bool, store::Error> {
    if let Some(step) = factor.step_of(code, now) {
        return staff::mark_step_used(conn, account.id, step).await;
    }
    staff::delete_recovery_code(conn, account.id, &recovery_hash(code)).await
}

fn opened(key: &SecretKey, account: &Account) -> Result<SecondFactor, SignInError> {
    let sealed = account.totp_secret.as_deref().ok_or(SignInError::Refused)?;
    Ok(SecondFactor::open(key, account.id, sealed)?)
}

/// The secret that waits to be set up, for the page that shows it.
///
/// # Errors
/// [`SignInError::Refused`] where nothing waits.
pub async fn waiting_factor(
    conn: &mut AsyncPgConnection,
    key: &SecretKey,
    half: &SessionId,
) -> Result<SecondFactor, SignInError> {
    let session = sessions::find_session(conn, &half.hash())
        .await?
        .filter(|session| session.account.totp_last_step.is_none())
        .ok_or(SignInError::Refused)?;
    opened(key, &session.account)
}

/// Takes the first code of a new second factor: returns the recovery codes, shown once, and a whole session.
///
/// # Errors
/// [`SignInError::Refused`] where the code is not right.
pub async fn set_up_factor(
    conn: &mut AsyncPgConnection,
    key: &SecretKey,
    half: &SessionId,
    code: &str,
    now: DateTime<Utc>,
    rng: &mut impl CryptoRng,
) -> Result<(SessionId, Identity, Vec<String>), SignInError> {
    let Some(session) = sessions::find_session(conn, &half.hash()).await? else {
        return Err(SignInError::Refused);
    };
    let account = session.account;
    let factor = opened(key, &account)?;
    let step = factor
        .step_of(code, now)
        .filter(|_| account.totp_last_step.is_none());
    let passes = passes(conn, account.id, step.is_some(), now).await?;
    let step = step.filter(|_| passes).ok_or(SignInError::Refused)?;
    let codes = new_recovery_codes(rng);
    let hashes: Vec<[u8; 32]> = codes.iter().map(|code| recovery_hash(code)).collect();
    let id = SessionId::generate(rng);
    conn.transaction(async |conn| {
        if !staff::mark_step_used(conn, account.id, step).await? {
            return Err(SignInError::Refused);
        }
        staff::insert_recovery_codes(conn, account.id, &hashes).await?;
        sessions::delete_sessions_of(conn, account.id, None).await?;
        sessions::insert_session(conn, &id.hash(), account.id, Stage::Whole, now).await?;
        audit::insert_act(
            conn,
            now,
            &account.username,
            "set up the second factor",
            &account.username,
        )
        .await?;
        Ok(())
    })
    .await?;
    Ok((id, identity(account, Next::Whole), codes))
}

/// A secret text that a form brought, so that nothing on the way prints it.
pub fn secret(text: &str) -> SecretString {
    SecretString::from(text)
}

/// Whether two secrets are the same text.
pub fn same(one: &SecretString, other: &SecretString) -> bool {
    one.expose_secret() == other.expose_secret()
}
