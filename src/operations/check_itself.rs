//! The nightly look at the ballot box: a light version of the relink attack that runs where answers
//! lie, under a role that sees counts alone. It asks whether anything stands there that would lead from
//! a link to an answer, and keeps the day and what it found.

use chrono::{Days, NaiveDate};
use diesel_async::AsyncPgConnection;

use super::inspect_database::inspect_database;
use crate::store;
use crate::store::self_checks::{self, SelfCheck};

/// The tables on which nothing may tell when, or in which order.
const BALLOT_BOX: [&str; 11] = [
    "gate", "stop", "draft", "epoch", "ballot", "response", "slip", "comment", "opt_out", "recent",
    "new_card",
];
/// The two dates that stand there.
const KNOWN_COLUMNS: [&str; 2] = ["draft.expires_on", "epoch.not_before"];
/// Days for which results are kept.
const KEPT: Days = Days::new(366);

/// What is counted, the most there may be, and what more would mean.
const LIMITS: [(&str, i64, &str); 7] = [
    (
        "lengths of drafts",
        1,
        "Drafts have different lengths, which tell how much was written",
    ),
    (
        "lengths of wrapped keys",
        1,
        "The keys of drafts have different lengths, which tell who has a return code",
    ),
    (
        "lengths of ballots",
        1,
        "Ballots have different lengths, which tell what is in them",
    ),
    (
        "ballots in released epochs",
        0,
        "Ballots were left behind by a mix",
    ),
    (
        "responses written with a used link",
        0,
        "Responses were written in the transaction of a link",
    ),
    (
        "responses written with a ballot",
        0,
        "Responses were written in the transaction of a ballot",
    ),
    (
        "waves written in several transactions",
        0,
        "The responses of a wave were not written in one go",
    ),
];

/// Looks once a day, and says what was found; nothing where it has looked today already.
///
/// # Errors
/// The database's.
pub async fn check_itself(
    conn: &mut AsyncPgConnection,
    today: NaiveDate,
) -> Result<Option<SelfCheck>, store::Error> {
    let newest = self_checks::find_newest(conn).await?;
    if newest.is_some_and(|newest| newest.day >= today) {
        return Ok(None);
    }
    let check = SelfCheck {
        day: today,
        faults: look(conn).await?,
    };
    self_checks::insert_check(conn, &check).await?;
    self_checks::delete_before(conn, today - KEPT).await?;
    Ok(Some(check))
}

async fn look(conn: &mut AsyncPgConnection) -> Result<Vec<String>, store::Error> {
    let counts = self_checks::list_counts(conn).await?;
    let columns = self_checks::list_telling_columns(conn, &BALLOT_BOX).await?;
    let watchers = self_checks::list_watchers(conn, &BALLOT_BOX).await?;
    let logged = self_checks::list_logged(conn, &["draft"]).await?;
    let mut faults = faults_of_counts(&counts);
    faults.extend(faults_of_columns(&columns));
    faults.extend(watchers.iter().map(|watcher| {
        format!("{watcher} watches the ballot box and can keep what was deleted. Take it away.")
    }));
    faults.extend(logged.iter().map(|table| {
        format!("The table {table} is written into the log. Put the migrations' own table in its place.")
    }));
    faults.extend(inspect_database(conn).await?);
    Ok(faults)
}

fn faults_of_counts(counts: &[(String, i64)]) -> Vec<String> {
    let fault = |(measure, most, meaning): &(&str, i64, &str)| {
        let Some((_, count)) = counts.iter().find(|(name, _)| name == measure) else {
            return Some(format!(
                "Nobody counts the {measure}. Run the migrations of this version."
            ));
        };
        (count > most).then(|| format!("{meaning}: {count} {measure}, where {most} may be."))
    };
    LIMITS.iter().filter_map(fault).collect()
}

fn faults_of_columns(columns: &[String]) -> Vec<String> {
    let unknown = columns
        .iter()
        .filter(|column| !KNOWN_COLUMNS.contains(&column.as_str()));
    unknown
        .map(|column| format!("The column {column} tells when or in which order. Take it away."))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(changed: &str, to: i64) -> Vec<(String, i64)> {
        let count = |&(measure, most, _): &(&str, i64, &str)| {
            let count = if measure == changed { to } else { most };
            (measure.to_owned(), count)
        };
        LIMITS.iter().map(count).collect()
    }

    #[test]
    fn each_count_above_its_limit_is_a_fault_that_says_what_it_means() {
        assert!(faults_of_counts(&counts("", 0)).is_empty());
        assert!(faults_of_counts(&counts("lengths of drafts", 0)).is_empty());
        for (measure, most, meaning) in LIMITS {
            let faults = faults_of_counts(&counts(measure, most + 1));
            assert_eq!(faults.len(), 1, "{faults:?}");
            assert!(faults[0].starts_with(meaning));
        }
    }

    #[test]
    fn a_count_that_is_not_there_is_a_fault_too() {
        assert_eq!(faults_of_counts(&[]).len(), LIMITS.len());
    }

    #[test]
    fn only_the_two_dates_of_the_ballot_box_are_known() {
        let columns = ["draft.expires_on", "ballot.sent_at"].map(str::to_owned);
        let faults = faults_of_columns(&columns);
        assert_eq!(faults.len(), 1);
        assert!(faults[0].contains("ballot.sent_at"));
    }
}
