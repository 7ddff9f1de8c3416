//! The one door through which figures leave.

use super::open::{CountRow, CountSource, FixedCount, OpenBody, OpenTable, Row, RowName, Source};
use super::released::{Figure, Mark, Participation, ReleasedBody, ReleasedRow, ReleasedTable, Share};
use super::{CellKeySecret, Thresholds};
use crate::survey::estimation::{Estimate, interval};

/// Rounds, judges and computes a table. Everything it prints follows from rounded counts, and the
/// base of a row is the sum of its rounded categories.
///
/// Rules of the base: from `percentage_plain` whole percent with interval; from `percentage_marked`
/// the same with a mark; from `shown` rounded counts only; below that nothing (callers pool first).
pub fn protect(table: &OpenTable<'_>, secret: &CellKeySecret, thresholds: &Thresholds) -> ReleasedTable {
    let body = match &table.body {
        OpenBody::Measure { measure, rows } => {
            let rows = rows.iter().map(|row| release_row(row, secret, thresholds));
            ReleasedBody::Measure(measure.clone(), rows.collect())
        }
        OpenBody::Participation(rows) => {
            let rows = rows.iter().map(|row| release_counts(row, secret, thresholds));
            ReleasedBody::Participation(rows.collect())
        }
        OpenBody::Counts(rows) => {
            let rows = rows
                .iter()
                .map(|(name, count)| (name.clone(), fixed(count, secret, thresholds)));
            ReleasedBody::Counts(rows.collect())
        }
    };
    ReleasedTable {
        id: table.id.clone(),
        title: table.title.clone(),
        body,
    }
}

fn release_row(row: &Row<'_>, secret: &CellKeySecret, thresholds: &Thresholds) -> ReleasedRow {
    let name = row.name.clone();
    let mut released = match &row.source {
        Source::Withheld(reason) => withheld(name, reason.clone()),
        Source::Answers(tallies) if tallies.iter().all(|tally| tally.count == 0) => {
            nobody(name, tallies.len())
        }
        Source::Answers(tallies) => {
            let counts: Vec<u64> = tallies.iter().map(|tally| secret.round(*tally)).collect();
            let strata = row.strata.iter();
            let strata: Option<Vec<(f64, &[u64])>> = strata
                .map(|(factor, row)| Some((*factor, row.counts()?)))
                .collect();
            // A stratum that is not printed cannot weight anything.
            let estimate = Estimate::of_strata(&counts, &strata.unwrap_or_default());
            judged(name, counts, estimate, thresholds)
        }
        Source::Printed(rows) => sum(name, rows, thresholds),
    };
    released.between = row.between;
    released
}

fn withheld(name: RowName, note: String) -> ReleasedRow {
    ReleasedRow {
        name,
        counts: None,
        shares: None,
        mark: Some(Mark::Confidential),
        note,
        estimate: None,
        between: 1.0,
    }
}

fn nobody(name: RowName, categories: usize) -> ReleasedRow {
    let note = "Nobody answered".into();
    ReleasedRow {
        name,
        counts: Some(vec![0; categories]),
        shares: None,
        mark: None,
        note,
        estimate: None,
        between: 1.0,
    }
}

/// Said of a sum. A row may be hidden although many answered: its split by sex is, where one sex is too few.
const LEFT_OUT: &str = "Without crime types of which too few answered to be shown here";

fn sum(name: RowName, rows: &[&ReleasedRow], thresholds: &Thresholds) -> ReleasedRow {
    let mut counts: Vec<u64> = Vec::new();
    for printed in rows.iter().filter_map(|row| row.counts()) {
        counts.resize(counts.len().max(printed.len()), 0);
        counts
            .iter_mut()
            .zip(printed)
            .for_each(|(sum, count)| *sum += count);
    }
    let hidden = rows.iter().find(|row| row.counts().is_none());
    if rows.iter().all(|row| row.estimate.is_none()) {
        return match hidden {
            Some(row) => withheld(name, row.note.clone()),
            None => nobody(name, counts.len()),
        };
    }
    let parts = rows
        .iter()
        .filter_map(|row| Some((row.between, row.estimate.as_ref()?)));
    let mut row = judged(name, counts, Estimate::joined(parts), thresholds);
    if hidden.is_some() && row.counts.is_some() {
        row.note = if row.note.is_empty() {
            LEFT_OUT.into()
        } else {
            format!("{}. {LEFT_OUT}", row.note)
        };
    }
    row
}

fn too_few(thresholds: &Thresholds) -> String {
    format!("Under {} answers", thresholds.shown())
}

