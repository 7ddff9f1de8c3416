//! Reads one variable after the other and collects what is wrong.

use std::fmt::Display;
use std::num::NonZeroUsize;
use std::path::PathBuf;

use super::nearest::{distance, strangeness};
use super::values::{
    address, destruction, host_url, next_port, path, seconds, survey_url, web_url, whole_number,
};
use super::{ConfigFault, ConfigFaults, Environment, SupportConfig, VARIABLES, variables};
use crate::{jobs, mail, web};

const PREFIX: &str = "HEARD_";

/// One pass over the environment.
pub(super) struct Reader<'a> {
    environment: &'a Environment,
    faults: Vec<ConfigFault>,
    requires: bool,
    unknown_matters: bool,
}

impl<'a> Reader<'a> {
    pub(super) fn new(environment: &'a Environment) -> Self {
        Reader {
            environment,
            faults: Vec::new(),
            requires: true,
            unknown_matters: true,
        }
    }

    pub(super) fn requiring_nothing(self) -> Self {
        Reader {
            requires: false,
            ..self
        }
    }

    pub(super) fn ignoring_unknown(self) -> Self {
        Reader {
            unknown_matters: false,
            ..self
        }
    }

    /// The whole, if nothing was wrong.
    pub(super) fn finish<T>(mut self, whole: Option<T>) -> Result<T, ConfigFaults> {
        if self.unknown_matters {
            self.report_unknown();
        }
        match whole {
            Some(whole) if self.faults.is_empty() => Ok(whole),
            _ => Err(ConfigFaults(self.faults)),
        }
    }

    pub(super) fn web(&mut self) -> Option<web::Settings> {
        let survey_url = self.survey_address();
        let office_url = self.required("HEARD_OFFICE_URL", "give it as https://host", host_url);
        let office_listen = self.parsed("HEARD_LISTEN", "give it as 127.0.0.1:8080", address);
        let survey_listen = self.optional("HEARD_SURVEY_LISTEN", "give it as 127.0.0.1:8081", address);
        let exit_url = self.parsed(
            "HEARD_EXIT_URL",
            "give the https address of a neutral site",
            web_url,
        );
        let (survey_url, office_url, office_listen) = (survey_url?, office_url?, office_listen?);
        if survey_url.origin() == office_url.origin() {
            self.fault(
                "HEARD_SURVEY_URL",
                "is the same host as HEARD_OFFICE_URL",
                "Give respondents a host name of their own: nothing of the office may stand in a respondent's browser",
            );
            return None;
        }
        let survey_listen = match survey_listen {
            Some(given) => given,
            None => next_port(office_listen),
        };
        if survey_listen == office_listen {
            self.fault(
                "HEARD_SURVEY_LISTEN",
                "is the same as HEARD_LISTEN",
                "Give it another port",
            );
        }
        Some(web::Settings {
            survey_url,
            office_url,
            survey_listen,
            office_listen,
            exit_url: exit_url?,
        })
    }

    pub(super) fn survey_address(&mut self) -> Option<url::Url> {
        self.required(
            "HEARD_SURVEY_URL",
            "give it as https://host, a name that tells nothing",
            survey_url,
        )
    }

    pub(super) fn mail(&mut self) -> Option<mail::Settings> {
        let sender = self.required(
            "HEARD_MAIL_FROM",
            "give it as `Feedback <feedback@example.org>`, in words that tell nothing",
            mail::Sender::parse,
        );
        let survey_url = self.survey_address();
        let time_limit = self.parsed("HEARD_MAIL_TIME_LIMIT", "give it in seconds", |text| {
            seconds(text, 5, 600)
        });
        let in_flight = self.parsed("HEARD_MAIL_IN_FLIGHT", "give the number of letters", |text| {
            whole_number(text, 1, 64)
        });
        let transport = self.transport();
        Some(mail::Settings {
            sender: sender?,
            survey_url: survey_url?,
            transport: transport?,
            time_limit: time_limit?,
            in_flight: NonZeroUsize::new(in_flight?)?,
        })
    }

    /// Where requests to be contacted go; `Some(None)` where the form is not offered.
    pub(super) fn support(&mut self) -> Option<Option<SupportConfig>> {
        if !self.is_set("HEARD_SUPPORT_MAIL") {
            return Some(None);
        }
        let to = self.optional(
            "HEARD_SUPPORT_MAIL",
            "give it as team@example.org",
            mail::StaffAddress::parse,
        );
        let mail = self.mail();
        Some(Some(SupportConfig { mail: mail?, to: to? }))
    }

