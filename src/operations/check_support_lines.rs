//! Support lines are shown to everybody who has answered, so a wrong number may send somebody in need to
//! nobody. A wave opens only where two people have made sure of every line and neither check has lapsed.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};
use diesel_async::{AsyncConnection, AsyncPgConnection};

use crate::store::line_checks::{self, LineCheck};
use crate::store::{self, audit};
use crate::survey::questionnaire::{Definitions, SupportLine};

/// How many people must have made sure of a line.
pub const PEOPLE: usize = 2;

/// A check of a line that holds today.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holding {
    /// Who made it.
    pub by: String,
    /// When.
    pub on: NaiveDate,
    /// The last day on which it holds.
    pub until: NaiveDate,
}

/// A line with the checks of it that hold.
#[derive(Clone, Debug)]
pub struct Standing<'a> {
    /// The line.
    pub line: &'a SupportLine,
    /// The newest first, one a person.
    pub checks: Vec<Holding>,
}

impl Standing<'_> {
    /// Whether enough people have made sure of it.
    pub fn is_checked(&self) -> bool {
        self.checks.len() >= PEOPLE
    }
}

/// Every line with its checks that hold on `today`. Words or a number that have changed since void a check.
///
/// # Errors
/// The database's.
pub async fn standings<'a>(
    conn: &mut AsyncPgConnection,
    definitions: &'a Definitions,
    today: NaiveDate,
) -> Result<Vec<Standing<'a>>, store::Error> {
    let checks = line_checks::list_checks(conn).await?;
    Ok(definitions
        .support_lines()
        .iter()
        .map(|line| Standing {
            line,
            checks: holding(line, &checks, today),
        })
        .collect())
}

fn holding(line: &SupportLine, checks: &[LineCheck], today: NaiveDate) -> Vec<Holding> {
    let shown = line.shown();
    checks
        .iter()
        .filter(|check| check.line == line.id && check.shown == shown)
        .map(|check| Holding {
            by: check.checked_by.clone(),
            on: check.checked_on,
            until: line.holds_until(check.checked_on),
        })
        .filter(|check| check.until >= today)
        .collect()
}

/// Why no check was written down.
#[derive(Debug, thiserror::Error)]
pub enum CheckLinesError {
    /// Nothing was chosen.
    #[error("tick the lines that you have called and found right")]
    NoneChosen,
    /// No line has this name.
    #[error("there is no such line any more; look at the list again")]
    Unknown,
    /// The database did not take it.
    #[error(transparent)]
    Store(#[from] store::Error),
}

impl From<diesel::result::Error> for CheckLinesError {
    fn from(error: diesel::result::Error) -> Self {
        Self::Store(error.into())
    }
}

/// Writes down that `actor` made sure of these lines today. `at` is the machine's time, for the audit.
///
/// # Errors
/// [`CheckLinesError`]; then nothing was written.
pub async fn check_support_lines(
    conn: &mut AsyncPgConnection,
    definitions: &Definitions,
    ids: &BTreeSet<&str>,
    actor: &str,
    today: NaiveDate,
    at: DateTime<Utc>,
) -> Result<usize, CheckLinesError> {
    let lines = definitions.support_lines();
    let chosen: Vec<_> = lines
        .iter()
        .filter(|line| ids.contains(line.id.as_str()))
        .collect();
    if ids.is_empty() {
        return Err(CheckLinesError::NoneChosen);
    }
    if chosen.len() != ids.len() {
        return Err(CheckLinesError::Unknown);
    }
    conn.transaction(async |conn| {
        for line in &chosen {
            let check = LineCheck {
                line: line.id.clone(),
                checked_by: actor.to_owned(),
                shown: line.shown(),
                checked_on: today,
            };
            line_checks::insert_or_renew(conn, &check).await?;
            audit::insert_act(conn, at, actor, "checked the support line", &check.shown).await?;
        }
        Ok(chosen.len())
    })
    .await
}
