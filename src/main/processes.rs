//! The three processes of the service, each with its own settings, role and keys.

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context, bail};
use heard::config::{self, Environment};
use heard::jobs::{MixShop, WorkShop, run_mix_forever, run_work_forever};
use heard::operations::SupportDesk;
use heard::operations::chance::system_rng;
use heard::operations::clock::Clock;
use heard::operations::deliver_letters::PostRoom;
use heard::operations::inspect_database::inspect_database;
use heard::operations::passwords::{Cost, Passwords};
use heard::operations::prepare_keys::load_web_keys;
use heard::operations::recent_invitations::{RecentKeys, forget_recent_keys};
use heard::operations::tell_mixing_place::Machine;
use heard::store;
use heard::web::server;
use heard::web::shop::{Keys, Shop};
use tokio::signal::unix::{Signal, SignalKind, signal};

/// Between two looks for keys that are too old.
const LOOK_AGAIN: Duration = Duration::from_secs(3_600);
/// Between two tries to reach a database that is away.
const TRY_AGAIN: Duration = Duration::from_secs(5);

/// Serves both hosts.
pub async fn serve(environment: &Environment) -> anyhow::Result<ExitCode> {
    let config = config::serve(environment)?;
    refuse_unsafe_database(&config.store).await?;
    let pool = store::pool(&config.store)?;
    let held = load_web_keys(&config.keys)?;
    let keys = Keys {
        cookie: held.cookie,
        pepper: held.pepper,
        opt_out: held.opt_out,
        staff: held.staff,
        recent: held.recent.clone(),
        card: held.card,
        certificates: held.certificates,
    };
    let passwords = Passwords::new(Cost::FULL, &mut system_rng())?;
    let forgetting_clock = clock(config.clock_file.clone());
    let mut shop = Shop::new(
        pool,
        keys,
        clock(config.clock_file),
        config.web,
        config.jobs.k,
        passwords,
    );
    shop.smallest_class = config.jobs.m;
    if let Some(support) = config.support {
        let desk = SupportDesk::open(support.mail, support.to, held.support);
        shop.support = Some(desk.context("the way to the support team")?);
    }
    let servers = server::open(shop, server::no_extra).context("cannot listen")?;
    tracing::info!(office = %servers.office_listens, survey = %servers.survey_listens, "Heard serves.");
    tokio::select! {
        ended = servers.run_until(asked_to_end()) => ended?,
        () = forget_old_keys(&held.recent, &forgetting_clock) => {}
    }
    tracing::info!("Heard has ended.");
    Ok(ExitCode::SUCCESS)
}

/// Destroys, for as long as the service runs, the keys of months that are a year old: no other process may read them.
async fn forget_old_keys(keys: &RecentKeys, clock: &Clock) {
    loop {
        if let Err(error) = forget_recent_keys(keys, clock.today()) {
            tracing::error!("{error}");
        }
        tokio::time::sleep(LOOK_AGAIN).await;
    }
}

/// Makes epochs and mixes.
pub async fn mix(environment: &Environment) -> anyhow::Result<ExitCode> {
    let config = config::mix(environment)?;
    refuse_unsafe_database(&config.store).await?;
    // On a network of containers nobody can tell whose machine the other end is.
    let machine = match config.store.distant && config.store.authority.is_some() {
        true => Machine::Own,
        false => Machine::Shared,
    };
    let shop = MixShop::open(&config.store, &config.keys, clock(config.clock_file), config.jobs)?.on(machine);
    tracing::info!("The mixer has begun.");
    run_mix_forever(&shop, asked_to_end()).await;
    tracing::info!("The mixer has ended.");
    Ok(ExitCode::SUCCESS)
}

/// Works what waves, letters and editions wait for.
pub async fn work(environment: &Environment) -> anyhow::Result<ExitCode> {
    let config = config::work(environment)?;
    refuse_unsafe_database(&config.store).await?;
    let room = PostRoom::open(config.mail, &config.keys)?;
    // Only a demonstration has a clock that can be moved.
    let room = match config.clock_file {
        Some(_) => room.in_rehearsal(),
        None => room,
    };
    let shop = WorkShop::open(
        &config.store,
        &config.reporter,
        &config.keys,
        room,
        clock(config.clock_file),
        config.jobs,
    )?
    .checking_itself(&config.self_check)?;
    tracing::info!("The worker has begun.");
    run_work_forever(&shop, asked_to_end()).await;
    tracing::info!("The worker has ended.");
    Ok(ExitCode::SUCCESS)
}

/// Ends with the reasons where the database's server is set so that answers could be lost or told. One that is away
/// is asked as soon as it is back.
async fn refuse_unsafe_database(settings: &store::Settings) -> anyhow::Result<()> {
    let pool = store::pool(settings)?;
    match unsafe_settings(&pool).await {
        Ok(faults) if faults.is_empty() => Ok(()),
        Ok(faults) => bail!(
            "the database's server is not set up safely:\n  {}",
            faults.join("\n  ")
        ),
        Err(error) => {
            tracing::warn!("The database's settings are not checked yet: {error}");
            tokio::spawn(end_where_unsafe(pool));
            Ok(())
        }
    }
}

async fn unsafe_settings(pool: &store::Pool) -> Result<Vec<String>, store::Error> {
    let mut conn = store::get(pool).await?;
    inspect_database(&mut conn).await
}

/// A process that began while its database was away ends at once where that turns out to be unsafe.
async fn end_where_unsafe(pool: store::Pool) {
    loop {
        tokio::time::sleep(TRY_AGAIN).await;
        match unsafe_settings(&pool).await {
            Ok(faults) if faults.is_empty() => return,
            Ok(faults) => {
                tracing::error!("The database's server is not set up safely: {}", faults.join(" "));
                std::process::exit(1);
            }
            Err(_) => {}
        }
    }
}

/// The machine's clock, or in the demonstration the one that can be moved.
#[cfg(feature = "demo")]
pub fn clock(file: Option<PathBuf>) -> Clock {
    file.map_or_else(Clock::machine, Clock::shifted)
}

/// The machine's clock: without the demonstration there is no other.
#[cfg(not(feature = "demo"))]
pub fn clock(_: Option<PathBuf>) -> Clock {
    Clock::machine()
}

/// The exit status of a process that was asked twice: that of one which a keyboard's interrupt ended.
const ASKED_TWICE: i32 = 130;

/// Comes when the process is asked to end: by its keeper (SIGTERM) or from the keyboard. Whoever asks a second time
/// does not want to wait for what is under way: then the process ends at once, and the database undoes what was not
/// committed.
pub async fn asked_to_end() {
    // Both listen from the beginning: a second request is not lost while the first one is taken up.
    let listeners = (signal(SignalKind::terminate()), signal(SignalKind::interrupt()));
    let (Ok(mut keeper), Ok(mut keyboard)) = listeners else {
        return std::future::pending().await;
    };
    asked(&mut keeper, &mut keyboard).await;
    tokio::spawn(async move {
        asked(&mut keeper, &mut keyboard).await;
        std::process::exit(ASKED_TWICE);
    });
}

async fn asked(keeper: &mut Signal, keyboard: &mut Signal) {
    tokio::select! {
        _ = keeper.recv() => {}
        _ = keyboard.recv() => {}
    }
}
