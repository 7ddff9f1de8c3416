//! How often something may be tried by all visitors together. Nobody's address is looked at or kept, so whoever
//! tries too much slows everybody for a minute; the page that says so keeps what was typed.

use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, Utc};

/// So many tries a minute, and as many at once.
pub struct Limit {
    a_minute: u32,
    state: Mutex<Option<State>>,
}

#[derive(Clone, Copy)]
struct State {
    left: f64,
    at: DateTime<Utc>,
}

impl Limit {
    /// A limit of `a_minute` tries.
    pub fn new(a_minute: u32) -> Limit {
        Limit {
            a_minute,
            state: Mutex::new(None),
        }
    }

    /// Takes one try; false where none is left. A clock that goes back gives none back.
    pub fn take(&self, now: DateTime<Utc>) -> bool {
        let most = f64::from(self.a_minute);
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let before = state.unwrap_or(State { left: most, at: now });
        let seconds = (now - before.at).as_seconds_f64().max(0.0);
        let left = (before.left + seconds * most / 60.0).min(most);
        let may = left >= 1.0;
        *state = Some(State {
            left: if may { left - 1.0 } else { left },
            at: now.max(before.at),
        });
        may
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;

    #[test]
    fn as_many_as_a_minute_allows_pass_at_once_and_then_one_as_time_goes_by() {
        let limit = Limit::new(6);
        let noon = DateTime::from_timestamp(1_790_000_000, 0).unwrap();
        assert_eq!((0..10).filter(|_| limit.take(noon)).count(), 6);
        assert!(!limit.take(noon + TimeDelta::seconds(9)));
        assert!(limit.take(noon + TimeDelta::seconds(10)));
        assert!(!limit.take(noon + TimeDelta::seconds(10)));
        assert!(!limit.take(noon), "a clock that goes back gives nothing");
        assert_eq!(
            (0..10).filter(|_| limit.take(noon + TimeDelta::hours(1))).count(),
            6
        );
    }
}
