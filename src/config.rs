//! The environment, read once: every fault is reported at once, every value stands redacted in `Debug`.
//!
//! Here: which part needs which variable, and what the whole must satisfy. Not here: what a setting means to
//! its part (each part owns its `Settings`), nor the environment itself below [`environment`]: the readers are
//! pure functions over a map, so that tests need no process of their own.

mod fault;
mod nearest;
mod places;
mod reader;
mod shown;
mod values;
mod variables;

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::{jobs, keys, mail, store, web};

pub use fault::{ConfigFault, ConfigFaults};
pub use shown::in_force;
pub use variables::{VARIABLES, Variable, help};

use reader::Reader;
use secrecy::SecretString;

/// The variables as the process was given them, by name.
pub type Environment = BTreeMap<String, String>;

/// What `heard serve` needs.
#[derive(Debug)]
pub struct ServeConfig {
    /// The database, under the role of the web.
    pub store: store::Settings,
    /// Where the key files lie.
    pub keys: keys::Settings,
    /// The two hosts.
    pub web: web::Settings,
    /// The smallest crowds, which pages promise.
    pub jobs: jobs::Settings,
    /// Where requests to be contacted go; none where people are not offered it.
    pub support: Option<SupportConfig>,
    /// The demonstration's clock; none in production.
    pub clock_file: Option<PathBuf>,
}

/// How requests to be contacted reach the support team.
#[derive(Debug)]
pub struct SupportConfig {
    /// How letters leave.
    pub mail: mail::Settings,
    /// The team.
    pub to: mail::StaffAddress,
}

/// What `heard work` needs.
#[derive(Debug)]
pub struct WorkConfig {
    /// The database, under the role of the mailer.
    pub store: store::Settings,
    /// The database, under the role of the reporter.
    pub reporter: store::Settings,
    /// The database, under the role of the self-check.
    pub self_check: store::Settings,
    /// Where the key files lie.
    pub keys: keys::Settings,
    /// How letters leave, and what stands in them.
    pub mail: mail::Settings,
    /// Pauses and sizes of the worker.
    pub jobs: jobs::Settings,
    /// The demonstration's clock; none in production.
    pub clock_file: Option<PathBuf>,
}

/// What `heard mix` needs.
#[derive(Debug)]
pub struct MixConfig {
    /// The database, under the role of the mixer.
    pub store: store::Settings,
    /// Where the key files lie.
    pub keys: keys::Settings,
    /// Smallest batch and smallest class, and the pause between two looks.
    pub jobs: jobs::Settings,
    /// The demonstration's clock; none in production.
    pub clock_file: Option<PathBuf>,
}

/// What `heard backup confirm` needs.
#[derive(Debug)]
pub struct BackupConfig {
    /// What `heard mix` needs.
    pub mix: MixConfig,
    /// The restored backup, or a standby, under the role of the mixer.
    pub restored: store::Settings,
}

/// What the commands of the office need: `staff`, `wave`, `sample`, `questionnaires`.
#[derive(Debug)]
pub struct OfficeConfig {
    /// The database, under the role of the web.
    pub store: store::Settings,
    /// Where the key files lie.
    pub keys: keys::Settings,
    /// The demonstration's clock; none in production.
    pub clock_file: Option<PathBuf>,
}

/// The environment of this process. A value that is not UTF-8 is kept with its odd bytes replaced, so that its
/// parser reports it by name.
pub fn environment() -> Environment {
    std::env::vars_os()
        .map(|(name, value)| {
            (
                name.to_string_lossy().into_owned(),
                value.to_string_lossy().into_owned(),
            )
        })
        .collect()
}

/// Reads what `heard serve` needs.
///
/// # Errors
/// Every missing, malformed or unknown variable, all at once.
pub fn serve(environment: &Environment) -> Result<ServeConfig, ConfigFaults> {
    let mut reader = Reader::new(environment);
    let (store, keys) = (reader.store(), reader.keys());
    let (web, jobs, support) = (reader.web(), reader.jobs(), reader.support());
    let clock_file = reader.clock_file();
    reader.finish((|| {
        Some(ServeConfig {
            store: store?,
            keys: keys?,
            web: web?,
            jobs: jobs?,
            support: support?,
            clock_file,
        })
    })())
}

