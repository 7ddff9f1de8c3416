//! A service on a cluster of its own, which can be crashed: the survey host over HTTP, the mixer as a process of its own,
//! four waves one after the other, and a clock that is moved from each to the next.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, mpsc};

use actix_web::web::Data;
use chrono::NaiveDate;
use heard::demo::cluster::{Cluster, Durability};
use heard::operations::clock::Clock;
use heard::operations::passwords::{Cost, Passwords};
use heard::web::Settings;
use heard::web::server::{bind, no_extra};
use heard::web::shop::{Keys, Shop, Stage};
use tokio::sync::oneshot;

use crate::anonymity::station::Station;
use crate::harness::{TestDatabase, seeded};

/// What the thread that holds the cluster is asked for. The cluster ends with the thread that started it.
enum Wish {
    Crash,
    End,
}

/// The cluster and the thread that holds it.
pub struct Keeper {
    pub cluster: Arc<Cluster>,
    wishes: mpsc::Sender<Wish>,
    done: mpsc::Receiver<()>,
    _folder: tempfile::TempDir,
}

impl Keeper {
    /// Starts a cluster that loses nothing that was acknowledged.
    pub fn start() -> Keeper {
        let folder = tempfile::tempdir().expect("a folder");
        let (wishes, wished) = mpsc::channel();
        let (doing, done) = mpsc::channel();
        let (started, cluster) = mpsc::channel();
        let path = folder.path().join("postgres");
        std::thread::spawn(move || {
            let cluster = Cluster::start(&path, Durability::Durable, &mut seeded(rand::random()));
            let cluster = Arc::new(cluster.expect("a private cluster"));
            started.send(Arc::clone(&cluster)).expect("the test waits");
            while let Ok(Wish::Crash) = wished.recv() {
                cluster.crash().expect("it is ended");
                cluster.start_again().expect("it starts again");
                doing.send(()).expect("the test waits");
            }
        });
        Keeper {
            cluster: cluster.recv().expect("a private cluster"),
            wishes,
            done,
            _folder: folder,
        }
    }

    /// Ends every process of the cluster at one moment and starts it again.
    pub fn crash(&self) {
        self.wishes.send(Wish::Crash).expect("the keeper listens");
        self.done.recv().expect("the keeper does it");
    }
}

impl Drop for Keeper {
    fn drop(&mut self) {
        self.wishes.send(Wish::End).ok();
    }
}

/// The service.
pub struct House {
    pub station: Station,
    pub listens: SocketAddr,
    clock: PathBuf,
    stop: Option<oneshot::Sender<()>>,
}

impl House {
    /// Opens the survey host over an empty database of the cluster.
    pub async fn open(keeper: &Keeper) -> House {
        let station = Station::on(TestDatabase::on(Arc::clone(&keeper.cluster)).await).await;
        let clock = station.folder.path().join("clock");
        let (stop, stopped) = oneshot::channel();
        let pool = heard::store::connect(&station.database.url("heard_web"), 16).expect("a pool");
        let shop = shop(&station, pool, clock.clone());
        let listens = serve(shop, stopped);
        House {
            station,
            listens,
            clock,
            stop: Some(stop),
        }
    }

    /// Moves the clock of all processes to ten in the morning of a day.
    pub fn set_day(&self, day: NaiveDate) {
        let ten = day.and_hms_opt(10, 0, 0).expect("every day has a ten").and_utc();
        let ahead = (ten - Clock::machine().machine_now()).num_seconds();
        let part = self.clock.with_extension("part");
        std::fs::write(&part, ahead.to_string()).expect("written");
        std::fs::rename(&part, &self.clock).expect("the clock is set");
    }

    /// Starts `heard mix` as a process.
    pub fn start_mixer(&self) -> Mixer {
        Mixer::start(
            &self.station.database.url("heard_mixer"),
            self.station.folder.path(),
            &self.clock,
        )
    }
}

impl Drop for House {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            stop.send(()).ok();
        }
    }
}

/// `heard mix`, until it is killed.
pub struct Mixer(Child);

impl Mixer {
    fn start(url: &str, keys: &Path, clock: &Path) -> Mixer {
        let log = std::fs::OpenOptions::new()
            .create(true)
            .append(true)
            .open(keys.join("mix.log"))
            .expect("a log");
        let child = Command::new(env!("CARGO_BIN_EXE_heard"))
            .arg("mix")
            .env_clear()
            .env("DATABASE_URL", url)
            .env("HEARD_KEYS", keys)
            .env("HEARD_DEMO_CLOCK", clock)
            .env("HEARD_PAUSE", "1")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .expect("the mixer starts");
        Mixer(child)
    }

    /// Whether it ended by itself, which it never should.
    pub fn has_ended(&mut self) -> bool {
        self.0.try_wait().expect("it can be watched").is_some()
    }
}

impl Drop for Mixer {
    /// SIGKILL: it finishes nothing.
    fn drop(&mut self) {
        self.0.kill().ok();
        self.0.wait().ok();
    }
}

fn shop(station: &Station, pool: heard::store::Pool, clock: PathBuf) -> Shop {
    let held = &station.web_keys;
    let keys = Keys {
        cookie: held.cookie.clone(),
        pepper: held.pepper.clone(),
        opt_out: held.opt_out.clone(),
        staff: held.staff.clone(),
        recent: held.recent.clone(),
        card: held.card.clone(),
        certificates: held.certificates,
    };
    let any_port = SocketAddr::from(([127, 0, 0, 1], 0));
    let settings = Settings {
        survey_url: "http://127.0.0.1:1".parse().expect("a URL"),
        office_url: "http://127.0.0.1:2".parse().expect("a URL"),
        survey_listen: any_port,
        office_listen: any_port,
        exit_url: "https://elsewhere.example/".parse().expect("a URL"),
    };
    let passwords = Passwords::new(Cost::LIGHT, &mut seeded(3)).expect("a hasher");
    let mut shop = Shop::new(pool, keys, Clock::shifted(clock), settings, 10, passwords);
    shop.stage = Stage::Production;
    shop
}

fn serve(shop: Shop, stopped: oneshot::Receiver<()>) -> SocketAddr {
    let (told, listens) = mpsc::channel();
    std::thread::spawn(move || {
        actix_web::rt::System::new().block_on(async move {
            let shop = Data::new(shop);
            let servers = bind(&shop, no_extra).expect("a port");
            told.send(servers.survey_listens).expect("the test waits");
            let until = async { stopped.await.unwrap_or_default() };
            servers.run_until(until).await.expect("served to the end");
        });
    });
    listens.recv().expect("the host opens")
}
