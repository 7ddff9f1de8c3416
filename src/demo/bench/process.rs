//! Processor time and memory of the processes that are measured, from the system's own account (proc(5)).

use std::collections::BTreeMap;
use std::path::Path;

use crate::demo::error::DemoError;

/// Ticks of a second in `/proc`, the same on every Linux of this kind (`getconf CLK_TCK`).
const TICKS: f64 = 100.0;

/// `heard serve` and the database's first process.
#[derive(Clone, Copy, Debug)]
pub struct Watched {
    serve: u32,
    postgres: u32,
}

/// Processor seconds.
#[derive(Clone, Copy, Debug, Default)]
pub struct Burden {
    /// Of `heard serve`.
    pub service: f64,
    /// Of the database with all its backends, those that have ended too.
    pub database: f64,
}

impl Burden {
    /// Since an earlier look.
    pub fn less(self, before: Burden) -> Burden {
        Burden {
            service: self.service - before.service,
            database: self.database - before.database,
        }
    }

    /// For each of so many.
    pub fn each(self, count: f64) -> Burden {
        Burden {
            service: self.service / count,
            database: self.database / count,
        }
    }

    /// Both.
    pub fn whole(self) -> f64 {
        self.service + self.database
    }
}

impl Watched {
    /// Finds both.
    ///
    /// # Errors
    /// One does not run.
    pub fn find(program: &Path, data: &Path) -> Result<Watched, DemoError> {
        let wanted = format!("{}\0serve\0", program.display());
        let serve = processes().into_keys().find(|id| {
            std::fs::read_to_string(format!("/proc/{id}/cmdline")).is_ok_and(|line| line == wanted)
        });
        let first_line = std::fs::read_to_string(data.join("postmaster.pid"))?;
        let postgres = first_line
            .lines()
            .next()
            .and_then(|line| line.trim().parse().ok());
        match (serve, postgres) {
            (Some(serve), Some(postgres)) => Ok(Watched { serve, postgres }),
            _ => Err(DemoError::new("heard serve or its database does not run")),
        }
    }

    /// What both have used so far.
    ///
    /// # Errors
    /// One has ended.
    pub fn burden(&self) -> Result<Burden, DemoError> {
        let all = processes();
        if !all.contains_key(&self.serve) {
            return Err(DemoError::new("heard serve has ended"));
        }
        Ok(Burden {
            service: of_tree(&all, self.serve) / TICKS,
            database: of_tree(&all, self.postgres) / TICKS,
        })
    }

    /// The memory that the service holds now, in MB. Its peak would tell of the one password that it hashes as it begins.
    ///
    /// # Errors
    /// It has ended.
    pub fn memory_mb(&self) -> Result<f64, DemoError> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.serve))?;
        let held = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kilobytes = held.and_then(|text| text.split_whitespace().next()?.parse::<f64>().ok());
        kilobytes
            .map(|kilobytes| kilobytes / 1024.0)
            .ok_or_else(|| DemoError::new("the system does not say how much memory heard serve held"))
    }
}

/// A process: its parent, and the ticks that it and those of its children that have ended used.
struct Process {
    parent: u32,
    ticks: f64,
}

fn processes() -> BTreeMap<u32, Process> {
    let entries = std::fs::read_dir("/proc").into_iter().flatten().flatten();
    entries
        .filter_map(|entry| {
            let id = entry.file_name().to_str()?.parse().ok()?;
            let stat = std::fs::read_to_string(entry.path().join("stat")).ok()?;
            // The name may hold blanks and brackets; what follows it does not.
            let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
            let number = |at: usize| fields.get(at)?.parse::<f64>().ok();
            let ticks = (11..15).filter_map(number).sum();
            Some((
                id,
                Process {
                    parent: fields.get(1)?.parse().ok()?,
                    ticks,
                },
            ))
        })
        .collect()
}

fn of_tree(all: &BTreeMap<u32, Process>, root: u32) -> f64 {
    let own = all.get(&root).map_or(0.0, |process| process.ticks);
    let children = all.iter().filter(|(_, process)| process.parent == root);
    own + children.map(|(id, _)| of_tree(all, *id)).sum::<f64>()
}
