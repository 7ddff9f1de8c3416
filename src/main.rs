//! The command line: parses, builds the configuration, hands over.

use std::io::IsTerminal;
use std::process::ExitCode;

use anyhow::Context;
use clap::{Parser, Subcommand};
use heard::config::{self, Environment};
use heard::store;
use secrecy::ExposeSecret;

/// Heard: an independent victim satisfaction survey service.
///
/// Production runs three processes, each under a system user and a database role of its own: `heard serve`,
/// `heard work` and `heard mix`.
#[derive(Parser)]
#[command(version, after_long_help = config::help())]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Bring the database's tables up to this version, under the role that owns them
    Migrate,
    /// Check the settings in force and print them, secrets left out
    Check(CheckArgs),
}

#[derive(clap::Args)]
struct CheckArgs {
    /// Report every setting in force and every fault of the environment
    #[arg(long, required = true)]
    config: bool,
}

#[tokio::main]
async fn main() -> ExitCode {
    let cli = Cli::parse();
    let environment = config::environment();
    let outcome = match begin_log(&environment) {
        Ok(()) => run(cli.command, &environment).await,
        Err(error) => Err(error),
    };
    match outcome {
        Ok(code) => code,
        Err(error) => {
            eprintln!("heard: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run(command: Command, environment: &Environment) -> anyhow::Result<ExitCode> {
    match command {
        Command::Migrate => migrate(environment).await,
        Command::Check(args) => check(&args, environment),
    }
}

async fn migrate(environment: &Environment) -> anyhow::Result<ExitCode> {
    let settings = config::migrate(environment)?;
    let applied = store::migrate(settings.url.expose_secret()).await?;
    for name in &applied {
        println!("Applied {name}");
    }
    println!("The database is up to date.");
    Ok(ExitCode::SUCCESS)
}

fn check(args: &CheckArgs, environment: &Environment) -> anyhow::Result<ExitCode> {
    if args.config {
        print!("{}", config::in_force(environment));
        config::check(environment)?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Lines for a person at a terminal, JSON for a machine. The level is a setting; what is logged never tells who.
fn begin_log(environment: &Environment) -> anyhow::Result<()> {
    let filter =
        tracing_subscriber::EnvFilter::try_new(config::log_filter(environment)?).context("HEARD_LOG")?;
    let lines = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    if std::io::stderr().is_terminal() {
        lines.with_target(false).init();
    } else {
        lines.json().init();
    }
    Ok(())
}
