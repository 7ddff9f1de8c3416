//! The command line: parses, builds the configuration, hands over.

#[path = "main/backup.rs"]
mod backup;
#[cfg(feature = "demo")]
#[path = "main/bench.rs"]
mod bench;
#[path = "main/card.rs"]
mod card;
#[path = "main/certificate.rs"]
mod certificate;
#[path = "main/keys.rs"]
mod keys;
#[path = "main/office.rs"]
mod office;
#[path = "main/processes.rs"]
mod processes;
#[path = "main/questionnaires.rs"]
mod questionnaires;
#[cfg(feature = "demo")]
#[path = "main/relink.rs"]
mod relink;
#[path = "main/sample.rs"]
mod sample;
#[path = "main/staff.rs"]
mod staff;
#[path = "main/support.rs"]
mod support;
#[path = "main/wave.rs"]
mod wave;

use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context;
use clap::{Parser, Subcommand};
use heard::config::{self, Environment};
use heard::operations::definition_files::definitions_in;
use heard::store;
use heard::survey::questionnaire::{self, Definitions};

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
    /// Serve the survey and the office
    Serve,
    /// Make epochs and mix what is sealed into responses that are nobody's
    Mix,
    /// Deliver letters and do what waves and editions are waiting for
    Work,
    /// Put definitions of questionnaires into use
    #[command(subcommand)]
    Questionnaires(questionnaires::QuestionnairesCommand),
    /// Open rounds of fieldwork and list them
    #[command(subcommand)]
    Wave(wave::WaveCommand),
    /// Load contact files and decide about them
    #[command(subcommand)]
    Sample(sample::SampleCommand),
    /// Add accounts of staff and list them
    #[command(subcommand)]
    Staff(staff::StaffCommand),
    /// Make neutral cards that an adviser hands out
    #[command(subcommand)]
    Card(card::CardCommand),
    /// Read the requests of people who ask to be contacted
    #[command(subcommand)]
    Support(support::SupportCommand),
    /// Let the keys of what is mixed go once a backup holds it
    #[command(subcommand)]
    Backup(backup::BackupCommand),
    /// Check the signed account of the ballots
    #[command(subcommand)]
    Certificate(certificate::CertificateCommand),
    /// Make the key folders and lasting keys that are missing below HEARD_KEYS, or lock them
    Keys(keys::KeysArgs),
    /// Bring the database's tables up to this version, under the role that owns them
    Migrate,
    /// Check definitions before they are loaded, or the settings in force
    Check(CheckArgs),
    /// Run the living demonstration: private database, simulated victims, a clock that can be moved
    #[cfg(feature = "demo")]
    Demo(DemoArgs),
    /// Attack the ballot box with everything an insider could hold, and print what was found
    #[cfg(feature = "demo")]
    Relink(relink::RelinkArgs),
    /// Measure what an answer costs against what the database alone could do, and print the ratios
    #[cfg(feature = "demo")]
    Bench(bench::BenchArgs),
}

#[derive(clap::Args)]
#[group(required = true, multiple = true)]
struct CheckArgs {
    /// A folder of definitions, such as survey-defs/: every fault with its file, line and column
    folder: Option<PathBuf>,
    /// The format of the definition files as JSON Schema, for editors
    #[arg(long)]
    schema: bool,
    /// Report every setting in force and every fault of the environment
    #[arg(long)]
    config: bool,
}

#[cfg(feature = "demo")]
#[derive(clap::Args)]
struct DemoArgs {
    /// Address and port of the office; the survey takes the next port
    #[arg(long, env = "HEARD_LISTEN", default_value = "127.0.0.1:8080")]
    listen: std::net::SocketAddr,
    /// Folder of the private database, the letters and the keys
    #[arg(long, env = "HEARD_DIR", default_value = ".demo")]
    dir: PathBuf,
    /// Throw away what is there and start over
    #[arg(long)]
    fresh: bool,
    /// How many invented people there are
    #[arg(long, value_enum, default_value = "full")]
    size: heard::demo::calendar::Size,
    /// Move the clock of the demonstration that runs at --listen: days as 7d, or close
    #[arg(long, value_name = "7d|close", allow_hyphen_values = true)]
    advance: Option<String>,
}

