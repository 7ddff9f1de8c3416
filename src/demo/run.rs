//! `heard demo`: starts all that the demonstration needs, plays what is missing, serves, and at the
//! end stops everything it started.

use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use tokio::sync::Mutex;

use super::accounts;
use super::advance::{Advance, advance};
use super::attack;
use super::calendar::Size;
use super::children::Children;
use super::cluster::write_private;
use super::error::DemoError;
use super::pages::{self, Backstage, Desk};
use super::seed::play;
use super::stage::{Process, Stage};
use crate::config;
use crate::operations::SupportDesk;
use crate::operations::chance::system_rng;
use crate::operations::passwords::{Cost, Passwords};
use crate::web::server;
use crate::web::shop::{Keys, Shop, Stage as WebStage};

/// The database of the demonstration.
const DATABASE: &str = "heard";

/// What the demonstration makes in its folder. Nothing else in there is ever deleted: it is somebody's own.
const MADE: [&str; 12] = [
    "accounts.json",
    "attack",
    "clock",
    "database-url",
    "keys",
    "mail",
    "mix.log",
    "played",
    "postgres",
    "requests",
    "web.env",
    "work.log",
];

/// How the demonstration is wanted.
#[derive(Clone, Debug)]
pub struct Wish {
    /// Its folder.
    pub dir: PathBuf,
    /// Where the office listens; the survey takes the next port.
    pub listen: SocketAddr,
    /// Whether what is there is thrown away first.
    pub fresh: bool,
    /// How large it is.
    pub size: Size,
    /// How much its processes log.
    pub log: String,
}

/// Runs the demonstration until `quit` comes.
///
/// # Errors
/// What could not be had, as a sentence.
pub async fn run(wish: Wish, quit: impl Future<Output = ()>) -> Result<(), DemoError> {
    let dir = prepare(&wish)?;
    let _lock = only_one(&dir)?;
    say("Starting the private database");
    let cluster = Stage::start_cluster(&dir)?;
    attack::sweep(&cluster, &dir)?;
    let stage = Arc::new(Stage::set(&dir, cluster, DATABASE, wish.listen).await?);
    let accounts = accounts::ensure(&stage).await?;
    stage.write_ways_in()?;
    if !dir.join("played").exists() {
        play(&stage, wish.size, say).await?;
        write_private(&dir.join("played"), "")?;
    }
    let manager = Arc::new(Manager::start(Arc::clone(&stage), wish.log)?);
    let desk = Arc::new(Desk::new(
        Arc::clone(&stage),
        accounts,
        Arc::clone(&manager) as Arc<dyn Backstage>,
    ));
    let servers = server::open(shop(&stage)?, pages::configure(desk)).map_err(|error| {
        DemoError::new(format!(
            "cannot listen on {} and the next port: {error}",
            wish.listen
        ))
    })?;
    println!("Heard is ready: http://{}", wish.listen);
    let served = servers.run_until(quit).await;
    say("Stopping");
    manager.stop().await;
    Ok(served?)
}

/// The folder, without a demonstration where one is wanted fresh or did not come to the end of its first start.
fn prepare(wish: &Wish) -> Result<PathBuf, DemoError> {
    let dir = std::path::absolute(&wish.dir)?;
    // The cluster's password is the first thing that is made: a folder without it never held a demonstration.
    let is_ours = dir.join("postgres/password").exists();
    let unfinished = is_ours && !dir.join("played").exists();
    if is_ours && (wish.fresh || unfinished) {
        let _lock = only_one(&dir)?;
        if unfinished && !wish.fresh {
            say("The first start was broken off: starting over");
        }
        for made in MADE.map(|name| dir.join(name)) {
            match fs::symlink_metadata(&made) {
                Ok(found) if found.is_dir() => fs::remove_dir_all(made)?,
                Ok(_) => fs::remove_file(made)?,
                Err(_) => {}
            }
        }
    }
    fs::create_dir_all(&dir)?;
    Ok(dir)
}

