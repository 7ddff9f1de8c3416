//! A private PostgreSQL cluster for the demonstration and the tests: made, started, stopped.
//!
//! It listens on loopback TCP with scram passwords kept in a file beside it (socket paths end at
//! 107 bytes, and a clone may lie deep). PostgreSQL refuses to run as root: then it runs as
//! `nobody`, without any capability. Its folder may lie where `nobody` cannot go: it is handed over as an
//! open descriptor, and `/proc/self/fd` leads to it past every folder above. So the database can
//! read its own data and what everybody may read, and no key.

use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use data_encoding::HEXLOWER;
use hmac::{Hmac, KeyInit, Mac};
use rand::{CryptoRng, RngExt};
use sha2::Sha256;

/// The database roles that processes of Heard sign in as, besides the cluster's own superuser.
pub const ROLES: [&str; 5] = [
    "heard_web",
    "heard_mailer",
    "heard_mixer",
    "heard_reporter",
    "heard_selfcheck",
];
const SUPERUSER: &str = "postgres";
const NOBODY: u32 = 65534;

/// Opens the data folder as descriptor 7 and a second file as 8, then becomes the program.
const WITH_FOLDER: &str = r#"exec 7<"$0" 8<"$1"; shift; exec "$@""#;
/// The data folder, as the program that was handed it sees it.
const HANDED_FOLDER: &str = "/proc/self/fd/7";
/// The second file.
const HANDED_FILE: &str = "/proc/self/fd/8";
/// How long an orderly end may take, in tenths of a second.
const ORDERLY: u32 = 200;

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
}

/// A running cluster; dropping it stops it.
pub struct Cluster {
    dir: PathBuf,
    bin: PathBuf,
    port: u16,
    password: String,
    child: Child,
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
        let port = free_port()?;
        let child = launch(dir, &bin, port, durability)?;
        let cluster = Cluster {
            dir: dir.to_owned(),
            bin,
            port,
            password,
            child,
        };
        cluster.wait_until_it_answers()?;
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

