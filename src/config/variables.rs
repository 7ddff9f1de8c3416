//! Every variable in one table: the readers take their defaults from it, and `--help` prints it.

use std::fmt::Write as _;

/// One variable of the environment.
pub struct Variable {
    /// Its name.
    pub name: &'static str,
    /// What holds where it is not set; `None` where there is no default.
    pub default: Option<&'static str>,
    /// Which commands cannot do without it; empty where none.
    pub needed_by: &'static str,
    /// Whether its value is shown by nobody.
    pub secret: bool,
    /// What it means, for a person.
    pub meaning: &'static str,
}

const fn open(
    name: &'static str,
    default: Option<&'static str>,
    needed_by: &'static str,
    meaning: &'static str,
) -> Variable {
    Variable {
        name,
        default,
        needed_by,
        secret: false,
        meaning,
    }
}

const fn secret(name: &'static str, needed_by: &'static str, meaning: &'static str) -> Variable {
    Variable {
        name,
        default: None,
        needed_by,
        secret: true,
        meaning,
    }
}

/// All variables, in the order in which help shows them.
pub const VARIABLES: &[Variable] = &[
    secret(
        "DATABASE_URL",
        "serve, work, mix, migrate, questionnaires, wave, sample, staff, card, backup",
        "postgres://role:password@host/database. Each process signs in under its own role: heard_web for serve and the office's commands, heard_mailer for work, heard_mixer for mix, the owner for migrate",
    ),
    secret(
        "HEARD_REPORTER_DATABASE_URL",
        "work",
        "the same database under the role heard_reporter",
    ),
    secret(
        "HEARD_SELFCHECK_DATABASE_URL",
        "work",
        "the same database under the role heard_selfcheck, which looks at the ballot box once a day and sees counts alone",
    ),
    open(
        "HEARD_DATABASE_CA",
        None,
        "",
        "PEM file of the authority that signed the certificate of the database's server: connections then go over TLS and to no other server. Needed where the database is on another machine; `none` on a network of containers that nobody else is on",
    ),
    open(
        "HEARD_DATABASE_CONNECTIONS",
        Some("16"),
        "",
        "connections that one process keeps open at most, 2 to 500",
    ),
    open(
        "HEARD_KEYS",
        None,
        "serve, work, mix, keys, questionnaires, wave, sample, staff, card, backup",
        "directory of the key files, outside the database's directory and every backup; each process reads its own folder in it (mode 0700), made by `heard keys`",
    ),
    open(
        "HEARD_SURVEY_URL",
        None,
        "serve, work, card",
        "where respondents answer, as https://host: a bland name that says nothing of what it is about",
    ),
    open(
        "HEARD_OFFICE_URL",
        None,
        "serve",
        "where staff sign in, as https://host: another host name than the survey's",
    ),
    open(
        "HEARD_LISTEN",
        Some("127.0.0.1:8080"),
        "",
        "address and port on which the office is served",
    ),
    open(
        "HEARD_SURVEY_LISTEN",
        None,
        "",
        "address and port on which the survey is served [the next port after HEARD_LISTEN]",
    ),
    open(
        "HEARD_EXIT_URL",
        Some("https://www.bbc.co.uk/weather"),
        "",
        "the neutral site that the exit link leads to",
    ),
    secret(
        "HEARD_SMTP_URL",
        "work (or HEARD_MAIL_FOLDER)",
        "the mail relay: smtps://user:password@host (TLS from the start) or smtp://user:password@host:587 (STARTTLS required; in clear only to this machine itself)",
    ),
    open(
        "HEARD_MAIL_FOLDER",
        None,
        "work (or HEARD_SMTP_URL)",
        "write letters as .eml files into this directory instead of sending them",
    ),
    open(
        "HEARD_MAIL_FROM",
        None,
        "work",
        "the sender, as `Feedback <feedback@example.org>`: neither the name nor the address may say what the survey is about",
    ),
    open(
        "HEARD_SUPPORT_MAIL",
        None,
        "",
        "address of the team that contacts people who ask for it after answering; without it they are not offered it. With it serve needs HEARD_MAIL_FROM and HEARD_SMTP_URL (or HEARD_MAIL_FOLDER) too",
    ),
    open(
        "HEARD_MAIL_TIME_LIMIT",
        Some("60"),
        "",
        "seconds that one letter may take to leave, 5 to 600",
    ),
    open(
        "HEARD_MAIL_IN_FLIGHT",
        Some("16"),
        "",
        "letters sent at the same time, 1 to 64",
    ),
    open(
        "HEARD_K",
        Some("10"),
        "",
        "smallest number of ballots mixed together: 10 or more, larger is safer",
    ),
    open(
        "HEARD_M",
        Some("5"),
        "",
        "smallest class of sex and age in a mix: 5 or more, larger is safer",
    ),
    open(
        "HEARD_DESTROY_KEYS",
        Some("immediate"),
        "",
        "when the key of a mixed epoch goes: immediate (a backup from before the mix then loses its answers), or after-backup (once `heard backup confirm` has found the mix in a restored backup or a standby)",
    ),
    open(
        "HEARD_KEYS_SECRET_FILE",
        None,
        "",
        "file (mode 0600) with the secret that this process's keys are locked with: a systemd credential, or a passphrase typed into memory at the start; see `heard keys lock`",
    ),
    open(
        "HEARD_KEYS_COMMAND",
        None,
        "",
        "in its place a program, with its arguments, that asks a key management service: called with `wrap` or `unwrap` at the end, bytes in on standard input, bytes out on standard output",
    ),
    open(
        "HEARD_KEYS_COPY",
        None,
        "",
        "directory on another disk for a second copy of each epoch's key, kept until the key goes (mix, backup); outside every backup, as HEARD_KEYS",
    ),
    secret(
        "HEARD_RESTORED_DATABASE_URL",
        "backup confirm",
        "a restored backup, or a standby, under the role heard_mixer",
    ),
    open(
        "HEARD_PAUSE",
        Some("2"),
        "",
        "seconds between two looks of work and mix for what is due, 1 to 3600",
    ),
    secret(
        "HEARD_PASSWORD",
        "",
        "password of the account named with --as, for `heard sample approve` and `refuse`; else the first line of standard input",
    ),
    open(
        "HEARD_LOG",
        Some("info"),
        "",
        "how much is logged: error, warn, info, debug, or a filter such as `info,heard=debug`; `heard demo` and what it starts log warn unless it is set",
    ),
    #[cfg(feature = "demo")]
    open(
        "HEARD_DEMO_CLOCK",
        None,
        "",
        "file with the seconds that the demonstration clock stands ahead (demo only)",
    ),
    #[cfg(feature = "demo")]
    open(
        "HEARD_DIR",
        Some(".demo"),
        "",
        "directory of the demonstration (demo only)",
    ),
];

/// The variable of that name, if there is one.
pub(super) fn find(name: &str) -> Option<&'static Variable> {
    VARIABLES.iter().find(|variable| variable.name == name)
}

/// Every variable with its meaning and default, as text for a terminal.
pub fn help() -> String {
    let mut text = String::from("Settings are environment variables:\n");
    for variable in VARIABLES {
        let _ = write!(text, "\n  {}", variable.name);
        if let Some(default) = variable.default {
            let _ = write!(text, " [{default}]");
        }
        if !variable.needed_by.is_empty() {
            let _ = write!(text, "  needed by {}", variable.needed_by);
        }
        let _ = write!(text, "\n      {}\n", variable.meaning);
    }
    text
}