/// Reads what `heard work` needs.
///
/// # Errors
/// Every missing, malformed or unknown variable, all at once.
pub fn work(environment: &Environment) -> Result<WorkConfig, ConfigFaults> {
    let mut reader = Reader::new(environment);
    let (store, reporter, keys) = (reader.store(), reader.reporter(), reader.keys());
    let self_check = reader.self_check();
    let (mail, jobs) = (reader.mail(), reader.jobs());
    let clock_file = reader.clock_file();
    reader.finish((|| {
        Some(WorkConfig {
            store: store?,
            reporter: reporter?,
            self_check: self_check?,
            keys: keys?,
            mail: mail?,
            jobs: jobs?,
            clock_file,
        })
    })())
}

/// Reads what `heard mix` needs.
///
/// # Errors
/// Every missing, malformed or unknown variable, all at once.
pub fn mix(environment: &Environment) -> Result<MixConfig, ConfigFaults> {
    let mut reader = Reader::new(environment);
    let config = mix_of(&mut reader);
    reader.finish(config)
}

fn mix_of(reader: &mut Reader<'_>) -> Option<MixConfig> {
    let (store, keys, jobs) = (reader.store(), reader.keys(), reader.jobs());
    Some(MixConfig {
        store: store?,
        keys: keys?,
        jobs: jobs?,
        clock_file: reader.clock_file(),
    })
}

/// Reads what `heard backup confirm` needs.
///
/// # Errors
/// Every missing, malformed or unknown variable, all at once.
pub fn confirm_backup(environment: &Environment) -> Result<BackupConfig, ConfigFaults> {
    let mut reader = Reader::new(environment);
    let restored = reader.restored();
    let mix = mix_of(&mut reader);
    reader.finish((|| {
        Some(BackupConfig {
            mix: mix?,
            restored: restored?,
        })
    })())
}

/// Reads what the commands of the office need.
///
/// # Errors
/// Every missing, malformed or unknown variable, all at once.
pub fn office(environment: &Environment) -> Result<OfficeConfig, ConfigFaults> {
    let mut reader = Reader::new(environment);
    let (store, keys) = (reader.store(), reader.keys());
    let clock_file = reader.clock_file();
    reader.finish((|| {
        Some(OfficeConfig {
            store: store?,
            keys: keys?,
            clock_file,
        })
    })())
}

/// Reads the address of the survey: what `heard card` prints.
///
/// # Errors
/// It is missing or malformed, or another variable is.
pub fn survey_address(environment: &Environment) -> Result<url::Url, ConfigFaults> {
    let mut reader = Reader::new(environment);
    let url = reader.survey_address();
    reader.finish(url)
}

/// The password of the account that a command of the office names, where it was given by variable.
pub fn password(environment: &Environment) -> Option<SecretString> {
    environment
        .get("HEARD_PASSWORD")
        .map(|given| SecretString::from(given.as_str()))
}

/// Reads what `heard migrate` needs: the database under the role that owns it.
///
/// # Errors
/// Every missing, malformed or unknown variable, all at once.
pub fn migrate(environment: &Environment) -> Result<store::Settings, ConfigFaults> {
    let mut reader = Reader::new(environment);
    let store = reader.store();
    reader.finish(store)
}

/// Reads what `heard keys` needs.
///
/// # Errors
/// Every missing, malformed or unknown variable, all at once.
pub fn keys(environment: &Environment) -> Result<keys::Settings, ConfigFaults> {
    let mut reader = Reader::new(environment);
    let keys = reader.keys();
    reader.finish(keys)
}

/// Checks every variable that is set, and requires none: what `heard check --config` reports.
///
/// # Errors
/// Every malformed or unknown variable, all at once.
pub fn check(environment: &Environment) -> Result<(), ConfigFaults> {
    let mut reader = Reader::new(environment).requiring_nothing();
    let _ = (
        reader.store(),
        reader.reporter(),
        reader.self_check(),
        reader.keys(),
        reader.web(),
        reader.mail(),
        reader.support(),
        reader.jobs(),
    );
    let _ = reader.log();
    reader.finish(Some(()))
}

/// The log's filter: read by itself, since the log begins before anything else.
///
/// # Errors
/// A filter that cannot be read.
pub fn log_filter(environment: &Environment) -> Result<String, ConfigFaults> {
    let mut reader = Reader::new(environment).ignoring_unknown();
    let filter = reader.log();
    reader.finish(filter)
}

#[cfg(test)]
mod tests;
