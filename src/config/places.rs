//! Where the database and the keys are, and what guards the way to either.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use secrecy::SecretString;

use super::reader::Reader;
use super::values::{is_here, path, postgres_url, whole_number};
use crate::{keys, store};

const AUTHORITY: &str = "HEARD_DATABASE_CA";
/// Said in its place where the way to the database needs no guard.
const NO_AUTHORITY: &str = "none";

impl Reader<'_> {
    pub(super) fn store(&mut self) -> Option<store::Settings> {
        self.database("DATABASE_URL")
    }

    pub(super) fn reporter(&mut self) -> Option<store::Settings> {
        self.database("HEARD_REPORTER_DATABASE_URL")
    }

    pub(super) fn self_check(&mut self) -> Option<store::Settings> {
        self.database("HEARD_SELFCHECK_DATABASE_URL")
    }

    pub(super) fn restored(&mut self) -> Option<store::Settings> {
        self.database("HEARD_RESTORED_DATABASE_URL")
    }

    fn database(&mut self, name: &'static str) -> Option<store::Settings> {
        let connections = self.parsed(
            "HEARD_DATABASE_CONNECTIONS",
            "is the number of connections",
            |text| whole_number(text, 2, 500),
        );
        let url = self.required(
            name,
            "give it as postgres://role:password@host/database",
            postgres_url,
        );
        let url = url?;
        let distant = !is_here(&url);
        let (url, authority) = self.reachable(name, url)?;
        Some(store::Settings {
            url,
            authority,
            distant,
            max_connections: NonZeroUsize::new(connections?)?,
        })
    }

    /// A database on another machine is asked over TLS, unless it is said that nobody else is on the way.
    fn reachable(&mut self, name: &str, url: SecretString) -> Option<(SecretString, Option<PathBuf>)> {
        let authority = self.optional(AUTHORITY, "name a PEM file, or `none`", path);
        match authority {
            Some(none) if none.as_os_str() == NO_AUTHORITY => Some((url, None)),
            None if !is_here(&url) => {
                let remedy = "Name the certificate of its authority in HEARD_DATABASE_CA; or `none` where only containers of one machine are on that network";
                self.fault(
                    name,
                    "leads to another machine, and nothing says how to know it",
                    remedy,
                );
                None
            }
            authority => Some((url, authority)),
        }
    }

    pub(super) fn keys(&mut self) -> Option<keys::Settings> {
        let directory = self.required(
            "HEARD_KEYS",
            "name the directory of this process's key files",
            path,
        );
        let locksmith = self.locksmith();
        Some(keys::Settings {
            directory: directory?,
            locksmith: locksmith?,
        })
    }

    fn locksmith(&mut self) -> Option<keys::Locksmith> {
        let file = self.optional("HEARD_KEYS_SECRET_FILE", "name a file", path);
        let command = self.optional("HEARD_KEYS_COMMAND", "name a program", str::parse::<String>);
        match (file, command) {
            (None, None) => Some(keys::Locksmith::None),
            (Some(file), None) => Some(keys::Locksmith::SecretFile(file)),
            (None, Some(command)) => Some(keys::Locksmith::Command(command)),
            (Some(_), Some(_)) => {
                self.fault(
                    "HEARD_KEYS_COMMAND",
                    "HEARD_KEYS_SECRET_FILE is set as well",
                    "Take one of the two: a secret in a file, or a program that wraps and unwraps",
                );
                None
            }
        }
    }
}
