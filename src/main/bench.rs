//! `heard bench`: what an answer costs, from the command line.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use heard::demo::bench::{Wish, run as bench, table};

/// What can be asked for.
#[derive(clap::Args)]
pub struct BenchArgs {
    /// Folder for the time of the run; what an earlier run left in it is thrown away
    #[arg(long, default_value = ".bench")]
    dir: PathBuf,
    /// Address and port of the office; the survey takes the next port
    #[arg(long, default_value = "127.0.0.1:8092")]
    listen: SocketAddr,
}

/// Runs it; the exit status is 1 where a limit is missed.
pub async fn run(args: BenchArgs) -> anyhow::Result<ExitCode> {
    let wish = Wish {
        dir: args.dir,
        listen: args.listen,
        program: std::env::current_exe()?,
    };
    let measured = bench(&wish, |sentence| println!("{sentence} …"))
        .await
        .map_err(super::told)?;
    print!("{}", table(&measured));
    Ok(match measured.holds() {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    })
}
