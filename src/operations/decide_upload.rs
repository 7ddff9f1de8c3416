//! Deciding about an upload. An approval moves its contacts into the wave and its counts into the frame, in one
//! transaction, and what makes each address known again for a year; a refusal deletes the contacts and forgets the key of their addresses.
//!
//! Who may decide is for the caller to know: only a commissioner's account does, and it sees totals only.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use diesel_async::{AsyncConnection, AsyncPgConnection, SimpleAsyncConnection};
use uuid::Uuid;

use crate::store::uploads::{Upload, UploadState};
use crate::store::waves::WaveState;
use crate::store::{self, audit, frame_counts, recent, staged_contacts, uploads, waves};
use crate::survey::questionnaire::Definitions;
use crate::survey::sample::{CohortSize, CrowdFault, crowd_test};

/// A million contacts take longer to move than a statement may last otherwise.
const PATIENCE: &str = "SET LOCAL statement_timeout = '300s'";
/// More uploads than a wave ever has.
const UPLOADS: i64 = 10_000;

/// Why an upload was not decided about.
#[derive(Debug, thiserror::Error)]
pub enum DecideUploadError {
    /// There is no such upload.
    #[error("there is no such upload: look at the list of uploads")]
    NoUpload,
    /// Somebody has decided already.
    #[error("the upload is no longer pending: somebody has approved or refused it")]
    Decided,
    /// Who loaded it may not approve it.
    #[error("{0} loaded this file: another account must approve it")]
    OwnUpload(String),
    /// The wave takes no contacts any more.
    #[error("the wave's fieldwork has ended: refuse the upload and load the file into a later wave")]
    Over,
    /// There is nobody to invite.
    #[error("the upload invites nobody: refuse it")]
    Nobody,
    /// The crowd test: an answer could be recognised.
    #[error("the upload cannot be approved: {}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
    Crowd(Vec<CrowdFault>),
    /// A family of the upload has no cohort in the wave.
    #[error(
        "the wave lacks a cohort of a family in the upload: refuse it, and load it after opening a new wave"
    )]
    NoCohort,
    /// The database did not take it.
    #[error(transparent)]
    Store(#[from] store::Error),
}

impl From<diesel::result::Error> for DecideUploadError {
    fn from(error: diesel::result::Error) -> DecideUploadError {
        DecideUploadError::Store(error.into())
    }
}

/// Who decides, when.
#[derive(Clone, Copy, Debug)]
pub struct Deciding<'d> {
    /// The name of the commissioner's account.
    pub actor: &'d str,
    /// The day of fieldwork.
    pub today: NaiveDate,
    /// The machine's time, for the audit.
    pub at: DateTime<Utc>,
}

/// What stands against approving an upload, for its page: empty where nothing does.
///
/// # Errors
/// The database's.
pub async fn crowd_faults(
    conn: &mut AsyncPgConnection,
    upload: &Upload,
    definitions: &Definitions,
    today: NaiveDate,
) -> Result<Vec<CrowdFault>, store::Error> {
    let invited: HashMap<String, i64> = frame_counts::count_invited(conn, upload.wave)
        .await?
        .into_iter()
        .collect();
    let mut earlier: HashMap<String, u32> = HashMap::new();
    for other in uploads::list_of_wave(conn, upload.wave, UPLOADS).await? {
        if matches!(other.state, UploadState::Approved | UploadState::Gated) && other.id != upload.id {
            for totals in other.summary.families {
                *earlier.entry(totals.family).or_default() += totals.largest_private_domain;
            }
        }
    }
    let name = |id: &str| {
        let families = definitions.crime().families();
        families
            .iter()
            .find(|family| family.id.as_str() == id)
            .map_or(id, |family| &family.name)
            .to_owned()
    };
    let size = |totals: &crate::survey::sample::FamilyTotals| CohortSize {
        family: name(&totals.family),
        uploaded: totals.invited,
        already: invited
            .get(&totals.family)
            .and_then(|count| u32::try_from(*count).ok())
            .unwrap_or(0),
        private_domain: totals.largest_private_domain + earlier.get(&totals.family).copied().unwrap_or(0),
    };
    let cohorts: Vec<_> = upload.summary.families.iter().map(size).collect();
    Ok(crowd_test(
        &cohorts,
        definitions.sample().settings(today).small_upload,
    ))
}

/// Approves a pending upload: its contacts enter the wave in an order that says nothing, its counts enter the frame.
/// Returns how many contacts there are.
///
/// # Errors
/// [`DecideUploadError`]; then nothing was changed.
pub async fn approve_upload(
    conn: &mut AsyncPgConnection,
    definitions: &Definitions,
    upload: Uuid,
    deciding: Deciding<'_>,
) -> Result<usize, DecideUploadError> {
    conn.transaction(async |conn| {
        conn.batch_execute(PATIENCE).await?;
        // First the mark: of two approvals at once the second waits here, and finds nothing pending.
        decide(conn, upload, UploadState::Approved, deciding).await?;
        let upload = uploads::find_upload(conn, upload)
            .await?
            .ok_or(DecideUploadError::NoUpload)?;
        if upload.uploaded_by == deciding.actor {
            return Err(DecideUploadError::OwnUpload(upload.uploaded_by));
        }
        let wave = waves::find_wave(conn, upload.wave)
            .await?
            .ok_or(DecideUploadError::NoUpload)?;
        if wave.state != WaveState::Open || wave.fieldwork_to < deciding.today {
            return Err(DecideUploadError::Over);
        }
        if upload.summary.invited == 0 {
            return Err(DecideUploadError::Nobody);
        }
        let faults = crowd_faults(conn, &upload, definitions, deciding.today).await?;
        if !faults.is_empty() {
            return Err(DecideUploadError::Crowd(faults));
        }
        recent::keep_tags(conn, upload.id).await?;
        let moved = staged_contacts::copy_to_contacts(conn, upload.id, upload.wave).await?;
        if moved != staged_contacts::delete_of_upload(conn, upload.id).await? {
            return Err(DecideUploadError::NoCohort);
        }
        frame_counts::add_counts(conn, upload.wave, &upload.summary.frame_counts).await?;
        audit::insert_act(
            conn,
            deciding.at,
            deciding.actor,
            "approved the upload",
            &upload.id.to_string(),
        )
        .await?;
        Ok(moved)
    })
    .await
}

/// Refuses a pending upload: its contacts are deleted and the key of their addresses is forgotten; totals stay.
///
/// # Errors
/// [`DecideUploadError`]; then nothing was changed.
pub async fn refuse_upload(
    conn: &mut AsyncPgConnection,
    upload: Uuid,
    deciding: Deciding<'_>,
) -> Result<(), DecideUploadError> {
    conn.transaction(async |conn| {
        decide(conn, upload, UploadState::Refused, deciding).await?;
        staged_contacts::delete_of_upload(conn, upload).await?;
        uploads::forget_data_key(conn, upload).await?;
        audit::insert_act(
            conn,
            deciding.at,
            deciding.actor,
            "refused the upload",
            &upload.to_string(),
        )
        .await?;
        Ok(())
    })
    .await
}

async fn decide(
    conn: &mut AsyncPgConnection,
    upload: Uuid,
    to: UploadState,
    deciding: Deciding<'_>,
) -> Result<(), DecideUploadError> {
    match uploads::mark_decided(conn, upload, to, deciding.actor).await? {
        1 => Ok(()),
        _ => match uploads::find_upload(conn, upload).await? {
            Some(_) => Err(DecideUploadError::Decided),
            None => Err(DecideUploadError::NoUpload),
        },
    }
}
