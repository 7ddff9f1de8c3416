//! The keys under which the service knows again whom it invited in the last 12 months: a file a month in the web
//! process's folder, made when the first contact file of the month is loaded, destroyed when the month is a year old.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use chrono::NaiveDate;
use rand::CryptoRng;

use crate::ballot::{Month, RecentKey};

use super::lock::Lock;
use super::{KeyDir, KeyError};

/// Its name in the web process's folder.
pub(super) const FOLDER: &str = "recent";
const ENDING: &str = ".key";
/// Two files loaded at once in a month's first moment must not make its key twice.
static MAKING: Mutex<()> = Mutex::new(());

/// The folder of the months' keys.
#[derive(Clone, Debug)]
pub struct RecentKeys {
    path: PathBuf,
    lock: Lock,
}

impl RecentKeys {
    /// Those below the web process's folder; nothing is read yet.
    pub fn below(web_folder: &Path) -> Self {
        Self {
            path: web_folder.join(FOLDER),
            lock: Lock::default(),
        }
    }

    /// Those inside the web process's folder, locked as it is.
    pub(super) fn inside(web: &KeyDir) -> Self {
        Self {
            path: web.path().join(FOLDER),
            lock: web.lock(),
        }
    }

    /// The keys of the months that are recent on `today`, this month's first: it is made where it is missing. A month
    /// in which nothing was loaded has none.
    ///
    /// # Errors
    /// The system refuses, or what is there is no key or can be read by others.
    pub fn of_last_year(
        &self,
        today: NaiveDate,
        rng: &mut impl CryptoRng,
    ) -> Result<Vec<(Month, RecentKey)>, KeyError> {
        let folder = KeyDir::open_or_make(&self.path)?.locked(self.lock.clone());
        let now = Month::of(today);
        make(&folder, &file_of(now), rng)?;
        now.recent()
            .filter(|month| folder.has(&file_of(*month)))
            .map(|month| Ok((month, RecentKey::from_bytes(*folder.read(&file_of(month))?))))
            .collect()
    }

    /// Destroys the keys of months that are no longer recent; returns how many there were.
    ///
    /// # Errors
    /// The system refuses.
    pub fn destroy_old(&self, today: NaiveDate) -> Result<usize, KeyError> {
        if !self.path.exists() {
            return Ok(0);
        }
        let folder = KeyDir::open(&self.path)?;
        let oldest = Month::of(today).oldest_recent();
        let is_old = |name: &String| {
            let month = name.strip_suffix(ENDING).and_then(Month::parse);
            month.is_some_and(|month| month < oldest)
        };
        let old: Vec<String> = folder.names()?.into_iter().filter(is_old).collect();
        for name in &old {
            folder.destroy(name)?;
        }
        Ok(old.len())
    }
}

fn file_of(month: Month) -> String {
    format!("{month}{ENDING}")
}

fn make(folder: &KeyDir, name: &str, rng: &mut impl CryptoRng) -> Result<(), KeyError> {
    let _one_at_a_time = MAKING.lock().unwrap_or_else(PoisonError::into_inner);
    if folder.has(name) {
        return Ok(());
    }
    match folder.write_new(name, RecentKey::generate(rng).expose()) {
        // Another process was quicker: its key is the month's.
        Err(KeyError::AlreadyThere { .. }) => Ok(()),
        made => made,
    }
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand::rngs::StdRng;

    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    #[test]
    fn the_key_of_a_month_is_made_once_and_gone_a_year_later() {
        let web = tempfile::tempdir().expect("a folder");
        let keys = RecentKeys::below(web.path());
        let mut rng = StdRng::seed_from_u64(1);
        assert_eq!(keys.destroy_old(day("2026-07-10")).expect("nothing yet"), 0);
        let first = keys.of_last_year(day("2026-07-10"), &mut rng).expect("made");
        let again = keys.of_last_year(day("2026-07-31"), &mut rng).expect("kept");
        assert_eq!(first[0].1.expose(), again[0].1.expose());
        let later = keys.of_last_year(day("2027-06-30"), &mut rng).expect("made");
        assert_eq!(later.len(), 2);
        assert_eq!(keys.destroy_old(day("2027-06-30")).expect("none is old"), 0);
        let a_year = keys.of_last_year(day("2027-07-01"), &mut rng).expect("made");
        assert!(a_year.iter().all(|(_, key)| key.expose() != first[0].1.expose()));
        assert_eq!(keys.destroy_old(day("2027-07-01")).expect("destroyed"), 1);
        assert!(!web.path().join("recent/2026-07.key").exists());
    }
}
