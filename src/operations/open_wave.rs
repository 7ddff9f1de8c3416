//! Opening a wave: its row and one cohort a family, whoever will be in it. Its keys are made by the mailer, after
//! which it takes samples.

use chrono::{DateTime, NaiveDate, Utc};
use diesel_async::{AsyncConnection, AsyncPgConnection};
use rand::CryptoRng;
use uuid::Uuid;

use super::check_support_lines::standings;
use crate::ballot::random_id;
use crate::store::{self, Failure, audit, editions, waves};
use crate::survey::questionnaire::{Definitions, ENGLISH};
use crate::survey::sample::{FieldworkPeriod, PeriodError, Quarter, QuarterError};

/// Characters of the longest name.
const NAME_LENGTH: usize = 100;

/// What a wave is opened with, as typed.
#[derive(Clone, Debug)]
pub struct NewWave {
    /// Its name, for staff; no two waves share one.
    pub name: String,
    /// The quarter in which its crimes were recorded, e.g. 2026Q3.
    pub quarter: String,
    /// First day of fieldwork.
    pub fieldwork_from: NaiveDate,
    /// Last day of fieldwork.
    pub fieldwork_to: NaiveDate,
}

/// Whether the support lines must be checked before a wave opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineChecks {
    /// Every line by two people, and no check lapsed: real people will call these numbers.
    Required,
    /// In the demonstration nobody real reads them.
    Waived,
}

/// By whom a wave is opened, and when.
#[derive(Clone, Copy, Debug)]
pub struct Opening<'a> {
    /// The account, or the command line.
    pub actor: &'a str,
    /// The day of fieldwork.
    pub today: NaiveDate,
    /// The machine's time, for the audit.
    pub at: DateTime<Utc>,
    /// Whether the support lines must be checked.
    pub lines: LineChecks,
}

/// Why a wave was not opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenWaveError {
    /// The name is no name.
    #[error("give the wave a name of 1 to {NAME_LENGTH} characters on one line")]
    Name,
    /// The name is taken.
    #[error("there is a wave named \"{0}\" already: choose another name")]
    NameTaken(String),
    /// The quarter is none.
    #[error(transparent)]
    Quarter(#[from] QuarterError),
    /// The days make no fieldwork period.
    #[error(transparent)]
    Period(#[from] PeriodError),
    /// The fieldwork is over before the wave is open.
    #[error("fieldwork would have ended before today: choose a later last day")]
    Over,
    /// Its figures are published.
    #[error(
        "an edition about {0} is released, and its figures can no longer change: choose a quarter that is not published"
    )]
    Published(String),
    /// Support lines that nobody or one person alone made sure of.
    #[error(
        "two people must check every support line before a wave opens, and again when the check has lapsed. Not checked by two: {}. Call them, then record it under Helplines",
        .0.join("; ")
    )]
    LinesUnchecked(Vec<String>),
    /// The database did not take it.
    #[error(transparent)]
    Store(#[from] store::Error),
}

/// Opens a wave in preparation, with its cohorts.
///
/// # Errors
/// [`OpenWaveError`]; then nothing was written.
pub async fn open_wave(
    conn: &mut AsyncPgConnection,
    new: &NewWave,
    definitions: &Definitions,
    opening: Opening<'_>,
    rng: &mut (impl CryptoRng + Send),
) -> Result<Uuid, OpenWaveError> {
    let name = new.name.trim();
    if name.is_empty() || name.chars().count() > NAME_LENGTH || name.chars().any(char::is_control) {
        return Err(OpenWaveError::Name);
    }
    let quarter: Quarter = new.quarter.parse()?;
    let period = FieldworkPeriod::new(new.fieldwork_from, new.fieldwork_to, quarter)?;
    if period.to() < opening.today {
        return Err(OpenWaveError::Over);
    }
    if editions::list_released_quarters(conn)
        .await?
        .contains(&quarter.to_string())
    {
        return Err(OpenWaveError::Published(quarter.words()));
    }
    refuse_unchecked(conn, definitions, opening).await?;
    let id = random_id(rng);
    let families: Vec<_> = definitions
        .crime()
        .families()
        .iter()
        .map(|family| &family.id)
        .collect();
    let cohorts: Vec<_> = families
        .into_iter()
        .map(|family| (random_id(rng), family.as_str()))
        .collect();
    let written = conn
        .transaction(async |conn| {
            waves::insert_preparing(conn, id, name, quarter, period).await?;
            for (cohort, family) in &cohorts {
                waves::insert_cohort(conn, *cohort, id, family).await?;
            }
            audit::insert_act(conn, opening.at, opening.actor, "opened the wave", name).await
        })
        .await;
    match written {
        Ok(()) => Ok(id),
        Err(error) if error.failure() == Failure::Constraint => {
            Err(OpenWaveError::NameTaken(name.to_owned()))
        }
        Err(error) => Err(error.into()),
    }
}

async fn refuse_unchecked(
    conn: &mut AsyncPgConnection,
    definitions: &Definitions,
    opening: Opening<'_>,
) -> Result<(), OpenWaveError> {
    if opening.lines == LineChecks::Waived {
        return Ok(());
    }
    let unchecked: Vec<String> = standings(conn, definitions, opening.today)
        .await?
        .iter()
        .filter(|standing| !standing.is_checked())
        .map(|standing| standing.line.name.in_language(ENGLISH).to_owned())
        .collect();
    match unchecked.is_empty() {
        true => Ok(()),
        false => Err(OpenWaveError::LinesUnchecked(unchecked)),
    }
}
