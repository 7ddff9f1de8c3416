//! `heard sample`: loading contact files and deciding about them. What is printed are totals.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context;
use futures_util::{Stream, stream};
use heard::config::Environment;
use heard::operations::chance::system_rng;
use heard::operations::prepare_keys::load_web_keys;
use heard::operations::{Deciding, Known, Loaded, Loading, approve_upload, load_sample, refuse_upload};
use heard::store::uploads::list_pending;
use heard::survey::questionnaire::Definitions;
use heard::survey::sample::Summary;
use tokio::io::AsyncReadExt;
use uuid::Uuid;

use crate::office::{COMMAND_LINE, Office, password, tell};

/// Faults shown on a terminal; all of them stand on the upload's page.
const FAULTS_SHOWN: usize = 50;
/// Uploads shown.
const UPLOADS: i64 = 200;
/// Bytes read from the file at once.
const PIECE: usize = 64 * 1024;

/// Contact files: who may be invited
#[derive(clap::Subcommand)]
pub enum SampleCommand {
    /// Load a contact file (CSV in UTF-8) into a wave; it then waits for a commissioner
    Load {
        /// The file
        file: PathBuf,
        /// The name of the wave
        #[arg(long)]
        wave: String,
    },
    /// List the uploads that wait for a commissioner
    List,
    /// Approve an upload: its people will be invited
    Approve(DecideArgs),
    /// Refuse an upload: its contacts are deleted
    Refuse(DecideArgs),
}

#[derive(clap::Args)]
pub struct DecideArgs {
    /// The upload's id, as `heard sample load` printed it
    id: Uuid,
    /// The commissioner's account; its password is read from HEARD_PASSWORD or standard input
    #[arg(long = "as", value_name = "USERNAME")]
    username: String,
    /// The code of the account's second factor, where it has one
    #[arg(long)]
    code: Option<String>,
}

pub async fn run(command: SampleCommand, environment: &Environment) -> anyhow::Result<ExitCode> {
    let mut office = Office::open(environment).await?;
    match command {
        SampleCommand::Load { file, wave } => load(&mut office, &file, &wave).await,
        SampleCommand::List => list(&mut office).await,
        SampleCommand::Approve(args) => approve(&mut office, environment, args).await,
        SampleCommand::Refuse(args) => refuse(&mut office, environment, args).await,
    }
}

async fn load(office: &mut Office, file: &Path, wave: &str) -> anyhow::Result<ExitCode> {
    let bytes = read(file).await?;
    let definitions = office.definitions().await?;
    let wave = office.wave(wave).await?;
    let keys = load_web_keys(&office.config.keys)?;
    let loading = Loading {
        actor: COMMAND_LINE,
        today: office.today(),
        at: office.machine_now(),
    };
    let rng = &mut system_rng();
    let Loaded { upload, summary } = load_sample(
        &mut office.conn,
        &definitions,
        wave.id,
        bytes,
        Known {
            opt_out: &keys.opt_out,
            recent: &keys.recent,
        },
        loading,
        rng,
    )
    .await?;
    tell(&format!(
        "{}\n\nThe upload {upload} waits for a commissioner. To approve it:\n  heard sample approve {upload} --as USERNAME",
        told(&summary, &definitions)?
    ))
}

/// The pieces of a file, one at a time.
async fn read(
    file: &Path,
) -> anyhow::Result<impl Stream<Item = std::io::Result<Vec<u8>>> + Unpin + Send + use<>> {
    let opened = tokio::fs::File::open(file)
        .await
        .with_context(|| format!("cannot open {}", file.display()))?;
    Ok(Box::pin(stream::try_unfold(opened, async |mut file| {
        let mut piece = vec![0; PIECE];
        let read = file.read(&mut piece).await?;
        piece.truncate(read);
        Ok((read > 0).then_some((piece, file)))
    })))
}

