//! `heard backup`: the barrier between a mix and the end of its keys. Run as the user of `heard mix`.

use std::process::ExitCode;

use heard::config::{self, Environment, MixConfig};
use heard::operations::confirm_backup::{Confirmed, confirm_backup, waiting_keys};
use heard::operations::mixing_room::MixingRoom;
use heard::store;

use crate::count;
use crate::office::tell;

/// For whoever makes the backups, where HEARD_DESTROY_KEYS is after-backup
#[derive(clap::Subcommand)]
pub enum BackupCommand {
    /// Compare a restored backup, or a standby, with the running database, and destroy the keys that it needs no more
    Confirm,
    /// Say how many keys wait for a backup
    Status,
}

pub async fn run(command: BackupCommand, environment: &Environment) -> anyhow::Result<ExitCode> {
    match command {
        BackupCommand::Confirm => confirm(environment).await,
        BackupCommand::Status => status(environment).await,
    }
}

async fn confirm(environment: &Environment) -> anyhow::Result<ExitCode> {
    let config = config::confirm_backup(environment)?;
    let room = room(&config.mix)?;
    let mut conn = store::get(&store::pool(&config.mix.store)?).await?;
    let mut copy = store::get(&store::pool(&config.restored)?).await?;
    let Confirmed { destroyed, waiting } = confirm_backup(&mut conn, &mut copy, &room.keys).await?;
    let said = match (destroyed, waiting) {
        (0, 0) => "No key waits for a backup.".to_owned(),
        (_, 0) => format!(
            "The copy holds every release: {} destroyed. Older backups open nothing any more.",
            count(destroyed, "key")
        ),
        _ => format!(
            "{} destroyed. {} on waiting: the copy was made before their mix. Confirm a later one.",
            count(destroyed, "key"),
            match waiting {
                1 => "1 key goes".to_owned(),
                _ => format!("{waiting} keys go"),
            }
        ),
    };
    tell(&said)
}

fn room(config: &MixConfig) -> anyhow::Result<MixingRoom> {
    let jobs = &config.jobs;
    let room = MixingRoom::open(&config.keys, jobs.k, jobs.m)?;
    Ok(room.keeping(jobs.destruction, jobs.keys_copy.as_deref())?)
}

async fn status(environment: &Environment) -> anyhow::Result<ExitCode> {
    let config = config::mix(environment)?;
    let room = room(&config)?;
    let mut conn = store::get(&store::pool(&config.store)?).await?;
    let waiting = waiting_keys(&mut conn, &room.keys).await?.len();
    tell(&format!(
        "{} released, and kept until a backup is confirmed.",
        match waiting {
            1 => "1 key is".to_owned(),
            _ => format!("{waiting} keys are"),
        }
    ))
}