/// Two demonstrations in one folder would tear each other's database apart.
fn only_one(dir: &Path) -> Result<fs::File, DemoError> {
    fs::create_dir_all(dir)?;
    let file = fs::File::create(dir.join("lock"))?;
    file.try_lock().map_err(|_| {
        DemoError::new(format!(
            "a demonstration runs in {} already: stop it, or name another folder with --dir",
            dir.display()
        ))
    })?;
    Ok(file)
}

fn shop(stage: &Stage) -> Result<Shop, DemoError> {
    let config = config::serve(&stage.environment(Process::Serve))?;
    let keys = Keys {
        cookie: stage.keys.cookie.clone(),
        pepper: stage.keys.pepper.clone(),
        opt_out: stage.keys.opt_out.clone(),
        staff: stage.keys.staff.clone(),
        recent: stage.keys.recent.clone(),
        card: stage.keys.card.clone(),
        certificates: stage.keys.certificates,
    };
    let passwords = Passwords::new(Cost::FULL, &mut system_rng())?;
    let mut shop = Shop::new(
        stage.web.clone(),
        keys,
        stage.clock.clone(),
        config.web,
        config.jobs.k,
        passwords,
    );
    shop.smallest_class = config.jobs.m;
    if let Some(support) = config.support {
        let desk = SupportDesk::open(support.mail, support.to, stage.keys.support);
        shop.support = Some(desk.map_err(|error| DemoError::new(error.to_string()))?);
    }
    shop.stage = WebStage::Demonstration;
    Ok(shop)
}

/// A line of what is going on, for whoever watches the terminal.
fn say(sentence: &str) {
    println!("{sentence} …");
}

/// Keeps the other processes running, and rests them while the clock moves.
struct Manager {
    stage: Arc<Stage>,
    log: String,
    children: Mutex<Option<Children>>,
    stopping: AtomicBool,
}

impl Manager {
    fn start(stage: Arc<Stage>, log: String) -> Result<Manager, DemoError> {
        let children = Children::start(&stage, &log)?;
        Ok(Manager {
            stage,
            log,
            children: Mutex::new(Some(children)),
            stopping: AtomicBool::new(false),
        })
    }

    async fn stop(&self) {
        self.stopping.store(true, Ordering::Relaxed);
        if let Some(children) = self.children.lock().await.take() {
            children.stop().await;
        }
    }
}

impl Backstage for Manager {
    fn advance<'a>(&'a self, by: &'a str) -> BoxFuture<'a, Result<Vec<String>, DemoError>> {
        async move {
            let by = Advance::parse(by)?;
            let mut children = self.children.lock().await;
            if let Some(running) = children.take() {
                running.stop().await;
            }
            let moved = advance(&self.stage, by).await;
            if !self.stopping.load(Ordering::Relaxed) {
                *children = Some(Children::start(&self.stage, &self.log)?);
            }
            moved
        }
        .boxed()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn starting_over_deletes_what_the_demonstration_made_and_nothing_of_anybodys() {
        let folder = tempfile::tempdir().expect("a folder");
        let at = |name: &str| folder.path().join(name);
        let write = |name: &str| fs::write(at(name), "text").expect("a file");
        let wish = Wish {
            dir: folder.path().to_owned(),
            listen: SocketAddr::from(([127, 0, 0, 1], 1)),
            fresh: true,
            size: Size::Small,
            log: String::new(),
        };
        fs::create_dir(at("mail")).expect("a folder");
        write("mail/own.eml");
        prepare(&wish).expect("prepared");
        assert!(at("mail/own.eml").exists(), "no demonstration was here");

        fs::create_dir(at("postgres")).expect("a folder");
        for file in ["postgres/password", "played", "notes"] {
            write(file);
        }
        prepare(&wish).expect("prepared");
        let left = |name: &&str| at(name).exists();
        assert_eq!(MADE.iter().filter(|name| left(name)).count(), 0);
        assert!(at("notes").exists());
    }
}
