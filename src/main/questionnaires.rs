//! `heard questionnaires`: putting definitions into use.

use std::path::PathBuf;
use std::process::ExitCode;

use heard::config::Environment;
use heard::operations::definition_files::{definitions_in, shipped_definitions};
use heard::operations::load_questionnaires::load_questionnaires;
use heard::store::questionnaires::Inserted;

use crate::office::{COMMAND_LINE, Office, tell};

/// The definitions that questionnaires are made of
#[derive(clap::Subcommand)]
pub enum QuestionnairesCommand {
    /// Check definitions and put them into use: from then on new answers are given to them
    Load(LoadArgs),
}

#[derive(clap::Args)]
pub struct LoadArgs {
    /// A folder of definitions; without it, those that this program came with
    folder: Option<PathBuf>,
}

pub async fn run(command: QuestionnairesCommand, environment: &Environment) -> anyhow::Result<ExitCode> {
    let QuestionnairesCommand::Load(args) = command;
    let files = match &args.folder {
        Some(folder) if crate::check_definitions(folder)? != ExitCode::SUCCESS => {
            return Ok(ExitCode::FAILURE);
        }
        Some(folder) => definitions_in(folder)?,
        None => shipped_definitions(),
    };
    let mut office = Office::open(environment).await?;
    let (today, now) = (office.today(), office.machine_now());
    let (definitions, inserted) =
        load_questionnaires(&mut office.conn, &files, today, COMMAND_LINE, now).await?;
    let what = match inserted {
        Inserted::New => "is loaded and in use",
        Inserted::AlreadyThere => "was loaded before and is in use",
    };
    tell(&format!(
        "Version {} of the questionnaires {what}.",
        definitions.hash()
    ))
}
