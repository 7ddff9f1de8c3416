//! `heard support`: reading the requests of people who ask to be contacted, on the support team's own machine.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context;
use heard::operations::open_request_in;

use crate::office::tell;

/// For the team that contacts people who asked for it
#[derive(clap::Subcommand)]
pub enum SupportCommand {
    /// Read a request from a saved letter
    Open(OpenArgs),
}

#[derive(clap::Args)]
pub struct OpenArgs {
    /// The letter as the mail program saved it; - reads standard input
    file: PathBuf,
    /// The team's folder with support-team.key, as `heard keys` made it
    #[arg(long, default_value = "support")]
    keys: PathBuf,
}

pub fn run(command: SupportCommand) -> anyhow::Result<ExitCode> {
    let SupportCommand::Open(args) = command;
    let letter = letter(&args.file).with_context(|| format!("cannot read {}", args.file.display()))?;
    let request = open_request_in(&letter, &args.keys)?;
    tell(request.trim_end())
}

/// A saved letter may hold letters of any encoding around the request.
fn letter(file: &Path) -> std::io::Result<String> {
    let mut bytes = Vec::new();
    match file == Path::new("-") {
        true => std::io::stdin().read_to_end(&mut bytes)?,
        false => std::fs::File::open(file)?.read_to_end(&mut bytes)?,
    };
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
