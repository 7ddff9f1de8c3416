//! The three processes of the service, started and stopped as a wave needs them, and the wait for what
//! they do.

use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::demo::children::Children;
use crate::demo::error::DemoError;
use crate::demo::stage::{Process, Stage};

/// Between two looks for what is waited for.
const LOOK_AGAIN: Duration = Duration::from_millis(150);
/// Looks before something is taken to be stuck: five minutes.
const MOST_LOOKS: usize = 2_000;
/// Warnings and errors; what moved is of no use here.
const LOG: &str = "info";

/// The processes that run.
pub struct Service {
    program: PathBuf,
    k: usize,
    serve: Children,
    work: Option<Children>,
    mix: Option<Children>,
}

impl Service {
    /// Starts `heard serve`, `heard work` and `heard mix`, and waits until the survey answers.
    ///
    /// # Errors
    /// A process does not start, or ends.
    pub async fn start(stage: &Stage, program: &Path, k: usize) -> Result<Service, DemoError> {
        let mut service = Service {
            program: program.to_owned(),
            k,
            serve: start(stage, program, k, Process::Serve)?,
            work: None,
            mix: None,
        };
        service.run(stage, true, true).await?;
        let url = format!("http://{}/health/ready", stage.listen);
        for _ in 0..MOST_LOOKS {
            if !service.serve.are_running() {
                break;
            }
            match reqwest::get(&url).await {
                Ok(answer) if answer.status().is_success() => return Ok(service),
                _ => tokio::time::sleep(LOOK_AGAIN).await,
            }
        }
        Err(ended(stage, "serve"))
    }

    /// Has `heard work` and `heard mix` run, or not.
    ///
    /// # Errors
    /// A process does not start.
    pub async fn run(&mut self, stage: &Stage, work: bool, mix: bool) -> Result<(), DemoError> {
        let wanted = [(work, Process::Work), (mix, Process::Mix)];
        for (wanted, process) in wanted {
            let slot = match process {
                Process::Mix => &mut self.mix,
                _ => &mut self.work,
            };
            match (slot.take(), wanted) {
                (Some(running), false) => running.stop().await,
                (None, true) => *slot = Some(start(stage, &self.program, self.k, process)?),
                (as_it_is, _) => *slot = as_it_is,
            }
        }
        Ok(())
    }

    /// Waits until SQL tells true.
    ///
    /// # Errors
    /// A process ended, or it takes too long.
    pub async fn wait(&mut self, stage: &Stage, what: &str, sql: &str) -> Result<(), DemoError> {
        for _ in 0..MOST_LOOKS {
            if stage.cluster.sql(&stage.database, sql)?.trim() == "t" {
                return Ok(());
            }
            let running = [(&mut self.work, "work"), (&mut self.mix, "mix")];
            for (slot, verb) in running {
                if slot.as_mut().is_some_and(|children| !children.are_running()) {
                    return Err(ended(stage, verb));
                }
            }
            tokio::time::sleep(LOOK_AGAIN).await;
        }
        Err(DemoError::new(format!("in vain waited until {what}")))
    }

    /// Ends all three.
    pub async fn stop(self) {
        for children in [Some(self.serve), self.work, self.mix].into_iter().flatten() {
            children.stop().await;
        }
    }
}

fn start(stage: &Stage, program: &Path, k: usize, process: Process) -> Result<Children, DemoError> {
    let mut environment = stage.environment(process);
    let own = [
        ("HEARD_K", k.to_string()),
        ("HEARD_PAUSE", "1".to_owned()),
        ("HEARD_DATABASE_CONNECTIONS", "16".to_owned()),
    ];
    environment.extend(own.map(|(name, value)| (name.to_owned(), value)));
    Children::start_one(program, &stage.dir, process, environment, LOG)
}

fn ended(stage: &Stage, verb: &str) -> DemoError {
    let log = stage.dir.join(format!("{verb}.log"));
    DemoError::new(format!("heard {verb} does not run; its log is {}", log.display()))
}
