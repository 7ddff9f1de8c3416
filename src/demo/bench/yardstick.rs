//! What the database alone could do: pgbench with the statements of a completion, on tables of the same shape.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use crate::demo::cluster::Cluster;
use crate::demo::error::DemoError;

/// Rows of the tables that are written to.
const ROWS: usize = 20_000;
const SECONDS: usize = 5;
/// A connection that does nothing tells what it did after ten seconds (PostgreSQL 15, `idle_stats_update_timeout`).
const COUNTERS_LAG: Duration = Duration::from_secs(12);

/// What completions do to drafts: how often they are read, and written.
#[derive(Clone, Copy, Debug, Default)]
pub struct Statements {
    /// Reads by key that write nothing.
    pub reads: f64,
    /// Writes of a page.
    pub saves: f64,
}

impl Statements {
    /// Since the counters began.
    ///
    /// # Errors
    /// The database's.
    pub fn so_far(cluster: &Cluster, database: &str) -> Result<Statements, DemoError> {
        std::thread::sleep(COUNTERS_LAG);
        let counted = cluster.sql(
            database,
            "SELECT idx_scan || ' ' || n_tup_upd || ' ' || n_tup_del FROM pg_stat_user_tables WHERE relname = 'draft'",
        )?;
        let numbers: Vec<f64> = counted
            .split_whitespace()
            .filter_map(|word| word.parse().ok())
            .collect();
        let [scans, saves, deletes] = numbers[..] else {
            return Err(DemoError::new(
                "the database does not count what is done to drafts",
            ));
        };
        Ok(Statements {
            reads: (scans - saves - deletes).max(0.0),
            saves,
        })
    }

    /// Since an earlier look.
    pub fn less(self, before: Statements) -> Statements {
        Statements {
            reads: self.reads - before.reads,
            saves: self.saves - before.saves,
        }
    }

    /// For each of so many.
    pub fn each(self, count: usize) -> Statements {
        let count = count as f64;
        Statements {
            reads: self.reads / count,
            saves: self.saves / count,
        }
    }
}

/// What pgbench said.
#[derive(Clone, Copy, Debug)]
pub struct Timed {
    /// Transactions of the script a second.
    pub per_second: f64,
    /// Milliseconds of one.
    pub latency_ms: f64,
}

/// The scripts and where they run.
pub struct Yardstick {
    program: PathBuf,
    url: String,
    completion: PathBuf,
    upsert: PathBuf,
}

impl Yardstick {
    /// Makes the tables and writes the scripts: drafts unlogged, ballots and gates logged, bodies as long as ours.
    ///
    /// # Errors
    /// The database's, or a file cannot be written.
    pub fn lay_out(
        cluster: &Cluster,
        database: &str,
        dir: &Path,
        statements: Statements,
    ) -> Result<Yardstick, DemoError> {
        cluster.sql(
            database,
            &format!(
                "CREATE TABLE yard_text AS SELECT body, substring(body, 1, 400) AS page FROM ballot LIMIT 1;
                 CREATE UNLOGGED TABLE yard_draft (id int PRIMARY KEY, body bytea NOT NULL);
                 CREATE TABLE yard_ballot (id uuid PRIMARY KEY, body bytea NOT NULL);
                 CREATE TABLE yard_gate (id int PRIMARY KEY, spent bool NOT NULL);
                 CREATE TABLE yard_page (id int PRIMARY KEY, body bytea NOT NULL);
                 INSERT INTO yard_gate SELECT i, false FROM generate_series(1, {ROWS}) i;
                 INSERT INTO yard_page SELECT i, page FROM generate_series(1, {ROWS}) i, yard_text;"
            ),
        )?;
        let (completion, upsert) = (dir.join("completion.sql"), dir.join("upsert.sql"));
        std::fs::write(&completion, completion_script(statements))?;
        std::fs::write(
            &upsert,
            format!(
                "\\set i random(1, {ROWS})\nINSERT INTO yard_page SELECT :i, page FROM yard_text \
                 ON CONFLICT (id) DO UPDATE SET body = excluded.body;\n"
            ),
        )?;
        Ok(Yardstick {
            program: cluster.programs().join("pgbench"),
            url: cluster.superuser_url(database),
            completion,
            upsert,
        })
    }

    /// Whole completions with so many connections.
    ///
    /// # Errors
    /// pgbench cannot be run, or failed.
    pub fn completions(&self, clients: usize) -> Result<Timed, DemoError> {
        self.timed(&self.completion, clients)
    }

    /// One synced upsert of 400 bytes after the other.
    ///
    /// # Errors
    /// As [`Yardstick::completions`].
    pub fn upsert(&self) -> Result<Timed, DemoError> {
        self.timed(&self.upsert, 1)
    }

    fn timed(&self, script: &Path, clients: usize) -> Result<Timed, DemoError> {
        let told = Command::new(&self.program)
            .args(["-n", "-M", "prepared", "-j", "2"])
            .args(["-c", &clients.to_string(), "-T", &SECONDS.to_string(), "-f"])
            .arg(script)
            .arg(&self.url)
            .output()
            .map_err(|_| DemoError::new("pgbench is missing: it comes with Debian's postgresql"))?;
        let said = String::from_utf8_lossy(&told.stdout);
        let number = |before: &str| {
            let line = said.lines().find_map(|line| line.strip_prefix(before))?;
            line.split_whitespace().next()?.parse().ok()
        };
        match (number("tps = "), number("latency average = ")) {
            (Some(per_second), Some(latency_ms)) => Ok(Timed {
                per_second,
                latency_ms,
            }),
            _ => Err(DemoError::new(format!(
                "pgbench failed: {}",
                String::from_utf8_lossy(&told.stderr).trim()
            ))),
        }
    }
}

/// A completion as the service has it: a draft begun, read and written page by page, then Send in one transaction.
fn completion_script(statements: Statements) -> String {
    let mut script = format!(
        "\\set i random(1, {ROWS})\nINSERT INTO yard_draft SELECT :i, body FROM yard_text ON CONFLICT (id) DO NOTHING;\n"
    );
    for _ in 0..statements.reads.round() as usize {
        script.push_str("SELECT body FROM yard_draft WHERE id = :i;\n");
    }
    for _ in 0..statements.saves.round() as usize {
        script.push_str("UPDATE yard_draft SET body = (SELECT body FROM yard_text) WHERE id = :i;\n");
    }
    let _ = script.write_str(
        "BEGIN;\nSELECT pg_advisory_xact_lock_shared(7);\n\
         INSERT INTO yard_ballot SELECT gen_random_uuid(), body FROM yard_text;\n\
         UPDATE yard_gate SET spent = NOT spent WHERE id = :i;\n\
         DELETE FROM yard_draft WHERE id = :i;\nCOMMIT;\n",
    );
    script
}