/// A row of rounded counts, judged by their sum.
fn judged(name: RowName, counts: Vec<u64>, estimate: Estimate, thresholds: &Thresholds) -> ReleasedRow {
    let base: u64 = counts.iter().sum();
    if base < thresholds.shown() {
        return withheld(name, too_few(thresholds));
    }
    let shares = (base >= thresholds.percentage_marked()).then(|| shares(&estimate, counts.len()));
    let (mark, note) = if base >= thresholds.percentage_plain() {
        (None, String::new())
    } else if base >= thresholds.percentage_marked() {
        (
            Some(Mark::LowReliability),
            format!("Under {} answers", thresholds.percentage_plain()),
        )
    } else {
        let note = format!("Under {} answers: counts only", thresholds.percentage_marked());
        (Some(Mark::CountsOnly), note)
    };
    ReleasedRow {
        name,
        counts: Some(counts),
        shares,
        mark,
        note,
        estimate: Some(estimate),
        between: 1.0,
    }
}

fn shares(estimate: &Estimate, categories: usize) -> Vec<Share> {
    let share = |category: usize| {
        let found = interval(estimate, category);
        Share {
            percent: percent(estimate.share(category)),
            low: percent(found.low),
            high: percent(found.high),
        }
    };
    (0..categories).map(share).collect()
}

/// A share between 0 and 1 in whole percent, half a point rounded up.
pub(super) fn percent(share: f64) -> u8 {
    // Half a point is hit exactly only by shares of small bases; the last bit must not decide it.
    (share.clamp(0.0, 1.0) * 100.0 + 0.5 + 1e-9).floor() as u8
}

/// Percent, half a point rounded up. A response rate cannot pass 100.
fn whole_percent(count: u64, base: u64) -> u8 {
    ((count * 200 + base) / (base * 2)).min(100) as u8
}

fn release_counts(row: &CountRow<'_>, secret: &CellKeySecret, thresholds: &Thresholds) -> Participation {
    let (invited, delivered, responded, in_figures) = match &row.source {
        CountSource::Counted {
            invited,
            delivered,
            responded,
            in_figures,
        } => {
            let held = |count: &Option<FixedCount>, otherwise| {
                count
                    .as_ref()
                    .map_or(otherwise, |count| fixed(count, secret, thresholds))
            };
            let invited = held(invited, Figure::TooFew);
            (
                invited,
                part_of(held(delivered, Figure::NotHeld), invited),
                part_of(held(responded, Figure::NotHeld), invited),
                figure(in_figures.count, secret.round(*in_figures), thresholds),
            )
        }
        CountSource::Printed(rows) => (
            Figure::sum(rows.iter().map(|row| row.invited)),
            Figure::sum(rows.iter().map(|row| row.delivered)),
            Figure::sum(rows.iter().map(|row| row.responded)),
            Figure::sum(rows.iter().map(|row| row.in_figures)),
        ),
    };
    let (rate, mark, note) = rate(invited, responded, thresholds);
    Participation {
        name: row.name.clone(),
        invited,
        delivered,
        responded,
        in_figures,
        rate,
        mark,
        note,
    }
}

/// A number of some of the invited, never printed above them: the two are rounded one by one.
fn part_of(some: Figure, invited: Figure) -> Figure {
    match (some, invited) {
        (Figure::Number(some), Figure::Number(invited)) => Figure::Number(some.min(invited)),
        _ => some,
    }
}

fn fixed(count: &FixedCount, secret: &CellKeySecret, thresholds: &Thresholds) -> Figure {
    figure(
        count.count,
        secret.round_named(&count.name, count.count),
        thresholds,
    )
}

fn figure(count: u64, rounded: u64, thresholds: &Thresholds) -> Figure {
    match count {
        0 => Figure::Number(0),
        _ if rounded < thresholds.shown() => Figure::TooFew,
        _ => Figure::Number(rounded),
    }
}

/// Responded of those invited. American Association for Public Opinion Research, "Standard
/// Definitions" (10th edition, 2023), response rate 2: partial answers count, undelivered letters stay in the base.
fn rate(invited: Figure, responded: Figure, thresholds: &Thresholds) -> (Option<u8>, Option<Mark>, String) {
    if responded == Figure::NotHeld {
        let note = "Who answered is not held by sex".into();
        return (None, Some(Mark::NotHeld), note);
    }
    let (Figure::Number(base), Figure::Number(count)) = (invited, responded) else {
        let note = format!("Under {} people", thresholds.shown());
        return (None, Some(Mark::Confidential), note);
    };
    if base >= thresholds.percentage_plain() {
        (Some(whole_percent(count, base)), None, String::new())
    } else if base >= thresholds.percentage_marked() {
        let note = format!("Under {} invited", thresholds.percentage_plain());
        (Some(whole_percent(count, base)), Some(Mark::LowReliability), note)
    } else {
        let note = format!("Under {} invited: counts only", thresholds.percentage_marked());
        (None, Some(Mark::CountsOnly), note)
    }
}

#[cfg(test)]
#[path = "protect_tests.rs"]
mod tests;
