//! Loading a contact file: read as it arrives, judged row by row, sealed, staged. All of it or nothing: one
//! transaction holds the whole file, and what ends it early, a fault or a lost connection, undoes it.
//!
//! Addresses are in memory for as long as their row is being read, then sealed under a data key that is itself sealed
//! to the wave. What is left in clear are totals.

mod loader;

use std::fmt::Display;

use chrono::{DateTime, NaiveDate, Utc};
use diesel_async::{AsyncConnection, AsyncPgConnection, SimpleAsyncConnection};
use futures_util::{Stream, StreamExt};
use rand::{CryptoRng, RngExt};
use uuid::Uuid;

use self::loader::{Asked, Loader, Ready};
use crate::ballot::{ContactPublicKey, DataKey, OptOutKey, random_id};
use crate::documents::contact_file::{ContactFile, ContactFileError};
use crate::keys::{KeyError, RecentKeys};
use crate::store::uploads::NewUpload;
use crate::store::waves::{Wave, WaveState};
use crate::store::{self, audit, opt_outs, recent, staged_contacts, uploads, waves};
use crate::survey::questionnaire::Definitions;
use crate::survey::sample::{Draw, Quarter, QuarterError, Reason, Summary, When};

/// Rows written with one statement.
const BATCH: usize = 2_000;
/// Bytes read between two looks at the batch: a piece of the stream may be the whole file.
const PIECE: usize = 64 * 1024;
/// A file may arrive slowly; what is set here ends with the transaction.
const PATIENCE: &str = "SET LOCAL idle_in_transaction_session_timeout = '120s'; SET LOCAL statement_timeout = '300s'; \
     SET LOCAL lock_timeout = '120s'";
/// Addresses that are compared with one statement.
const COMPARED: usize = 500;

/// Why a contact file was not loaded. Nothing of it is left in the database.
#[derive(Debug, thiserror::Error)]
pub enum LoadSampleError {
    /// There is no such wave.
    #[error("there is no such wave: open it first, or look at the list of waves")]
    NoWave,
    /// Its keys are not made yet.
    #[error("the wave's keys are still being made by `heard work`: try again in a minute")]
    Preparing,
    /// It takes no sample any more.
    #[error("the wave's fieldwork has ended: load the file into a later wave")]
    Over,
    /// The wave's own data does not read.
    #[error("the wave is damaged: {0}")]
    Damaged(#[from] QuarterError),
    /// The file cannot be read.
    #[error(transparent)]
    File(#[from] ContactFileError),
    /// The stream ended with an error, e.g. because the upload was broken off.
    #[error("the file did not arrive whole ({0}): load it again")]
    BrokenOff(String),
    /// There is nobody in it.
    #[error("the file has no row that can be read: nothing was loaded{}", first_fault(.0))]
    NoRows(Box<Summary>),
    /// An address could not be sealed.
    #[error("the wave's contact key cannot be used: nothing was loaded")]
    Seal,
    /// A key by which people are known again cannot be read or made.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The database did not take it.
    #[error(transparent)]
    Store(#[from] store::Error),
}

impl From<diesel::result::Error> for LoadSampleError {
    fn from(error: diesel::result::Error) -> LoadSampleError {
        LoadSampleError::Store(error.into())
    }
}

fn first_fault(summary: &Summary) -> String {
    let first = summary.faults.first();
    first.map_or(String::new(), |fault| {
        format!(". Line {}: {}", fault.line, fault.reason)
    })
}

/// A contact file that waits for a commissioner.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// The pending upload.
    pub upload: Uuid,
    /// Its totals.
    pub summary: Summary,
}

/// Who loads, when.
#[derive(Clone, Copy, Debug)]
pub struct Loading<'l> {
    /// The account's name.
    pub actor: &'l str,
    /// The day of fieldwork: ages of marks are judged by it.
    pub today: NaiveDate,
    /// The machine's time, for the audit.
    pub at: DateTime<Utc>,
}

/// By what the service knows somebody again.
#[derive(Clone, Copy, Debug)]
pub struct Known<'k> {
    /// Those who asked not to be written to.
    pub opt_out: &'k OptOutKey,
    /// Those who were invited in the last 12 months.
    pub recent: &'k RecentKeys,
}

