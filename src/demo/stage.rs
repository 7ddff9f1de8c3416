//! What the demonstration is played on: its folder, private cluster, keys, clock, and the
//! environment in which each process of the service would run there.
//!
//! ```text
//! .demo/  postgres/ (the cluster)  keys/  mail/ (letters of the running quarter)  requests/ (to be contacted)
//!         clock (seconds ahead of the machine)  accounts.json  database-url  web.env
//! ```

use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};

use super::cluster::{Cluster, Durability, write_private};
use super::error::DemoError;
use crate::config::Environment;
use crate::operations::chance::system_rng;
use crate::operations::clock::Clock;
use crate::operations::definition_files::shipped_definitions;
use crate::operations::load_questionnaires::load_questionnaires;
use crate::operations::prepare_keys::{WebKeys, load_web_keys, prepare_keys};
use crate::store::{self, Pool};
use crate::survey::questionnaire::Definitions;

/// The processes of the service, as the roles they sign in to the database with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Process {
    /// `heard serve` and the office's commands.
    Serve,
    /// `heard work`.
    Work,
    /// `heard mix`.
    Mix,
}

impl Process {
    /// The command that runs it.
    pub(super) fn verb(self) -> &'static str {
        match self {
            Process::Serve => "serve",
            Process::Work => "work",
            Process::Mix => "mix",
        }
    }

    fn role(self) -> &'static str {
        match self {
            Process::Serve => "heard_web",
            Process::Work => "heard_mailer",
            Process::Mix => "heard_mixer",
        }
    }
}

/// The stage, set.
pub struct Stage {
    /// The folder of everything.
    pub dir: PathBuf,
    /// The private cluster.
    pub cluster: Arc<Cluster>,
    /// The database on it.
    pub database: String,
    /// Where the office listens; the survey takes the next port.
    pub listen: SocketAddr,
    /// The demonstration clock.
    pub clock: Clock,
    /// The definitions in force.
    pub definitions: Arc<Definitions>,
    /// The keys of the web process.
    pub keys: WebKeys,
    /// Connections under the role of the web.
    pub web: Pool,
}

impl Stage {
    /// Sets the stage: database, tables, keys and questionnaires, each made where it is missing.
    ///
    /// # Errors
    /// Whatever is not to be had, as a sentence.
    pub async fn set(
        dir: &Path,
        cluster: Arc<Cluster>,
        database: &str,
        listen: SocketAddr,
    ) -> Result<Stage, DemoError> {
        cluster.ensure_database(database)?;
        store::migrate(&cluster.superuser_url(database)).await?;
        prepare_keys(&dir.join("keys"), &mut system_rng())?;
        let clock = Clock::shifted(dir.join("clock"));
        let web = store::connect(&cluster.url(Process::Serve.role(), database), 32)?;
        let mut conn = store::get(&web).await?;
        let (today, now) = (clock.today(), clock.machine_now());
        let files = shipped_definitions();
        let (definitions, _) = load_questionnaires(&mut conn, &files, today, "demonstration", now).await?;
        Ok(Stage {
            dir: dir.to_owned(),
            cluster,
            database: database.to_owned(),
            listen,
            clock,
            definitions: Arc::new(definitions),
            keys: load_web_keys(&dir.join("keys"))?,
            web,
        })
    }

    /// Starts the private cluster below `dir`. The calling thread must outlive it.
    ///
    /// # Errors
    /// Where PostgreSQL is missing or does not start.
    pub fn start_cluster(dir: &Path) -> Result<Arc<Cluster>, DemoError> {
        Ok(Arc::new(Cluster::start(
            &dir.join("postgres"),
            Durability::Durable,
            &mut system_rng(),
        )?))
    }

    /// The environment that a process of the service gets here.
    pub fn environment(&self, process: Process) -> Environment {
        let survey = survey_listen(self.listen);
        [
            ("DATABASE_URL", self.cluster.url(process.role(), &self.database)),
            (
                "HEARD_REPORTER_DATABASE_URL",
                self.cluster.url("heard_reporter", &self.database),
            ),
            (
                "HEARD_SELFCHECK_DATABASE_URL",
                self.cluster.url("heard_selfcheck", &self.database),
            ),
            ("HEARD_DATABASE_CONNECTIONS", "32".to_owned()),
            ("HEARD_KEYS", self.dir.join("keys").display().to_string()),
            ("HEARD_LISTEN", self.listen.to_string()),
            ("HEARD_SURVEY_LISTEN", survey.to_string()),
            ("HEARD_OFFICE_URL", format!("http://{}", self.listen)),
            ("HEARD_SURVEY_URL", format!("http://{survey}")),
            (
                "HEARD_MAIL_FROM",
                "Feedback <feedback@letters.example>".to_owned(),
            ),
            (
                "HEARD_MAIL_FOLDER",
                self.letters_of(process).display().to_string(),
            ),
            ("HEARD_SUPPORT_MAIL", "team@support.example".to_owned()),
            ("HEARD_DEMO_CLOCK", self.clock_file().display().to_string()),
        ]
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
    }

    /// Requests to be contacted lie apart from the letters: they are no respondent's post.
    fn letters_of(&self, process: Process) -> PathBuf {
        match process {
            Process::Serve => self.dir.join("requests"),
            Process::Work | Process::Mix => self.mail_folder(),
        }
    }

    /// Where the letters of the running quarter lie.
    pub fn mail_folder(&self) -> PathBuf {
        self.dir.join("mail")
    }

    fn clock_file(&self) -> PathBuf {
        self.dir.join("clock")
    }

    /// Moves the demonstration clock, for all processes and for good.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn set_clock(&self, to: DateTime<Utc>) -> Result<(), DemoError> {
        let ahead = (to - self.clock.machine_now()).num_seconds();
        Ok(write_private(&self.clock_file(), &ahead.to_string())?)
    }

    /// Moves the clock to ten in the morning (UTC) of a day.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn set_day(&self, day: NaiveDate) -> Result<(), DemoError> {
        let ten = day.and_time(chrono::NaiveTime::from_hms_opt(10, 0, 0).unwrap_or_default());
        self.set_clock(ten.and_utc())
    }

    /// Puts the clock back to the machine's time.
    ///
    /// # Errors
    /// The file cannot be removed.
    pub fn reset_clock(&self) -> Result<(), DemoError> {
        match fs::remove_file(self.clock_file()) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
            _ => Ok(()),
        }
    }

    /// Writes what a visitor needs to look from outside: the superuser's connection, and the
    /// environment of the office's commands.
    ///
    /// # Errors
    /// A file cannot be written.
    pub fn write_ways_in(&self) -> Result<(), DemoError> {
        let url = self.cluster.superuser_url(&self.database);
        write_private(&self.dir.join("database-url"), &format!("{url}\n"))?;
        let exports: String = self
            .environment(Process::Serve)
            .iter()
            .map(|(name, value)| format!("export {name}='{value}'\n"))
            .collect();
        Ok(write_private(&self.dir.join("web.env"), &exports)?)
    }
}

/// The survey takes the port after the office's.
pub fn survey_listen(office: SocketAddr) -> SocketAddr {
    SocketAddr::new(office.ip(), office.port().wrapping_add(1))
}
