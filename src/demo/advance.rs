//! Moving the demonstration clock: day by day, all that falls due on each day done before the next.

use chrono::{Days, NaiveDate, TimeDelta};

use super::crew::{Crew, Post};
use super::error::DemoError;
use super::stage::Stage;
use crate::operations::save_page::purge_drafts;
use crate::store::{self, waves};

/// The furthest that the clock moves at once.
const MOST_DAYS: u64 = 400;

/// More than the demonstration will ever hold.
const MOST_WAVES: i64 = 100;

/// How far the clock is to move.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Advance {
    /// So many days.
    Days(u64),
    /// To the day after the running fieldwork ends.
    Close,
}

impl Advance {
    /// Reads `7d` or `close`.
    ///
    /// # Errors
    /// What may be given, as a sentence.
    pub fn parse(text: &str) -> Result<Advance, DemoError> {
        let wrong = || {
            let given = match text.trim() {
                "" => "Nothing was said of how far the clock is to move".to_owned(),
                text if text.starts_with('-') => format!("“{text}”: the clock cannot be turned back"),
                text => format!("“{text}” is no way to move the clock"),
            };
            DemoError::new(format!(
                "{given}. Give days, from 1d to {MOST_DAYS}d, or close for the end of the running fieldwork"
            ))
        };
        match text.trim() {
            "close" => Ok(Advance::Close),
            text => {
                let days = text
                    .strip_suffix('d')
                    .and_then(|days| days.parse().ok())
                    .ok_or_else(wrong)?;
                (1..=MOST_DAYS)
                    .contains(&days)
                    .then_some(Advance::Days(days))
                    .ok_or_else(wrong)
            }
        }
    }
}

/// Moves the clock and does what falls due; says what moved, a sentence a thing.
///
/// # Errors
/// A job failed; the clock stands on the day on which it did.
pub async fn advance(stage: &Stage, by: Advance) -> Result<Vec<String>, DemoError> {
    let crew = Crew::open(stage, Post::Inbox)?;
    let today = stage.clock.today();
    let goal = match by {
        Advance::Days(days) => today + Days::new(days),
        Advance::Close => next_close(stage, today).await?,
    };
    let mut moved = Vec::new();
    for day in today.iter_days().skip(1).take_while(|day| *day <= goal) {
        let ahead = (day - stage.clock.today()).num_days();
        stage.set_clock(stage.clock.now() + TimeDelta::days(ahead))?;
        // The worker deletes drafts without a word, since a count of each day would tell too much elsewhere.
        let drafts = forget_drafts(stage, day).await?;
        let done = crew.do_all_that_is_due().await?;
        let done = drafts.into_iter().chain(done.iter().map(ToString::to_string));
        moved.extend(done.map(|done| format!("{}: {done}", spoken(day))));
    }
    moved.push(format!(
        "It is now {} in the demonstration.",
        spoken(stage.clock.today())
    ));
    Ok(moved)
}

/// Deletes the drafts whose time is over, and says how many there were.
async fn forget_drafts(stage: &Stage, day: NaiveDate) -> Result<Option<String>, DemoError> {
    let mut conn = store::get(&stage.web).await?;
    Ok(match purge_drafts(&mut conn, day).await? {
        0 => None,
        1 => Some("1 draft whose time was over is deleted.".to_owned()),
        drafts => Some(format!("{drafts} drafts whose time was over are deleted.")),
    })
}

/// A day as a person says it.
fn spoken(day: NaiveDate) -> String {
    day.format("%-d %B %Y").to_string()
}

/// The day after the last day of the fieldwork that ends next.
async fn next_close(stage: &Stage, today: NaiveDate) -> Result<NaiveDate, DemoError> {
    let mut conn = store::get(&stage.web).await?;
    let waves = waves::list_waves(&mut conn, MOST_WAVES).await?;
    let last_days = waves
        .iter()
        .map(|wave| wave.fieldwork_to)
        .filter(|last| *last >= today);
    let last = last_days
        .min()
        .ok_or_else(|| DemoError::new("no wave is in fieldwork: there is nothing to close"))?;
    Ok(last + Days::new(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_the_close_are_understood_and_nothing_else() {
        assert_eq!(Advance::parse("7d").ok(), Some(Advance::Days(7)));
        assert_eq!(Advance::parse(" close ").ok(), Some(Advance::Close));
        for wrong in ["", "7", "-1d", "0d", "9999d", "soon"] {
            assert!(Advance::parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn what_is_wrong_is_said_with_what_may_be_given() {
        let said = |text| Advance::parse(text).expect_err("it is wrong").to_string();
        assert!(said("abc").starts_with("“abc” is no way to move the clock. Give days, from 1d to 400d"));
        assert!(said("-7d").starts_with("“-7d”: the clock cannot be turned back. Give days"));
        assert!(said("  ").starts_with("Nothing was said of how far the clock is to move. Give days"));
    }

    #[test]
    fn days_are_said_in_words() {
        let day = NaiveDate::from_ymd_opt(2026, 12, 3).expect("a day");
        assert_eq!(spoken(day), "3 December 2026");
    }
}
