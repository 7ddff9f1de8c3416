//! The command line: parses, builds the configuration, hands over.

use clap::{Parser, Subcommand};

/// Heard: an independent victim satisfaction survey service.
#[derive(Parser)]
#[command(version, about)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let cli = Cli::parse();
    match cli.command {}
}
