//! Certificates of the ballots' account: written once by the mixer, read by the web, never changed.

use diesel::dsl::exists;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use super::Error;
use super::schema::{certificate, wave};
use super::waves::WaveState;
use crate::ballot::certificate::{Account, Certificate, Statement};

/// Writes a certificate of a wave.
///
/// # Errors
/// The database's; a number, or a wave's mix or close, that is there already is one.
pub async fn insert_certificate(
    conn: &mut AsyncPgConnection,
    of: Uuid,
    new: &Certificate,
) -> Result<(), Error> {
    let number = i32::try_from(new.statement.number)
        .map_err(|_| Error::unreadable("certificate", "its number is out of range"))?;
    diesel::insert_into(certificate::table)
        .values((
            certificate::number.eq(number),
            certificate::wave.eq(of),
            certificate::event.eq(event_of(&new.statement)),
            certificate::statement.eq(new.statement.signed_text()),
            certificate::public_key.eq(&new.key),
            certificate::signature.eq(&new.signature),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

fn event_of(statement: &Statement) -> &'static str {
    match statement.account {
        Account::Mix { .. } => "mix",
        Account::Close { .. } => "close",
    }
}

/// The statement of the last certificate.
///
/// # Errors
/// The database's; a statement that does not read as one.
pub async fn last_statement(conn: &mut AsyncPgConnection) -> Result<Option<Statement>, Error> {
    let text: Option<String> = certificate::table
        .order(certificate::number.desc())
        .select(certificate::statement)
        .first(conn)
        .await
        .optional()?;
    text.map(|text| read(&text)).transpose()
}

/// All certificates, the first first.
///
/// # Errors
/// The database's; a statement that does not read as one.
pub async fn list_certificates(conn: &mut AsyncPgConnection) -> Result<Vec<Certificate>, Error> {
    let rows: Vec<(String, String, String)> = certificate::table
        .order(certificate::number)
        .select((
            certificate::statement,
            certificate::public_key,
            certificate::signature,
        ))
        .load(conn)
        .await?;
    let certificate = |(statement, key, signature): (String, String, String)| {
        Ok(Certificate {
            statement: read(&statement)?,
            key,
            signature,
        })
    };
    rows.into_iter().map(certificate).collect()
}

fn read(text: &str) -> Result<Statement, Error> {
    serde_json::from_str(text)
        .map_err(|_| Error::unreadable("certificate", "its statement does not read as one"))
}

/// Purged waves whose mix is certified and whose close is not yet, the earliest first.
///
/// # Errors
/// The database's.
pub async fn list_closes_without(conn: &mut AsyncPgConnection) -> Result<Vec<Uuid>, Error> {
    let certified = |event: &'static str| {
        exists(certificate::table.filter(certificate::wave.eq(wave::id).and(certificate::event.eq(event))))
    };
    Ok(wave::table
        .filter(wave::state.eq(WaveState::Purged.as_str()))
        .filter(certified("mix"))
        .filter(diesel::dsl::not(certified("close")))
        .order((wave::fieldwork_to, wave::id))
        .select(wave::id)
        .load(conn)
        .await?)
}
