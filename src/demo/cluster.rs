//! A private PostgreSQL cluster for the demonstration and the tests: made, started, stopped.
//!
//! It listens on loopback TCP with scram passwords kept in a file beside it (socket paths end at
//! 107 bytes, and a clone may lie deep). PostgreSQL refuses to run as root: then it runs as
//! `nobody`, without any capability. Its folder may lie where `nobody` cannot go: it is handed over as an
//! open descriptor, and `/proc/self/fd` leads to it past every folder above. So the database can
//! read its own data and what everybody may read, and no key.

mod crash;
mod launch;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use data_encoding::HEXLOWER;
use hmac::{Hmac, KeyInit, Mac};
use rand::CryptoRng;
use sha2::Sha256;

use launch::{find_programs, free_port, launch, make};

/// The database roles that processes of Heard sign in as, besides the cluster's own superuser.
pub const ROLES: [&str; 5] = [
    "heard_web",
    "heard_mailer",
    "heard_mixer",
    "heard_reporter",
    "heard_selfcheck",
];
const SUPERUSER: &str = "postgres";
/// How long an orderly end may take, in tenths of a second.
const ORDERLY: u32 = 200;
/// How often another port is tried: somebody may take one between the look and the start.
const PORTS: usize = 5;

/// Whether an acknowledged write must survive a crash. Only tests that never crash may say `Careless`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Durability {
    /// As in operation: what `heard serve` demands of its database.
    Durable,
    /// No fsync: for tests, which throw the cluster away.
    Careless,
}

/// Why the private cluster could not be had, and what to do about it.
#[derive(Debug, thiserror::Error)]
pub enum ClusterError {
    #[error(
        "PostgreSQL is not installed: no /usr/lib/postgresql/*/bin/postgres. Install Debian's package postgresql"
    )]
    NotInstalled,
    #[error("{what}: {source}")]
    Io { what: String, source: std::io::Error },
    #[error("{program} failed: {message}")]
    Failed { program: &'static str, message: String },
    #[error("the database did not answer within 60 seconds; its log is {0}")]
    Silent(PathBuf),
    #[error("the database ended as soon as it was started; its log is {0}")]
    Ended(PathBuf),
}

/// A running cluster; dropping it stops it.
pub struct Cluster {
    dir: PathBuf,
    bin: PathBuf,
    port: u16,
    password: String,
    durability: Durability,
    child: Mutex<Child>,
}

impl Cluster {
    /// Starts the cluster in `dir`, making it first where there is none yet.
    ///
    /// The calling thread must live as long as the cluster is wanted: the database is told to stop
    /// when that thread ends, however the process ends.
    pub fn start(
        dir: &Path,
        durability: Durability,
        rng: &mut impl CryptoRng,
    ) -> Result<Cluster, ClusterError> {
        let bin = find_programs()?;
        let fresh = !dir.join("data/PG_VERSION").exists();
        let password = if fresh {
            make(dir, &bin, rng)?
        } else {
            read(&dir.join("password"))?
        };
        let mut tried = 1;
        let cluster = loop {
            let port = free_port()?;
            let mut cluster = Cluster {
                dir: dir.to_owned(),
                bin: bin.clone(),
                port,
                password: password.clone(),
                durability,
                child: Mutex::new(launch(dir, &bin, port, durability)?),
            };
            match cluster.wait_until_it_answers() {
                Err(ClusterError::Ended(_)) if tried < PORTS => tried += 1,
                answered => {
                    answered?;
                    break cluster;
                }
            }
        };
        cluster.make_roles(fresh)?;
        Ok(cluster)
    }

    /// A connection URL of `role` (or the superuser `postgres`) to `database`.
    pub fn url(&self, role: &str, database: &str) -> String {
        format!(
            "postgres://{role}:{}@127.0.0.1:{}/{database}",
            self.password_of(role),
            self.port
        )
    }

    /// Each role has a password of its own, made from the superuser's: nobody can reckon back from it,
    /// or across to another role's.
    fn password_of(&self, role: &str) -> String {
        if role == SUPERUSER {
            return self.password.clone();
        }
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(self.password.as_bytes()) else {
            // HMAC takes a key of any length (RFC 2104): this does not come about, and opens no door.
            return String::new();
        };
        mac.update(role.as_bytes());
        HEXLOWER.encode(&mac.finalize().into_bytes()[..24])
    }

