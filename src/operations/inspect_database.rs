//! Refuses a database server that would lose answers, whose logs and catalogues would tell who gave them, or whose
//! messages this program could not read.

use diesel_async::AsyncPgConnection;

use crate::store::{self, server_settings::list_server_settings};

/// A setting, the values it may have (the first is the one to set), and why.
struct Rule {
    setting: &'static str,
    allowed: &'static [&'static str],
    why: &'static str,
}

const LOST: &str = "an answer that somebody was thanked for could be lost";
const LOGGED: &str = "the log could hold what was typed or who it is about";
const TIMED: &str = "answers could be lined up with the moments they were given";
const FOREIGN: &str = "a database that is busy could not be told from one that is broken";

const RULES: &[Rule] = &[
    Rule {
        setting: "fsync",
        allowed: &["on"],
        why: LOST,
    },
    Rule {
        setting: "full_page_writes",
        allowed: &["on"],
        why: LOST,
    },
    Rule {
        setting: "synchronous_commit",
        allowed: &["on", "remote_apply"],
        why: LOST,
    },
    Rule {
        setting: "track_commit_timestamp",
        allowed: &["off"],
        why: TIMED,
    },
    Rule {
        setting: "wal_level",
        allowed: &["replica", "minimal"],
        why: TIMED,
    },
    Rule {
        setting: "log_error_verbosity",
        allowed: &["terse"],
        why: LOGGED,
    },
    Rule {
        setting: "log_min_error_statement",
        allowed: &["panic"],
        why: LOGGED,
    },
    Rule {
        setting: "log_min_duration_statement",
        allowed: &["-1"],
        why: LOGGED,
    },
    Rule {
        setting: "log_min_duration_sample",
        allowed: &["-1"],
        why: LOGGED,
    },
    Rule {
        setting: "log_transaction_sample_rate",
        allowed: &["0"],
        why: LOGGED,
    },
    Rule {
        setting: "log_statement",
        allowed: &["none", "ddl"],
        why: LOGGED,
    },
    Rule {
        setting: "log_parameter_max_length",
        allowed: &["0"],
        why: LOGGED,
    },
    Rule {
        setting: "log_parameter_max_length_on_error",
        allowed: &["0"],
        why: LOGGED,
    },
    Rule {
        setting: "lc_messages",
        allowed: &[
            "C",
            "POSIX",
            "C.UTF-8",
            "C.utf8",
            "en_GB.UTF-8",
            "en_GB.utf8",
            "en_US.UTF-8",
            "en_US.utf8",
        ],
        why: FOREIGN,
    },
];

/// Extensions that keep statements with their values.
const UNWANTED: &[&str] = &["auto_explain", "pg_stat_statements"];

/// What is wrong with the server's settings, a sentence each with its remedy; empty where all is well.
///
/// # Errors
/// The database's.
pub async fn inspect_database(conn: &mut AsyncPgConnection) -> Result<Vec<String>, store::Error> {
    let names: Vec<&str> = RULES.iter().map(|rule| rule.setting).collect();
    let found = list_server_settings(conn, &names, UNWANTED).await?;
    Ok(faults(&found))
}

fn faults(found: &[(String, String)]) -> Vec<String> {
    let value = |name: &str| {
        found
            .iter()
            .find(|(found, _)| found == name)
            .map(|(_, value)| value.as_str())
    };
    let settings = RULES.iter().filter_map(
        |Rule {
             setting,
             allowed,
             why,
         }| {
            let value = value(setting)?;
            let fault = format!("{setting} is {value}: {why}. Set it to {}.", allowed[0]);
            (!allowed.contains(&value)).then_some(fault)
        },
    );
    let extensions = UNWANTED.iter().filter_map(|unwanted| {
        let is_loaded = found
            .iter()
            .any(|(name, _)| name.split('.').next() == Some(unwanted));
        let fault = format!("{unwanted} is loaded: {LOGGED}. Take it out of shared_preload_libraries.");
        is_loaded.then_some(fault)
    });
    settings.chain(extensions).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(changed: &[(&str, &str)]) -> Vec<(String, String)> {
        let good = RULES.iter().map(|rule| (rule.setting, rule.allowed[0]));
        good.filter(|(name, _)| changed.iter().all(|(other, _)| other != name))
            .chain(changed.iter().copied())
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect()
    }

    #[test]
    fn a_server_set_as_deploy_says_is_taken() {
        assert!(faults(&found(&[])).is_empty());
        assert!(faults(&found(&[("wal_level", "minimal"), ("log_statement", "ddl")])).is_empty());
    }

    #[test]
    fn every_setting_that_would_lose_or_tell_is_named_with_its_remedy() {
        for rule in RULES {
            let told = faults(&found(&[(rule.setting, "something else")]));
            assert_eq!(told.len(), 1, "{told:?}");
            assert!(
                told[0].starts_with(rule.setting)
                    && told[0].ends_with(&format!("Set it to {}.", rule.allowed[0]))
            );
        }
        let told = faults(&found(&[
            ("pg_stat_statements.max", "5000"),
            ("wal_level", "logical"),
        ]));
        assert_eq!(told.len(), 2, "{told:?}");
    }
}