    fn wait_until_it_answers(&self) -> Result<(), ClusterError> {
        for _ in 0..600 {
            let ready = Command::new(self.bin.join("pg_isready"))
                .args(["-q", "-h", "127.0.0.1", "-p", &self.port.to_string()])
                .status();
            if ready.is_ok_and(|status| status.success()) {
                return Ok(());
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        Err(ClusterError::Silent(self.dir.join("postgres.log")))
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        // SIGINT is its fast shutdown. `kill` is in every Debian.
        let id = self.child.id().to_string();
        Command::new("kill").args(["-INT", &id]).status().ok();
        for _ in 0..ORDERLY {
            if !matches!(self.child.try_wait(), Ok(None)) {
                return;
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        // It does not end: the next start recovers from the WAL.
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

fn make(dir: &Path, bin: &Path, rng: &mut impl CryptoRng) -> Result<String, ClusterError> {
    fs::create_dir_all(dir).map_err(io("cannot make the folder of the private database"))?;
    let mut key = [0u8; 24];
    rng.fill(&mut key);
    let password = HEXLOWER.encode(&key);
    write_private(&dir.join("password"), &password)?;
    let data = dir.join("data");
    fs::create_dir_all(&data).map_err(io("cannot make the data folder"))?;
    fs::set_permissions(&data, fs::Permissions::from_mode(0o700))
        .map_err(io("cannot close the data folder"))?;
    if is_root() {
        chown(&data, Some(NOBODY), Some(NOBODY)).map_err(io("cannot hand the data folder to nobody"))?;
    }
    let file = dir.join("first-password");
    write_private(&file, &password)?;
    if is_root() {
        chown(&file, Some(NOBODY), Some(NOBODY)).map_err(io("cannot hand the first password to nobody"))?;
    }
    let output = unprivileged(&bin.join("initdb"), &data, &file)
        .args([
            "-A",
            "scram-sha-256",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
            "--no-sync",
            "--no-instructions",
            "-U",
            SUPERUSER,
        ])
        .args(["--pwfile", HANDED_FILE, "-D", HANDED_FOLDER])
        .output()
        .map_err(io("cannot start initdb"))?;
    fs::remove_file(&file).map_err(io("cannot remove the first password"))?;
    succeeded("initdb", output)?;
    Ok(password)
}

fn launch(dir: &Path, bin: &Path, port: u16, durability: Durability) -> Result<Child, ClusterError> {
    let log = fs::File::create(dir.join("postgres.log")).map_err(io("cannot write the database's log"))?;
    let errors = log.try_clone().map_err(io("cannot write the database's log"))?;
    let mut command = unprivileged(&bin.join("postgres"), &dir.join("data"), Path::new("/dev/null"));
    command.args(["-D", HANDED_FOLDER, "-p", &port.to_string()]);
    for setting in settings(durability) {
        command.args(["-c", setting]);
    }
    command
        .stdin(Stdio::null())
        .stdout(log)
        .stderr(errors)
        .spawn()
        .map_err(io("cannot start postgres"))
}

/// The settings that `ballot-box` steps rest on (nothing telling in the log, every acknowledged
/// write on disk), and what a small machine wants.
fn settings(durability: Durability) -> Vec<&'static str> {
    let mut settings = vec![
        "listen_addresses=127.0.0.1",
        "unix_socket_directories=",
        "max_connections=150",
        "shared_buffers=128MB",
        "max_wal_size=2GB",
        "wal_level=replica",
        "track_commit_timestamp=off",
        "log_error_verbosity=terse",
        "log_min_error_statement=panic",
        "log_parameter_max_length=0",
        "log_parameter_max_length_on_error=0",
        "log_statement=none",
        "password_encryption=scram-sha-256",
        "timezone=UTC",
    ];
    match durability {
        Durability::Durable => settings.extend(["fsync=on", "full_page_writes=on", "synchronous_commit=on"]),
        Durability::Careless => settings.extend(["fsync=off", "full_page_writes=off"]),
    }
    settings
}

/// The program, run by somebody PostgreSQL accepts, with the data folder and a file handed to it, and
/// ended with SIGINT (its fast shutdown) when the thread that started it is gone.
fn unprivileged(program: &Path, data: &Path, file: &Path) -> Command {
    let mut command = Command::new("sh");
    command.args(["-c", WITH_FOLDER]).arg(data).arg(file);
    command.args(["setpriv", "--pdeathsig", "INT"]);
    if is_root() {
        command.args(["--reuid=65534", "--regid=65534", "--clear-groups"]);
        command.args(["--inh-caps=-all", "--no-new-privs"]);
    }
    // PostgreSQL goes back to where it was started: that must be a folder which everybody may enter.
    command.arg("--").arg(program).current_dir("/");
    command
}

fn is_root() -> bool {
    fs::metadata("/proc/self").is_ok_and(|me| me.uid() == 0)
}

fn find_programs() -> Result<PathBuf, ClusterError> {
    let mut found: Vec<(u32, PathBuf)> = fs::read_dir("/usr/lib/postgresql")
        .map_err(|_| ClusterError::NotInstalled)?
        .flatten()
        .filter_map(|entry| {
            Some((
                entry.file_name().to_str()?.parse().ok()?,
                entry.path().join("bin"),
            ))
        })
        .filter(|(_, bin)| bin.join("postgres").exists())
        .collect();
    found.sort();
    found.pop().map(|(_, bin)| bin).ok_or(ClusterError::NotInstalled)
}

fn free_port() -> Result<u16, ClusterError> {
    let listener = TcpListener::bind("127.0.0.1:0").map_err(io("no free port on loopback"))?;
    Ok(listener
        .local_addr()
        .map_err(io("no free port on loopback"))?
        .port())
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
