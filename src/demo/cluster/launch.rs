//! The cluster's own processes: made, launched, and as whom. Everything that only root or the kernel minds.

use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use data_encoding::HEXLOWER;
use rand::{CryptoRng, RngExt};

use super::{ClusterError, Durability, SUPERUSER, io, succeeded, write_private};

const NOBODY: u32 = 65534;

/// Opens the data folder as descriptor 7 and a second file as 8, then becomes the program.
const WITH_FOLDER: &str = r#"exec 7<"$0" 8<"$1"; shift; exec "$@""#;
/// The data folder, as the program that was handed it sees it.
const HANDED_FOLDER: &str = "/proc/self/fd/7";
/// The second file.
const HANDED_FILE: &str = "/proc/self/fd/8";

/// Makes the cluster's folder and the cluster in it; returns the superuser's password.
pub(super) fn make(dir: &Path, bin: &Path, rng: &mut impl CryptoRng) -> Result<String, ClusterError> {
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

/// Starts the database on a port.
pub(super) fn launch(
    dir: &Path,
    bin: &Path,
    port: u16,
    durability: Durability,
) -> Result<Child, ClusterError> {
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

/// The settings that the ballot box rests on (nothing telling in the log, every acknowledged write on disk),
/// and what a small machine wants.
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

/// The folder of the newest PostgreSQL's programs.
pub(super) fn find_programs() -> Result<PathBuf, ClusterError> {
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

/// A port that was free a moment ago.
pub(super) fn free_port() -> Result<u16, ClusterError> {
    let listener = TcpListener::bind("127.0.0.1:0").map_err(io("no free port on loopback"))?;
    Ok(listener
        .local_addr()
        .map_err(io("no free port on loopback"))?
        .port())
}
