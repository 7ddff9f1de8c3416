//! One cluster a run, one database a test: cloned from a migrated template, dropped afterwards.

use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};

use diesel_async::{AsyncConnection, AsyncPgConnection};
use heard::demo::cluster::{Cluster, Durability};

const TEMPLATE: &str = "heard_template";

static RUN: OnceLock<Run> = OnceLock::new();
static NEXT: AtomicUsize = AtomicUsize::new(0);

struct Run {
    cluster: Arc<Cluster>,
}

/// The cluster of this run. The thread that starts it sleeps for as long as the process lives,
/// since the database stops when that thread ends.
fn run() -> &'static Run {
    RUN.get_or_init(|| {
        let (sender, receiver) = std::sync::mpsc::channel();
        std::thread::spawn(move || {
            let folder = own_folder();
            let cluster = Cluster::start(&folder, Durability::Careless, &mut super::seeded(rand::random()))
                .expect("the private cluster starts");
            cluster.ensure_database(TEMPLATE).expect("a template database");
            let url = cluster.superuser_url(TEMPLATE);
            tokio::runtime::Runtime::new()
                .expect("a runtime")
                .block_on(heard::store::migrate(&url))
                .expect("the migrations run");
            let cluster = Arc::new(cluster);
            sender.send(Run { cluster }).ok();
            loop {
                std::thread::park();
            }
        });
        receiver.recv().expect("the private cluster starts")
    })
}

/// A folder named by this process. What earlier runs left is swept away: a run cannot, since its
/// cluster stops only when it is gone.
fn own_folder() -> PathBuf {
    let root = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("suite-clusters");
    for left in std::fs::read_dir(&root).into_iter().flatten().flatten() {
        let process = PathBuf::from("/proc").join(left.file_name());
        if !process.exists() {
            std::fs::remove_dir_all(left.path()).ok();
        }
    }
    root.join(std::process::id().to_string())
}

/// The cluster itself, for tests that look from below.
pub fn cluster() -> &'static Cluster {
    &run().cluster
}

/// The same, for what holds the cluster itself.
pub fn shared_cluster() -> Arc<Cluster> {
    Arc::clone(&run().cluster)
}

/// A database of one test, as the migrations leave it.
pub struct TestDatabase {
    name: String,
    cluster: Arc<Cluster>,
}

impl TestDatabase {
    /// Makes the database.
    pub fn new() -> TestDatabase {
        let name = format!("heard_test_{}", NEXT.fetch_add(1, Ordering::Relaxed));
        cluster()
            .sql(
                "postgres",
                &format!("CREATE DATABASE {name} TEMPLATE {TEMPLATE} STRATEGY FILE_COPY"),
            )
            .expect("a database cloned from the template");
        TestDatabase {
            name,
            cluster: shared_cluster(),
        }
    }

    /// A database of a cluster of the test's own, which the test may have crash.
    pub async fn on(cluster: Arc<Cluster>) -> TestDatabase {
        let name = "heard".to_owned();
        cluster.ensure_database(&name).expect("a database");
        heard::store::migrate(&cluster.superuser_url(&name))
            .await
            .expect("the migrations run");
        TestDatabase { name, cluster }
    }

    /// The URL of a role: `heard_web`, `heard_mailer`, `heard_mixer`, `heard_reporter`, or `postgres` for everything.
    pub fn url(&self, role: &str) -> String {
        self.cluster.url(role, &self.name)
    }

    /// A single connection as `role`.
    pub async fn connect(&self, role: &str) -> AsyncPgConnection {
        AsyncPgConnection::establish(&self.url(role))
            .await
            .expect("the test database answers")
    }

    /// A small pool as `role`, as the service itself makes it.
    pub fn pool(&self, role: &str) -> heard::store::Pool {
        heard::store::connect(&self.url(role), 4).expect("a pool")
    }

    /// Every connection breaks, and it takes no new one.
    pub fn go_away(&self) {
        self.allow_connections("false");
        self.administer(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{}' AND pid <> pg_backend_pid()",
        );
    }

    /// It takes connections again.
    pub fn come_back(&self) {
        self.allow_connections("true");
    }

    fn allow_connections(&self, word: &str) {
        self.administer(&format!("ALTER DATABASE {{}} ALLOW_CONNECTIONS {word}"));
    }

    /// A statement from outside this database, whose name stands for the braces.
    fn administer(&self, statement: &str) {
        cluster()
            .sql("postgres", &statement.replace("{}", &self.name))
            .expect("the statement runs");
    }

    /// SQL as the superuser, its output as text: for looking from below.
    pub fn sql(&self, script: &str) -> String {
        self.cluster.sql(&self.name, script).expect("the statement runs")
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        self.cluster
            .sql(
                "postgres",
                &format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name),
            )
            .ok();
    }
}