    /// The superuser's URL: for whoever wants to check the claims from below.
    pub fn superuser_url(&self, database: &str) -> String {
        self.url(SUPERUSER, database)
    }

    /// Where the cluster keeps its files: what an attacker with the disk would hold.
    pub fn data_dir(&self) -> PathBuf {
        self.dir.join("data")
    }

    /// The folder of PostgreSQL's programs.
    pub fn programs(&self) -> &Path {
        &self.bin
    }

    /// Runs SQL as the superuser; for what cannot be bound as a parameter, such as `CREATE DATABASE`.
    pub fn sql(&self, database: &str, script: &str) -> Result<String, ClusterError> {
        use std::io::Write;
        let mut psql = Command::new(self.bin.join("psql"))
            .args(["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d"])
            .arg(self.superuser_url(database))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(io("cannot start psql"))?;
        if let Some(stdin) = psql.stdin.as_mut() {
            stdin
                .write_all(script.as_bytes())
                .map_err(io("cannot write to psql"))?;
        }
        let output = psql.wait_with_output().map_err(io("psql broke off"))?;
        succeeded("psql", output)
    }

    /// Makes an empty database where there is none of that name; says whether it made one.
    pub fn ensure_database(&self, name: &str) -> Result<bool, ClusterError> {
        let found = self.sql(
            "postgres",
            &format!("SELECT 1 FROM pg_database WHERE datname = '{name}'"),
        )?;
        if found.trim().is_empty() {
            self.sql("postgres", &format!("CREATE DATABASE {name}"))?;
        }
        Ok(found.trim().is_empty())
    }

    /// A cluster of an earlier version gave all roles one password: they get their own at every start.
    fn make_roles(&self, fresh: bool) -> Result<(), ClusterError> {
        let verb = if fresh { "CREATE" } else { "ALTER" };
        let script: String = ROLES
            .iter()
            .map(|role| {
                let password = self.password_of(role);
                format!("{verb} ROLE {role} LOGIN NOINHERIT PASSWORD '{password}';\n")
            })
            .collect();
        self.sql("postgres", &script).map(drop)
    }

    fn wait_until_it_answers(&mut self) -> Result<(), ClusterError> {
        for _ in 0..600 {
            // Before the port is asked: another cluster may answer there, and not this one.
            if !self.is_running() {
                return Err(ClusterError::Ended(self.dir.join("postgres.log")));
            }
            if self.is_answering() {
                return Ok(());
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        Err(ClusterError::Silent(self.dir.join("postgres.log")))
    }

    fn is_running(&mut self) -> bool {
        matches!(self.child().try_wait(), Ok(None))
    }

    fn child(&mut self) -> &mut Child {
        self.child.get_mut().unwrap_or_else(PoisonError::into_inner)
    }

    fn is_answering(&self) -> bool {
        let ready = Command::new(self.bin.join("pg_isready"))
            .args(["-q", "-h", "127.0.0.1", "-p", &self.port.to_string()])
            .status();
        ready.is_ok_and(|status| status.success())
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        // The number of a process that has ended may be another's by now.
        if !self.is_running() {
            return;
        }
        // SIGINT is its fast shutdown. `kill` is in every Debian.
        let id = self.child().id().to_string();
        Command::new("kill").args(["-INT", &id]).status().ok();
        for _ in 0..ORDERLY {
            if !self.is_running() {
                return;
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        // It does not end: the next start recovers from the WAL.
        self.child().kill().ok();
        self.child().wait().ok();
    }
}

fn read(path: &Path) -> Result<String, ClusterError> {
    fs::read_to_string(path).map_err(io(&format!("cannot read {}", path.display())))
}

/// Writes a file that only its owner may read.
pub fn write_private(path: &Path, text: &str) -> Result<(), ClusterError> {
    use std::io::Write;
    use std::os::unix::fs::OpenOptionsExt;
    let what = format!("cannot write {}", path.display());
    let mut file = fs::OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(path)
        .map_err(io(&what))?;
    file.write_all(text.as_bytes()).map_err(io(&what))
}

fn io(what: &str) -> impl FnOnce(std::io::Error) -> ClusterError + use<> {
    let what = what.to_owned();
    move |source| ClusterError::Io { what, source }
}

fn succeeded(program: &'static str, output: std::process::Output) -> Result<String, ClusterError> {
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    } else {
        let message = String::from_utf8_lossy(&output.stderr).trim().to_owned();
        Err(ClusterError::Failed { program, message })
    }
}
