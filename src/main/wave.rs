//! `heard wave`: opening rounds of fieldwork and looking at them.

use std::fmt::Write;
use std::process::ExitCode;

use chrono::NaiveDate;
use heard::config::Environment;
use heard::operations::chance::system_rng;
use heard::operations::{LineChecks, NewWave, Opening, open_wave};
use heard::store::waves::{WaveState, list_of_quarter, list_waves};
use heard::survey::sample::Quarter;

use crate::office::{COMMAND_LINE, Office, WAVES, tell};

/// Rounds of fieldwork, each about the crimes recorded in one quarter
#[derive(clap::Subcommand)]
pub enum WaveCommand {
    /// Open a wave: then load a contact file into it
    Open(OpenArgs),
    /// List all waves with their state
    List,
}

#[derive(clap::Args)]
pub struct OpenArgs {
    /// A name for staff, such as "Summer 2026"
    name: String,
    /// The quarter in which the crimes were recorded: 2026Q3 is July to September 2026
    #[arg(long)]
    quarter: Quarter,
    /// First day of fieldwork, as 2026-10-12: invitations leave from then on
    #[arg(long)]
    from: NaiveDate,
    /// Last day of fieldwork, as 2026-11-08: links work until its end
    #[arg(long)]
    to: NaiveDate,
}

pub async fn run(command: WaveCommand, environment: &Environment) -> anyhow::Result<ExitCode> {
    let mut office = Office::open(environment).await?;
    match command {
        WaveCommand::Open(args) => open(&mut office, args).await,
        WaveCommand::List => list(&mut office).await,
    }
}

async fn open(office: &mut Office, args: OpenArgs) -> anyhow::Result<ExitCode> {
    let definitions = office.definitions().await?;
    let new = NewWave {
        name: args.name,
        quarter: args.quarter.to_string(),
        fieldwork_from: args.from,
        fieldwork_to: args.to,
    };
    let opening = Opening {
        actor: COMMAND_LINE,
        today: office.today(),
        at: office.machine_now(),
        lines: match office.config.clock_file {
            Some(_) => LineChecks::Waived,
            None => LineChecks::Required,
        },
    };
    let quarter = args.quarter.to_string();
    let others: Vec<String> = list_of_quarter(&mut office.conn, &quarter)
        .await?
        .into_iter()
        .map(|wave| format!("\"{}\"", wave.name))
        .collect();
    open_wave(&mut office.conn, &new, &definitions, opening, &mut system_rng()).await?;
    let name = new.name.trim();
    let warning = match others.is_empty() {
        true => String::new(),
        false => format!(
            "\nMind: {quarter} has a wave already, {}. Whoever was invited in it is not invited again.",
            others.join(", ")
        ),
    };
    tell(&format!(
        "Opened the wave \"{name}\" about crimes recorded from {} to {}.\n\
         Its keys are made by `heard work`. Then load a contact file: heard sample load FILE --wave \"{name}\"{warning}",
        args.quarter.first_day(),
        args.quarter.last_day(),
    ))
}

async fn list(office: &mut Office) -> anyhow::Result<ExitCode> {
    let waves = list_waves(&mut office.conn, WAVES).await?;
    let mut lines = String::new();
    for wave in &waves {
        let state = match wave.state {
            WaveState::Preparing => "keys are being made",
            WaveState::Open => "open",
            WaveState::Closed => "closed, waiting for the mix",
            WaveState::Mixed => "mixed, waiting for the deletion of contacts",
            WaveState::Purged => "done, contacts deleted",
        };
        let (from, to) = (wave.fieldwork_from, wave.fieldwork_to);
        writeln!(
            lines,
            "{}: crimes of {}, fieldwork {from} to {to}, {state}",
            wave.name, wave.quarter
        )?;
    }
    tell(if waves.is_empty() {
        "There is no wave yet."
    } else {
        lines.trim_end()
    })
}