    fn transport(&mut self) -> Option<mail::Transport> {
        let relay = self.optional(
            "HEARD_SMTP_URL",
            "give it as smtps://user:password@host or smtp://user:password@host:587",
            mail::Relay::parse,
        );
        let folder = self.optional("HEARD_MAIL_FOLDER", "name a directory", path);
        match (self.is_set("HEARD_SMTP_URL"), self.is_set("HEARD_MAIL_FOLDER")) {
            (true, true) => {
                self.fault(
                    "HEARD_MAIL_FOLDER",
                    "is set beside HEARD_SMTP_URL",
                    "Leave one of them out: letters either leave or lie in a folder",
                );
                None
            }
            (true, false) => relay.map(mail::Transport::Smtp),
            (false, true) => folder.map(mail::Transport::Folder),
            (false, false) => {
                self.missing(
                    "HEARD_SMTP_URL",
                    "Name the mail relay, or a directory for letters in HEARD_MAIL_FOLDER",
                );
                None
            }
        }
    }

    pub(super) fn jobs(&mut self) -> Option<jobs::Settings> {
        let k = self.parsed("HEARD_K", "it can only be raised", |text| {
            whole_number(text, 10, 10_000)
        });
        let m = self.parsed("HEARD_M", "it can only be raised", |text| {
            whole_number(text, 5, 10_000)
        });
        let pause = self.parsed("HEARD_PAUSE", "give it in seconds", |text| seconds(text, 1, 3600));
        let destruction = self.parsed(
            "HEARD_DESTROY_KEYS",
            "give it as immediate or after-backup",
            destruction,
        );
        let keys_copy = self.optional("HEARD_KEYS_COPY", "name a directory on another disk", path);
        let (k, m) = (k?, m?);
        if m > k {
            self.fault(
                "HEARD_M",
                "is above HEARD_K",
                "A class cannot be larger than the batch it stands in",
            );
        }
        Some(jobs::Settings {
            k,
            m,
            pause: pause?,
            destruction: destruction?,
            keys_copy,
        })
    }

    /// Where the demonstration says how far its clock stands ahead.
    #[cfg(feature = "demo")]
    pub(super) fn clock_file(&self) -> Option<PathBuf> {
        self.value("HEARD_DEMO_CLOCK").map(PathBuf::from)
    }

    /// What is deployed has no clock that can be moved.
    #[cfg(not(feature = "demo"))]
    pub(super) fn clock_file(&self) -> Option<PathBuf> {
        None
    }

    pub(super) fn log(&mut self) -> Option<String> {
        self.parsed("HEARD_LOG", "give it as info, or as info,heard=debug", |text| {
            tracing_subscriber::EnvFilter::try_new(text).map(|_| text.to_owned())
        })
    }

    fn value(&self, name: &str) -> Option<&'a str> {
        self.environment
            .get(name)
            .map(|value| value.trim())
            .filter(|value| !value.is_empty())
    }

    fn is_set(&self, name: &str) -> bool {
        self.value(name).is_some()
    }

    /// A variable that must be given.
    pub(super) fn required<T, E: Display>(
        &mut self,
        name: &'static str,
        remedy: &str,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<T> {
        if !self.is_set(name) {
            self.missing(name, &sentence(remedy));
        }
        self.optional(name, remedy, parse)
    }

    /// A variable that may be left out, with the default of the table.
    pub(super) fn parsed<T, E: Display>(
        &mut self,
        name: &'static str,
        remedy: &str,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<T> {
        let text = self.value(name).or_else(|| variables::find(name)?.default)?;
        self.understood(name, remedy, parse(text))
    }

    /// A variable that may be left out.
    pub(super) fn optional<T, E: Display>(
        &mut self,
        name: &'static str,
        remedy: &str,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<T> {
        let text = self.value(name)?;
        self.understood(name, remedy, parse(text))
    }

    fn understood<T, E: Display>(&mut self, name: &str, remedy: &str, parsed: Result<T, E>) -> Option<T> {
        match parsed {
            Ok(value) => Some(value),
            Err(error) => {
                self.fault(name, &error.to_string(), &sentence(remedy));
                None
            }
        }
    }

    fn missing(&mut self, name: &str, remedy: &str) {
        if self.requires {
            self.fault(name, "is not set", remedy);
        }
    }

    pub(super) fn fault(&mut self, variable: &str, what: &str, remedy: &str) {
        let remedy = if remedy.ends_with(['?', '.']) {
            remedy.to_owned()
        } else {
            format!("{remedy}.")
        };
        let fault = ConfigFault {
            variable: variable.to_owned(),
            what: what.to_owned(),
            remedy,
        };
        if !self.faults.contains(&fault) {
            self.faults.push(fault);
        }
    }

    fn report_unknown(&mut self) {
        for name in self.environment.keys() {
            if name.starts_with(PREFIX) && variables::find(name).is_none() {
                let nearest = VARIABLES.iter().min_by_key(|known| strangeness(known.name, name));
                let remedy = match nearest {
                    Some(known) if distance(known.name, name) <= 5 => format!("Did you mean {}?", known.name),
                    _ => "Leave it out".to_owned(),
                };
                self.fault(name, "is no setting of ours", &remedy);
            }
        }
    }
}

/// First letter in upper case: remedies stand after a full stop.
fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect())
        .unwrap_or_default()
}
