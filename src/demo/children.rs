//! The service's other processes, as the demonstration runs them: `heard work` and `heard mix`,
//! each with the environment of its role and nothing else.

use std::fs::OpenOptions;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use tokio::process::{Child, Command};

use super::error::DemoError;
use super::stage::{Process, Stage};
use crate::config::Environment;

/// How long a process may take to end its round before it is ended.
const ORDERLY: Duration = Duration::from_secs(25);

/// The running processes.
pub struct Children(Vec<Child>);

impl Children {
    /// Starts both. Their logs are `work.log` and `mix.log` in the demonstration's folder; `log` says how much
    /// stands in them, as `HEARD_LOG` does.
    ///
    /// # Errors
    /// The system starts no process, or a log cannot be written.
    pub fn start(stage: &Stage, log: &str) -> Result<Children, DemoError> {
        let program = std::env::current_exe()?;
        let started = [Process::Work, Process::Mix].map(|process| {
            let environment = stage.environment(process);
            start(&program, &stage.dir, process, environment, log)
        });
        Ok(Children(started.into_iter().collect::<Result<_, _>>()?))
    }

    /// Starts one process of `program` with an environment of its own; its log is added to in `dir`.
    ///
    /// # Errors
    /// As [`Children::start`].
    pub fn start_one(
        program: &Path,
        dir: &Path,
        process: Process,
        environment: Environment,
        log: &str,
    ) -> Result<Children, DemoError> {
        Ok(Children(vec![start(program, dir, process, environment, log)?]))
    }

    /// Whether all of them still run.
    pub fn are_running(&mut self) -> bool {
        self.0
            .iter_mut()
            .all(|child| matches!(child.try_wait(), Ok(None)))
    }

    /// Asks all to end after the round under way, and waits for them.
    pub async fn stop(self) {
        for child in &self.0 {
            if let Some(id) = child.id() {
                // SIGTERM: the loops then begin nothing more. `kill` is in every Debian.
                Command::new("kill")
                    .args(["-TERM", &id.to_string()])
                    .status()
                    .await
                    .ok();
            }
        }
        for mut child in self.0 {
            if tokio::time::timeout(ORDERLY, child.wait()).await.is_err() {
                child.kill().await.ok();
            }
        }
    }
}

/// `setpriv` has the system end the process with this one, however this one ends. Output of its own
/// process group, so that a Ctrl-C reaches it through `stop` and not in the middle of a round.
fn start(
    program: &Path,
    dir: &Path,
    process: Process,
    environment: Environment,
    level: &str,
) -> Result<Child, DemoError> {
    let verb = process.verb();
    let log = OpenOptions::new()
        .create(true)
        .append(true)
        .open(dir.join(format!("{verb}.log")))?;
    let child = Command::new("setpriv")
        .args(["--pdeathsig", "TERM", "--"])
        .arg(program)
        .arg(verb)
        .env_clear()
        .envs(environment)
        .env("HEARD_LOG", level)
        .process_group(0)
        .stdin(Stdio::null())
        .stdout(log.try_clone()?)
        .stderr(log)
        .kill_on_drop(true)
        .spawn()?;
    Ok(child)
}
