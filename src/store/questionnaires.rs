//! Versions of the definitions as they were loaded: never changed, one of them live.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::Value;

use super::Error;
use super::schema::questionnaire_version::dsl::{files, hash, live, loaded_on, questionnaire_version};
use crate::survey::questionnaire::SourceFile;

/// A version as it is listed, without its files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// Its name.
    pub hash: String,
    /// The day on which it was first loaded.
    pub loaded_on: NaiveDate,
    /// New sittings use it.
    pub live: bool,
}

/// Whether a version was there before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Inserted {
    /// It is new.
    New,
    /// The same files were loaded before.
    AlreadyThere,
}

/// The files of a version.
///
/// # Errors
/// Where the database cannot be asked, or the stored files do not read as such.
pub async fn find_files(
    conn: &mut AsyncPgConnection,
    version: &str,
) -> Result<Option<Vec<SourceFile>>, Error> {
    let found: Option<Value> = questionnaire_version
        .find(version)
        .select(files)
        .first(conn)
        .await
        .optional()?;
    found.map(source_files).transpose()
}

/// The name of the live version; `None` before the first is loaded.
///
/// # Errors
/// Where the database cannot be asked.
pub async fn find_live(conn: &mut AsyncPgConnection) -> Result<Option<String>, Error> {
    Ok(questionnaire_version
        .filter(live)
        .select(hash)
        .first(conn)
        .await
        .optional()?)
}

/// All versions, the newest first; at most 500.
///
/// # Errors
/// Where the database cannot be asked.
pub async fn list_versions(conn: &mut AsyncPgConnection) -> Result<Vec<Version>, Error> {
    let rows: Vec<(String, NaiveDate, bool)> = questionnaire_version
        .select((hash, loaded_on, live))
        .order((loaded_on.desc(), hash))
        .limit(500)
        .load(conn)
        .await?;
    let version = |(name, day, is_live)| Version {
        hash: name,
        loaded_on: day,
        live: is_live,
    };
    Ok(rows.into_iter().map(version).collect())
}

/// Keeps a version, if it is not kept already.
///
/// # Errors
/// Where the database does not take it.
pub async fn insert_version(
    conn: &mut AsyncPgConnection,
    version: &str,
    sources: &[SourceFile],
    today: NaiveDate,
) -> Result<Inserted, Error> {
    let texts: BTreeMap<&str, &str> = sources
        .iter()
        .map(|file| (file.path.as_str(), file.text.as_str()))
        .collect();
    let inserted = diesel::insert_into(questionnaire_version)
        .values((
            hash.eq(version),
            files.eq(serde_json::json!(texts)),
            loaded_on.eq(today),
            live.eq(false),
        ))
        .on_conflict_do_nothing()
        .execute(conn)
        .await?;
    Ok(if inserted == 1 {
        Inserted::New
    } else {
        Inserted::AlreadyThere
    })
}

/// Makes a version the live one and every other not.
///
/// # Errors
/// Where the database does not take it.
pub async fn mark_live(conn: &mut AsyncPgConnection, version: &str) -> Result<(), Error> {
    // The one before steps down first: at most one may be live, even within the transaction.
    diesel::update(questionnaire_version.filter(live).filter(hash.ne(version)))
        .set(live.eq(false))
        .execute(conn)
        .await?;
    diesel::update(questionnaire_version.find(version))
        .set(live.eq(true))
        .execute(conn)
        .await?;
    Ok(())
}

fn source_files(stored: Value) -> Result<Vec<SourceFile>, Error> {
    let texts: BTreeMap<String, String> = serde_json::from_value(stored)
        .map_err(|_| Error::unreadable("questionnaire_version", "its files are no texts by path"))?;
    Ok(texts
        .into_iter()
        .map(|(path, text)| SourceFile { path, text })
        .collect())
}
