//! Loading definitions: checked first, kept as they are, and live from then on.

use chrono::{DateTime, NaiveDate, Utc};
use diesel_async::{AsyncConnection, AsyncPgConnection};

use crate::store;
use crate::store::audit;
use crate::store::questionnaires::{self, Inserted};
use crate::survey::questionnaire::{Definitions, Fault, SourceFile};

/// Why definitions were not loaded.
#[derive(Debug, thiserror::Error)]
pub enum LoadQuestionnairesError {
    /// They have faults; nothing was stored.
    #[error("the definitions have {} faults; `heard check survey-defs/` prints each with its place", .0.len())]
    Faults(Vec<Fault>),
    /// The database did not take them.
    #[error(transparent)]
    Store(#[from] store::Error),
}

/// Why a stored version cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum DefinitionsError {
    /// No version was loaded yet.
    #[error("no questionnaires are loaded yet: `heard questionnaires load` loads them")]
    NoneLoaded,
    /// No version has this name.
    #[error("there is no version {0} of the questionnaires")]
    Unknown(String),
    /// It was checked by an earlier release, and this one refuses it.
    #[error("version {version} of the questionnaires no longer checks: {first}")]
    Refused {
        /// Its name.
        version: String,
        /// The first of its faults.
        first: String,
    },
    /// The database could not be asked.
    #[error(transparent)]
    Store(#[from] store::Error),
}

/// Checks the files, keeps them under the hash of their content, and makes them the live version. The
/// same files again change nothing but which version is live, and that is what is written down.
///
/// # Errors
/// Every fault of the files, or the database's refusal; nothing is half loaded.
pub async fn load_questionnaires(
    conn: &mut AsyncPgConnection,
    files: &[SourceFile],
    today: NaiveDate,
    actor: &str,
    at: DateTime<Utc>,
) -> Result<(Definitions, Inserted), LoadQuestionnairesError> {
    let definitions = Definitions::parse(files).map_err(LoadQuestionnairesError::Faults)?;
    let version = definitions.hash().to_owned();
    let inserted = conn
        .transaction(async |conn| {
            let inserted = questionnaires::insert_version(conn, &version, files, today).await?;
            if questionnaires::find_live(conn).await?.as_ref() != Some(&version) {
                questionnaires::mark_live(conn, &version).await?;
                audit::insert_act(conn, at, actor, "put questionnaires into use", &version).await?;
            }
            Ok::<_, store::Error>(inserted)
        })
        .await?;
    Ok((definitions, inserted))
}

/// The live version, read and checked again.
///
/// # Errors
/// Where there is none, or it cannot be read.
pub async fn live_definitions(conn: &mut AsyncPgConnection) -> Result<Definitions, DefinitionsError> {
    let live = questionnaires::find_live(conn)
        .await?
        .ok_or(DefinitionsError::NoneLoaded)?;
    definitions_of(conn, &live).await
}

/// A version by its hash: finished answers are opened with the one they were given to.
///
/// # Errors
/// Where there is no such version, or it cannot be read.
pub async fn definitions_of(
    conn: &mut AsyncPgConnection,
    version: &str,
) -> Result<Definitions, DefinitionsError> {
    let files = questionnaires::find_files(conn, version)
        .await?
        .ok_or_else(|| DefinitionsError::Unknown(version.to_owned()))?;
    Definitions::reopen(&files).map_err(|faults| DefinitionsError::Refused {
        version: version.to_owned(),
        first: faults.first().map(ToString::to_string).unwrap_or_default(),
    })
}
