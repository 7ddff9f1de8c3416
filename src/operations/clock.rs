//! The only place that asks the machine for the time; everything below takes it as an argument.

#[cfg(feature = "demo")]
use std::path::{Path, PathBuf};

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Europe::London;

/// The service's clock. In the demonstration it can stand ahead of the machine's, for all processes alike.
#[derive(Clone, Debug)]
pub struct Clock {
    #[cfg(feature = "demo")]
    shift_file: Option<PathBuf>,
}

impl Clock {
    /// The machine's own time.
    pub fn machine() -> Self {
        Self {
            #[cfg(feature = "demo")]
            shift_file: None,
        }
    }

    /// The machine's time plus the seconds written in `file`, read again at every call; a missing file adds none.
    #[cfg(feature = "demo")]
    pub fn shifted(file: PathBuf) -> Self {
        Self {
            shift_file: Some(file),
        }
    }

    /// The time of fieldwork, epochs, drafts and editions.
    pub fn now(&self) -> DateTime<Utc> {
        self.machine_now() + self.shift()
    }

    /// The day of fieldwork in London.
    pub fn today(&self) -> NaiveDate {
        self.now().with_timezone(&London).date_naive()
    }

    /// The time of sign-in sessions, leases and rate limits, which the demonstration does not move.
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that asks the machine for the time"
    )]
    pub fn machine_now(&self) -> DateTime<Utc> {
        Utc::now()
    }

    #[cfg(not(feature = "demo"))]
    fn shift(&self) -> chrono::TimeDelta {
        chrono::TimeDelta::zero()
    }

    #[cfg(feature = "demo")]
    fn shift(&self) -> chrono::TimeDelta {
        let seconds = self.shift_file.as_deref().map_or(0, seconds_in);
        chrono::TimeDelta::try_seconds(seconds).unwrap_or_default()
    }
}

#[cfg(feature = "demo")]
fn seconds_in(file: &Path) -> i64 {
    let Ok(text) = std::fs::read_to_string(file) else {
        return 0;
    };
    text.trim().parse().unwrap_or_else(|_| {
        tracing::error!(
            "The demonstration clock's file does not hold a number of seconds; the machine's time is used."
        );
        0
    })
}

#[cfg(all(test, feature = "demo"))]
mod tests {
    use super::*;

    #[test]
    fn a_shifted_clock_follows_its_file_and_leaves_the_machine_time_alone() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("clock");
        let clock = Clock::shifted(file.clone());
        assert!((clock.now() - clock.machine_now()).num_seconds().abs() <= 1);
        std::fs::write(&file, "604800\n").expect("written");
        let ahead = clock.now() - clock.machine_now();
        assert_eq!((ahead.num_seconds() + 1) / 604_800, 1);
        assert!((clock.machine_now() - Clock::machine().now()).num_seconds().abs() <= 1);
    }
}