#[tokio::main]
async fn main() -> ExitCode {
    let cli = Cli::parse();
    let environment = environment_for(&cli.command);
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

/// The environment; a demonstration's terminal is for the visitor, the workers' lines for whoever asks for them.
#[cfg(feature = "demo")]
fn environment_for(command: &Command) -> Environment {
    let mut environment = config::environment();
    if matches!(command, Command::Demo(_)) {
        environment
            .entry(LOG.to_owned())
            .or_insert_with(|| "warn".to_owned());
    }
    environment
}

#[cfg(not(feature = "demo"))]
fn environment_for(_: &Command) -> Environment {
    config::environment()
}

async fn run(command: Command, environment: &Environment) -> anyhow::Result<ExitCode> {
    match command {
        Command::Serve => processes::serve(environment).await,
        Command::Mix => processes::mix(environment).await,
        Command::Work => processes::work(environment).await,
        Command::Questionnaires(command) => questionnaires::run(command, environment).await,
        Command::Wave(command) => wave::run(command, environment).await,
        Command::Sample(command) => sample::run(command, environment).await,
        Command::Staff(command) => staff::run(command, environment).await,
        Command::Card(command) => card::run(command, environment).await,
        Command::Support(command) => support::run(command),
        Command::Backup(command) => backup::run(command, environment).await,
        Command::Certificate(command) => certificate::run(command),
        Command::Keys(args) => keys::run(args, environment),
        Command::Migrate => migrate(environment).await,
        Command::Check(args) => check(&args, environment),
        #[cfg(feature = "demo")]
        Command::Demo(args) => demonstrate(args, environment).await,
        #[cfg(feature = "demo")]
        Command::Relink(args) => relink::run(args).await,
        #[cfg(feature = "demo")]
        Command::Bench(args) => bench::run(args).await,
    }
}

/// The setting that says how much is logged.
#[cfg(feature = "demo")]
const LOG: &str = "HEARD_LOG";

#[cfg(feature = "demo")]
fn told(error: heard::demo::error::DemoError) -> anyhow::Error {
    anyhow::Error::msg(error.to_string())
}

#[cfg(feature = "demo")]
async fn demonstrate(args: DemoArgs, environment: &Environment) -> anyhow::Result<ExitCode> {
    if let Some(by) = args.advance {
        for moved in heard::demo::remote::ask_to_advance(args.listen, &by)
            .await
            .map_err(told)?
        {
            println!("{moved}");
        }
        return Ok(ExitCode::SUCCESS);
    }
    let wish = heard::demo::run::Wish {
        dir: args.dir,
        listen: args.listen,
        fresh: args.fresh,
        size: args.size,
        log: config::log_filter(environment)?,
    };
    heard::demo::run::run(wish, processes::asked_to_end())
        .await
        .map_err(told)?;
    Ok(ExitCode::SUCCESS)
}

async fn migrate(environment: &Environment) -> anyhow::Result<ExitCode> {
    let settings = config::migrate(environment)?;
    let applied = store::migrate_as(&settings).await?;
    for name in &applied {
        println!("Applied {name}");
    }
    println!("The database is up to date.");
    Ok(ExitCode::SUCCESS)
}

fn check(args: &CheckArgs, environment: &Environment) -> anyhow::Result<ExitCode> {
    if args.config {
        office::tell(config::in_force(environment).trim_end())?;
        config::check(environment)?;
    }
    if args.schema {
        office::tell(&questionnaire::schema())?;
    }
    args.folder
        .as_deref()
        .map_or(Ok(ExitCode::SUCCESS), check_definitions)
}

fn check_definitions(folder: &Path) -> anyhow::Result<ExitCode> {
    match Definitions::parse(&definitions_in(folder)?) {
        Ok(definitions) => office::tell(&format!("{}: {definitions}", folder.display())),
        Err(faults) => {
            let mut lines: Vec<String> = faults
                .iter()
                .map(|fault| folder.join(fault.to_string()).display().to_string())
                .collect();
            lines.push(format!(
                "{} to mend. Nothing was loaded.",
                count(faults.len(), "fault")
            ));
            office::tell(&lines.join("\n"))?;
            Ok(ExitCode::FAILURE)
        }
    }
}

fn count(number: usize, thing: &str) -> String {
    format!("{number} {thing}{}", if number == 1 { "" } else { "s" })
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