async fn list(office: &mut Office) -> anyhow::Result<ExitCode> {
    let pending = list_pending(&mut office.conn, UPLOADS).await?;
    let mut lines = String::new();
    for upload in &pending {
        let (rows, invited) = (upload.summary.rows, upload.summary.invited);
        let (day, by) = (upload.uploaded_on, &upload.uploaded_by);
        writeln!(
            lines,
            "{}: {rows} rows, {invited} to be invited, loaded on {day} by {by}",
            upload.id
        )?;
    }
    tell(if pending.is_empty() {
        "No upload waits for a commissioner."
    } else {
        lines.trim_end()
    })
}

async fn approve(
    office: &mut Office,
    environment: &Environment,
    args: DecideArgs,
) -> anyhow::Result<ExitCode> {
    let actor = signed_in(office, environment, &args).await?;
    let definitions = office.definitions().await?;
    let deciding = Deciding {
        actor: &actor,
        today: office.today(),
        at: office.machine_now(),
    };
    let people = approve_upload(&mut office.conn, &definitions, args.id, deciding).await?;
    tell(&format!(
        "Approved. {people} people will be invited from the first day of fieldwork on."
    ))
}

async fn refuse(
    office: &mut Office,
    environment: &Environment,
    args: DecideArgs,
) -> anyhow::Result<ExitCode> {
    let actor = signed_in(office, environment, &args).await?;
    let deciding = Deciding {
        actor: &actor,
        today: office.today(),
        at: office.machine_now(),
    };
    refuse_upload(&mut office.conn, args.id, deciding).await?;
    tell("Refused. The upload's contacts are deleted; its totals stay.")
}

async fn signed_in(
    office: &mut Office,
    environment: &Environment,
    args: &DecideArgs,
) -> anyhow::Result<String> {
    let password = password(environment, &args.username)?;
    office
        .commissioner(&args.username, password, args.code.as_deref())
        .await
}

/// The totals of an upload as lines for a person.
fn told(summary: &Summary, definitions: &Definitions) -> anyhow::Result<String> {
    let mut out = String::new();
    writeln!(
        out,
        "{} rows: {} to be invited, {} left out, {} with faults.",
        summary.rows,
        summary.invited,
        summary.frame - summary.invited,
        summary.faulty
    )?;
    if !summary.excluded.is_empty() {
        writeln!(out, "\nLeft out:")?;
        for (word, count) in &summary.excluded {
            writeln!(out, "  {count:>8}  {}", definitions.sample().label_of(word))?;
        }
    }
    for (count, what) in [
        (
            summary.sex_by_letter,
            "sex written as one letter, read as female or male",
        ),
        (summary.sex_not_known, "sex not stated, or described another way"),
        (
            summary.language_not_spoken,
            "a language the survey does not speak: asked in English",
        ),
    ] {
        if count > 0 {
            writeln!(out, "{count} rows: {what}.")?;
        }
    }
    writeln!(out, "\nTo be invited, of those in the file:")?;
    for totals in &summary.families {
        let family = definitions
            .crime()
            .families()
            .iter()
            .find(|family| family.id.as_str() == totals.family);
        let name = family.map_or("Nobody to ask", |family| &family.name);
        writeln!(out, "  {:>8} of {:>8}  {name}", totals.invited, totals.frame)?;
    }
    if summary.faulty > 0 {
        writeln!(
            out,
            "\nRows with faults are not loaded. Mend them and load the file again, or go on without them:"
        )?;
        for fault in summary.faults.iter().take(FAULTS_SHOWN) {
            writeln!(out, "  line {}: {}", fault.line, fault.reason)?;
        }
        if summary.faults.len() > FAULTS_SHOWN {
            writeln!(out, "  and more: {} rows with faults in all", summary.faulty)?;
        }
        for (code, rows) in &summary.unknown_codes {
            writeln!(out, "  unknown offence code {code}: {rows} rows")?;
        }
    }
    Ok(out.trim_end().to_owned())
}
