//! The cluster as a power cut finds it: every process ends at one moment, and it is started again where it was.

use std::fs;
use std::process::Command;
use std::sync::PoisonError;
use std::time::Duration;

use super::launch::launch;
use super::{Cluster, ClusterError, io};

/// How often a start is tried while processes of the one before still end, a tenth of a second apart.
const TRIES: u32 = 300;

impl Cluster {
    /// Ends every process of the cluster with SIGKILL. What was not on the disk is lost.
    ///
    /// # Errors
    /// `kill` cannot be started.
    pub fn crash(&self) -> Result<(), ClusterError> {
        let mut child = self.child.lock().unwrap_or_else(PoisonError::into_inner);
        let postmaster = child.id();
        // Stopped first, so that it starts no process between the count and the end.
        signal("-STOP", &[postmaster])?;
        let mut all = children_of(postmaster);
        all.push(postmaster);
        signal("-KILL", &all)?;
        child.wait().map_err(io("the database did not end"))?;
        Ok(())
    }

    /// Starts the cluster again at its port, which recovers from the WAL. The calling thread must live as long as the
    /// cluster is wanted.
    ///
    /// # Errors
    /// It does not start, or does not answer.
    pub fn start_again(&self) -> Result<(), ClusterError> {
        let mut child = self.child.lock().unwrap_or_else(PoisonError::into_inner);
        for _ in 0..TRIES {
            *child = launch(&self.dir, &self.bin, self.port, self.durability)?;
            if self.answers_before_it_ends(&mut child)? {
                return Ok(());
            }
        }
        Err(ClusterError::Silent(self.dir.join("postgres.log")))
    }

    /// A start beside what the killed one left is refused at once: then the process ends.
    fn answers_before_it_ends(&self, child: &mut std::process::Child) -> Result<bool, ClusterError> {
        for _ in 0..600 {
            if self.is_answering() {
                return Ok(true);
            }
            std::thread::sleep(Duration::from_millis(100));
            if child
                .try_wait()
                .map_err(io("the database cannot be watched"))?
                .is_some()
            {
                return Ok(false);
            }
        }
        Ok(false)
    }
}

fn signal(signal: &str, processes: &[u32]) -> Result<(), ClusterError> {
    let processes = processes.iter().map(u32::to_string);
    // `kill` is in every Debian. Who is gone already needs no signal.
    Command::new("kill")
        .arg(signal)
        .args(processes)
        .stderr(std::process::Stdio::null())
        .status()
        .map_err(io("cannot start kill"))?;
    Ok(())
}

/// The processes whose parent is `parent`: the fourth field of `/proc/<id>/stat`, which follows the name in brackets.
fn children_of(parent: u32) -> Vec<u32> {
    let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
    let process = |entry: fs::DirEntry| {
        let id: u32 = entry.file_name().to_str()?.parse().ok()?;
        let stat = fs::read_to_string(entry.path().join("stat")).ok()?;
        let (_, after) = stat.rsplit_once(')')?;
        let of: u32 = after.split_whitespace().nth(1)?.parse().ok()?;
        (of == parent).then_some(id)
    };
    entries.filter_map(process).collect()
}
