//! `heard relink`: the attack on the ballot box, from the command line.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use heard::demo::attack::Strictness;
use heard::demo::relink::{Wish, run as relink, table};

/// What can be asked for.
#[derive(clap::Args)]
pub struct RelinkArgs {
    /// Folder for the time of the run; what an earlier run left in it is thrown away
    #[arg(long, default_value = ".relink")]
    dir: PathBuf,
    /// Address and port of the office; the survey takes the next port
    #[arg(long, default_value = "127.0.0.1:8090")]
    listen: SocketAddr,
    /// Waves, one after the other
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..=12))]
    waves: u64,
    /// Respondents in each, in five kinds of crime
    #[arg(long, default_value_t = 200, value_parser = clap::value_parser!(u64).range(100..=200))]
    people: u64,
    /// Smallest number of ballots mixed together
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u64).range(10..=40))]
    k: u64,
}

/// Runs it; the exit status is 1 where somebody was found, or where the run proves nothing.
pub async fn run(args: RelinkArgs) -> anyhow::Result<ExitCode> {
    let count = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
    let (waves, people) = (count(args.waves), count(args.people));
    let wish = Wish {
        dir: args.dir,
        listen: args.listen,
        waves,
        people,
        k: count(args.k),
        program: std::env::current_exe()?,
        strictness: if waves * people < 1_000 {
            Strictness::Few
        } else {
            Strictness::Full
        },
    };
    let relinked = relink(&wish, |sentence| println!("{sentence} …"))
        .await
        .map_err(super::told)?;
    print!("{}", table(&relinked));
    Ok(match relinked.holds() {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    })
}
