//! `heard card`: neutral cards for advisers, printed as text.

use std::fmt::Write;
use std::process::ExitCode;

use anyhow::Context;
use heard::config::{self, Environment};
use heard::operations::chance::system_rng;
use heard::operations::prepare_keys::load_web_keys;
use heard::operations::{WantedCards, make_cards};
use secrecy::ExposeSecret;

use crate::office::{COMMAND_LINE, Office, tell};

/// Cards that an adviser hands out to people who cannot or should not be written to
#[derive(clap::Subcommand)]
pub enum CardCommand {
    /// Make cards and print them: the codes are shown once and kept nowhere
    Make(MakeArgs),
}

#[derive(clap::Args)]
pub struct MakeArgs {
    /// The name of the wave
    #[arg(long)]
    wave: String,
    /// The family, such as domestic-abuse: the crowd with which these answers are counted
    #[arg(long)]
    family: String,
    /// How many
    #[arg(long)]
    count: usize,
}

pub async fn run(command: CardCommand, environment: &Environment) -> anyhow::Result<ExitCode> {
    let CardCommand::Make(args) = command;
    let address = config::survey_address(environment)?;
    let mut office = Office::open(environment).await?;
    let keys = load_web_keys(&office.config.keys)?;
    let definitions = office.definitions().await?;
    let wave = office.wave(&args.wave).await?;
    let wanted = WantedCards {
        wave: wave.id,
        family: &args.family,
        count: args.count,
        actor: COMMAND_LINE,
        today: office.today(),
        at: office.machine_now(),
    };
    let codes = make_cards(
        &mut office.conn,
        &keys.card,
        wanted,
        &definitions,
        &mut system_rng(),
    )
    .await?;
    let page = address.join("/card").context("the address of the cards' page")?;
    let until = wave.fieldwork_to.format("%-d %B %Y");
    let mut cards = String::new();
    for code in &codes {
        write!(
            cards,
            "How were you treated?\n\n\
             Answer a few questions about how a public service treated you.\n\
             You choose what to say.\n\n    {page}\n\n    {}\n\n\
             Open it when you are alone, on a device nobody else checks.\n\
             Works once, until {until}.\n\
             -----------------------------------------------------------------\n",
            code.to_letters().expose_secret()
        )?;
    }
    tell(cards.trim_end())
}