/// Loads a contact file into a wave as a pending upload. `bytes` are pieces of the file as they arrive; a reader that
/// cannot be sent between threads hands them over through a channel.
///
/// # Errors
/// [`LoadSampleError`]; then nothing was written.
pub async fn load_sample<P, E>(
    conn: &mut AsyncPgConnection,
    definitions: &Definitions,
    wave: Uuid,
    mut bytes: impl Stream<Item = Result<P, E>> + Unpin + Send,
    known: Known<'_>,
    loading: Loading<'_>,
    rng: &mut (impl CryptoRng + Send),
) -> Result<Loaded, LoadSampleError>
where
    P: AsRef<[u8]> + Send,
    E: Display + Send,
{
    let wave = waves::find_wave(conn, wave)
        .await?
        .ok_or(LoadSampleError::NoWave)?;
    let (key, when) = readiness(&wave, loading.today)?;
    let upload = random_id(rng);
    let data_key = DataKey::generate(rng);
    let sealed = data_key
        .seal_for(&key, upload, rng)
        .map_err(|_| LoadSampleError::Seal)?;
    known.recent.destroy_old(loading.today)?;
    let months = known.recent.of_last_year(loading.today, rng)?;
    let mut loader = Loader::new(definitions, when, data_key, known.opt_out, months);
    let mut file = ContactFile::default();
    let draw = Draw::new(rng.random());
    let summary = conn
        .transaction(async |conn| {
            conn.batch_execute(PATIENCE).await?;
            uploads::insert_pending(conn, &new_upload(upload, wave.id, &sealed, loading)).await?;
            while let Some(piece) = bytes.next().await {
                let piece = piece.map_err(|error| LoadSampleError::BrokenOff(error.to_string()))?;
                for part in piece.as_ref().chunks(PIECE) {
                    file.read(part, &mut |line, header, fields| {
                        loader.row(line, header, fields, rng)
                    })?;
                    if loader.waiting() >= BATCH {
                        stage(conn, upload, &mut loader).await?;
                    }
                }
            }
            file.finish(&mut |line, header, fields| loader.row(line, header, fields, rng))?;
            stage(conn, upload, &mut loader).await?;
            leave_out_recent(conn, upload, &mut loader).await?;
            let (summary, struck) = loader.finish(&draw);
            if summary.frame == 0 {
                return Err(LoadSampleError::NoRows(Box::new(summary)));
            }
            staged_contacts::delete_staged(conn, &struck).await?;
            uploads::mark_summary(conn, upload, &summary, draw.seed()).await?;
            audit::insert_act(
                conn,
                loading.at,
                loading.actor,
                "loaded a contact file",
                &upload.to_string(),
            )
            .await?;
            Ok(summary)
        })
        .await?;
    Ok(Loaded { upload, summary })
}

/// A wave takes samples from the making of its keys to the last day of its fieldwork.
fn readiness(wave: &Wave, today: NaiveDate) -> Result<(ContactPublicKey, When), LoadSampleError> {
    let key = match (wave.state, wave.contact_public_key) {
        (WaveState::Open, Some(key)) => key,
        (WaveState::Preparing | WaveState::Open, _) => return Err(LoadSampleError::Preparing),
        (WaveState::Closed | WaveState::Mixed | WaveState::Purged, _) => return Err(LoadSampleError::Over),
    };
    if wave.fieldwork_to < today {
        return Err(LoadSampleError::Over);
    }
    let quarter: Quarter = wave.quarter.parse()?;
    Ok((
        key,
        When {
            quarter,
            today,
            fieldwork_from: wave.fieldwork_from,
        },
    ))
}

fn new_upload<'u>(id: Uuid, wave: Uuid, sealed_data_key: &'u [u8], loading: Loading<'u>) -> NewUpload<'u> {
    NewUpload {
        id,
        wave,
        sealed_data_key,
        uploaded_by: loading.actor,
        uploaded_on: loading.today,
    }
}

/// Writes the rows that wait, without those who asked not to be written to.
async fn stage(
    conn: &mut AsyncPgConnection,
    upload: Uuid,
    loader: &mut Loader<'_>,
) -> Result<(), LoadSampleError> {
    let waiting = loader.take_waiting();
    if waiting.is_empty() {
        return Ok(());
    }
    let stopped = if loader.in_force(Reason::StoppedBefore) {
        let tags: Vec<_> = waiting.iter().map(|ready| ready.tag).collect();
        opt_outs::list_opted_out(conn, &tags).await?.into_iter().collect()
    } else {
        std::collections::HashSet::new()
    };
    let mut staged = Vec::with_capacity(waiting.len());
    for Ready {
        tag,
        recent,
        class,
        contact,
    } in waiting
    {
        if stopped.contains(tag.as_bytes().as_slice()) {
            loader.stopped(class);
        } else {
            loader.may_invite(&tag, &recent, contact.id, class);
            staged.push(contact);
        }
    }
    staged_contacts::insert_staged(conn, upload, &staged).await?;
    Ok(())
}

/// Leaves out whoever was invited in the last 12 months or waits in another upload. One file after the other: of two
/// that are loaded at once the second finds the first.
async fn leave_out_recent(
    conn: &mut AsyncPgConnection,
    upload: Uuid,
    loader: &mut Loader<'_>,
) -> Result<(), LoadSampleError> {
    if !loader.in_force(Reason::InvitedRecently) {
        return Ok(());
    }
    recent::lock_loading(conn).await?;
    for part in loader.take_asked().chunks(COMPARED) {
        let tags: Vec<recent::Asked> = (0..)
            .zip(part)
            .flat_map(|(place, one)| one.tags.iter().map(move |(month, tag)| (place, *month, *tag)))
            .collect();
        for place in recent::list_known(conn, upload, &tags).await? {
            let one: Option<&Asked> = usize::try_from(place).ok().and_then(|place| part.get(place));
            one.into_iter().for_each(|one| loader.invited_recently(one));
        }
    }
    Ok(())
}
