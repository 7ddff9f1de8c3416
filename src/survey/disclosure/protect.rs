//! The one door through which figures leave.

use super::open::{CountRow, CountSource, FixedCount, Group, OpenBody, OpenTable, Row, RowName, Source};
use super::released::{Figure, Mark, Participation, ReleasedBody, ReleasedRow, ReleasedTable, Share};
use super::{CellKeySecret, Thresholds};
use crate::survey::estimation::{DesignEffect, Printed, Tally, interval};

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
    match &row.source {
        Source::Withheld(reason) => withheld(name, reason.clone()),
        Source::Answers(tallies) if tallies.iter().all(|tally| tally.count == 0) => {
            nobody(name, tallies.len())
        }
        Source::Answers(tallies) => {
            let counts = tallies.iter().map(|tally| secret.round(*tally)).collect();
            judged(name, counts, 1, thresholds)
        }
        Source::Printed(rows) => sum(name, rows, thresholds),
    }
}

fn withheld(name: RowName, note: String) -> ReleasedRow {
    ReleasedRow {
        name,
        counts: None,
        shares: None,
        mark: Some(Mark::Confidential),
        note,
        parts: 0,
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
        parts: 0,
    }
}

fn sum(name: RowName, rows: &[&ReleasedRow], thresholds: &Thresholds) -> ReleasedRow {
    let mut counts: Vec<u64> = Vec::new();
    let mut parts = 0;
    for row in rows {
        let Some(printed) = row.counts() else { continue };
        counts.resize(counts.len().max(printed.len()), 0);
        counts
            .iter_mut()
            .zip(printed)
            .for_each(|(sum, count)| *sum += count);
        parts += row.parts;
    }
    let hidden = rows.iter().find(|row| row.counts().is_none());
    if parts == 0 {
        return match hidden {
            Some(row) => withheld(name, row.note.clone()),
            None => nobody(name, counts.len()),
        };
    }
    let mut row = judged(name, counts, parts, thresholds);
    if hidden.is_some() && row.counts.is_some() {
        let left_out = format!("Without crime types of under {} answers", thresholds.shown());
        row.note = if row.note.is_empty() {
            left_out
        } else {
            format!("{}. {left_out}", row.note)
        };
    }
    row
}

fn too_few(thresholds: &Thresholds) -> String {
    format!("Under {} answers", thresholds.shown())
}

/// A row of rounded counts, judged by their sum.
fn judged(name: RowName, counts: Vec<u64>, parts: usize, thresholds: &Thresholds) -> ReleasedRow {
    let base: u64 = counts.iter().sum();
    if base < thresholds.shown() {
        return withheld(name, too_few(thresholds));
    }
    let shares = (base >= thresholds.percentage_marked()).then(|| shares(&counts, base, parts));
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
        parts,
    }
}

fn shares(counts: &[u64], base: u64, parts: usize) -> Vec<Share> {
    let share = |count: &u64| {
        let printed = Printed {
            count: *count,
            base,
            categories: counts.len(),
            parts,
        };
        let found = interval(printed, DesignEffect::NONE);
        Share {
            percent: whole_percent(*count, base),
            low: (found.low * 100.0).round() as u8,
            high: (found.high * 100.0).round() as u8,
        }
    };
    counts.iter().map(share).collect()
}

/// Percent, half a point rounded up. A share of a rounded base cannot pass 100; a response rate is capped there.
fn whole_percent(count: u64, base: u64) -> u8 {
    ((count * 200 + base) / (base * 2)).min(100) as u8
}

fn release_counts(row: &CountRow<'_>, secret: &CellKeySecret, thresholds: &Thresholds) -> Participation {
    let (invited, delivered, responded) = match &row.source {
        CountSource::Counted {
            invited,
            delivered,
            responded,
        } => {
            let fixed = |count: &FixedCount| fixed(count, secret, thresholds);
            let answered: &Tally = responded;
            let responded = figure(answered.count, secret.round(*answered), thresholds);
            (
                fixed(invited),
                delivered.as_ref().map_or(Figure::NotHeld, fixed),
                responded,
            )
        }
        CountSource::Printed(rows) => (
            total(rows.iter().map(|row| row.invited)),
            total(rows.iter().map(|row| row.delivered)),
            total(rows.iter().map(|row| row.responded)),
        ),
    };
    let (rate, note) = rate(row.name.group, invited, responded, thresholds);
    Participation {
        name: row.name.clone(),
        invited,
        delivered,
        responded,
        rate,
        note,
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

/// The sum of the printed numbers; not held where one of them is not held.
fn total(figures: impl Iterator<Item = Figure>) -> Figure {
    let mut sum = None;
    for figure in figures {
        match figure {
            Figure::NotHeld => return Figure::NotHeld,
            Figure::TooFew => {}
            Figure::Number(number) => sum = Some(sum.unwrap_or(0) + number),
        }
    }
    sum.map_or(Figure::TooFew, Figure::Number)
}

/// Responded of those invited. American Association for Public Opinion Research, "Standard
/// Definitions" (10th edition, 2023), response rate 2: partial answers count, undelivered letters stay in the base.
///
/// Those who leave their sex out of the answers are not those whose sex the file leaves out, so that group has none.
fn rate(group: Group, invited: Figure, responded: Figure, thresholds: &Thresholds) -> (Option<u8>, String) {
    if group == Group::SexNotStated {
        let note =
            "[x] Not computed: not stated on the file and not stated in the answers are different people";
        return (None, note.into());
    }
    let (Figure::Number(base), Figure::Number(count)) = (invited, responded) else {
        return (None, format!("[c] Under {} people", thresholds.shown()));
    };
    if base == 0 && count > 0 {
        let note = "[x] Invited under another crime type or in an earlier period";
        return (None, note.into());
    }
    if base >= thresholds.percentage_plain() {
        (Some(whole_percent(count, base)), String::new())
    } else if base >= thresholds.percentage_marked() {
        (
            Some(whole_percent(count, base)),
            format!("[u] Under {} invited", thresholds.percentage_plain()),
        )
    } else {
        (
            None,
            format!(
                "[u] Under {} invited: counts only",
                thresholds.percentage_marked()
            ),
        )
    }
}

#[cfg(test)]
#[path = "protect_tests.rs"]
mod tests;
