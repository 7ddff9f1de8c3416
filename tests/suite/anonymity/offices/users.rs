//! System users by their number, and the processes that run as them.

use std::net::TcpListener;
use std::os::unix::fs::{MetadataExt, chown};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::time::Duration;

/// Looks before something is taken to be stuck: two minutes.
const LOOKS: usize = 600;

/// A user of the service, who needs no name.
#[derive(Clone, Copy)]
pub struct User {
    pub id: u32,
    pub verb: &'static str,
}

/// A process of a user's; it ends with this.
pub struct Running(Mutex<Child>, &'static str);

impl User {
    fn command(self, program: &Path, environment: &[(&'static str, String)]) -> Command {
        let mut command = Command::new(program);
        command
            .uid(self.id)
            .gid(self.id)
            .current_dir("/")
            .env_clear()
            .env("PATH", "/usr/bin:/bin")
            .envs(environment.iter().map(|(name, value)| (*name, value)))
            .stdin(Stdio::null());
        command
    }

    /// Runs the program to its end as this user; what it says.
    pub fn run(self, program: &Path, words: &[String], environment: &[(&'static str, String)]) -> String {
        let told = self
            .command(program, environment)
            .args(words)
            .output()
            .expect("it runs");
        let said = [told.stdout, told.stderr].map(|text| String::from_utf8_lossy(&text).into_owned());
        assert!(told.status.success(), "{words:?}: {}", said.concat());
        said.concat()
    }

    /// Starts the user's own process; its log lies in `logs`.
    pub fn start(self, program: &Path, logs: &Path, environment: &[(&'static str, String)]) -> Running {
        let log = std::fs::File::create(logs.join(format!("{}.log", self.verb))).expect("a log");
        let child = self
            .command(program, environment)
            .arg(self.verb)
            .stdout(log.try_clone().expect("a log"))
            .stderr(log)
            .spawn()
            .expect("the process starts");
        Running(Mutex::new(child), self.verb)
    }

    /// Whether this user can read a file.
    pub fn can_read(self, path: &Path) -> bool {
        let reading = self
            .command(Path::new("/bin/cat"), &[])
            .arg(path)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
        reading.expect("cat runs").success()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let child = self.0.get_mut().expect("nobody panicked with it");
        child.kill().ok();
        child.wait().ok();
    }
}

/// Looks until something holds, while all processes run.
pub fn wait_until(running: &[Running], what: &str, mut holds: impl FnMut() -> bool) {
    for _ in 0..LOOKS {
        if holds() {
            return;
        }
        for Running(child, verb) in running {
            let ended = child
                .lock()
                .expect("nobody panicked with it")
                .try_wait()
                .expect("it can be watched");
            assert!(
                ended.is_none(),
                "heard {verb} ended while it was waited until {what}; see its log"
            );
        }
        std::thread::sleep(Duration::from_millis(200));
    }
    panic!("in vain waited until {what}");
}

/// Gives a folder and all in it to a user.
pub fn give(folder: &Path, to: u32) {
    chown(folder, Some(to), Some(to)).expect("given");
    for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
        match entry.path() {
            inner if inner.is_dir() => give(&inner, to),
            file => chown(file, Some(to), Some(to)).expect("given"),
        }
    }
}

/// Whether this test may become another user.
pub fn is_root() -> bool {
    std::fs::metadata("/proc/self").is_ok_and(|me| me.uid() == 0)
}

/// The first of two neighbouring ports that are free.
pub fn two_free_ports() -> u16 {
    for _ in 0..100 {
        let first = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = first.local_addr().expect("its address").port();
        if port < u16::MAX && TcpListener::bind(("127.0.0.1", port + 1)).is_ok() {
            return port;
        }
    }
    panic!("no two neighbouring ports are free");
}
