//! What can be asked for next: closed periods that are not published and not under way.

use std::collections::BTreeMap;

use diesel_async::AsyncPgConnection;

use crate::store::editions::{self, EditionState};
use crate::store::waves::WaveState;
use crate::store::{self, tabulations};
use crate::survey::edition::{Period, Span};
use crate::survey::sample::Quarter;

/// The periods an edition can be asked for, the headline of the latest quarter first.
///
/// # Errors
/// The database's.
pub async fn offered_periods(conn: &mut AsyncPgConnection) -> Result<Vec<Period>, store::Error> {
    let quarters = tabulations::list_quarters(conn).await?;
    let editions = editions::list_editions(conn).await?;
    let taken: Vec<Period> = editions
        .iter()
        .filter(|edition| edition.state != EditionState::Refused)
        .map(|edition| edition.period)
        .collect();
    Ok(offers(&quarters, &taken))
}

fn offers(quarters: &BTreeMap<String, Vec<WaveState>>, taken: &[Period]) -> Vec<Period> {
    let over = |state: &WaveState| matches!(state, WaveState::Mixed | WaveState::Purged);
    let closed = |quarter: &String| quarters.get(quarter).is_some_and(|waves| waves.iter().all(over));
    let last: Vec<Quarter> = quarters
        .keys()
        .rev()
        .filter_map(|quarter| quarter.parse().ok())
        .collect();
    let periods = last
        .into_iter()
        .flat_map(|last| [Span::RollingYear, Span::Quarter].map(|span| Period { span, last }));
    periods
        .filter(|period| period.quarters().iter().all(closed) && !taken.contains(period))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quarters(states: &[(&str, WaveState)]) -> BTreeMap<String, Vec<WaveState>> {
        states
            .iter()
            .map(|(quarter, state)| ((*quarter).to_owned(), vec![*state]))
            .collect()
    }

    fn period(span: Span, last: &str) -> Period {
        Period {
            span,
            last: last.parse().unwrap(),
        }
    }

    #[test]
    fn a_rolling_year_is_offered_once_its_four_quarters_are_closed() {
        let three = [
            ("2026Q1", WaveState::Purged),
            ("2026Q2", WaveState::Purged),
            ("2026Q3", WaveState::Mixed),
        ];
        let offered = offers(&quarters(&three), &[]);
        assert!(offered.iter().all(|period| period.span == Span::Quarter));
        let four = [("2025Q4", WaveState::Purged), three[0], three[1], three[2]];
        assert_eq!(
            offers(&quarters(&four), &[])[0],
            period(Span::RollingYear, "2026Q3")
        );
    }

    #[test]
    fn neither_an_open_quarter_nor_one_that_is_taken_is_offered() {
        let states = [("2026Q2", WaveState::Purged), ("2026Q3", WaveState::Open)];
        let taken = [period(Span::Quarter, "2026Q2")];
        assert_eq!(offers(&quarters(&states), &taken), []);
    }
}
