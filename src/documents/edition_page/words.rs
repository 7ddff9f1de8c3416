//! Tables of another shape: comparisons, counts by group, characteristics, and tables of words.

use maud::{Markup, html};

use super::tables::{cell, figure, framed, headline_rows, note};
use crate::survey::disclosure::{
    Comparison, Contrast, Figure, Group, MeasureName, ReleasedRow, ReleasedTable, RowName,
};
use crate::survey::edition::{Facts, Grid, grouped};

/// A line a place, its categories in columns.
pub(super) fn places(
    facts: &Facts,
    table: &ReleasedTable,
    measure: &MeasureName,
    rows: &[ReleasedRow],
) -> Markup {
    let head = html! {
        th scope="col" { "Group" }
        @for category in &measure.categories { th.figure scope="col" { (category) } }
        th.figure scope="col" { "Base" }
        th scope="col" { "Notes" }
    };
    let lines = html! {
        @for row in headline_rows(facts, rows) {
            tr {
                th scope="row" { (row.name().place) }
                @for category in 0..measure.categories.len() { td.figure { (cell(row, category, false)) } }
                td.figure { @match row.base() { Some(base) => (grouped(base)), None => "[c]" } }
                td.note { (note(row)) }
            }
        }
    };
    framed(
        &format!("{}, {}", table.title(), facts.period.words()),
        &head,
        &lines,
    )
}

/// Differences: both shares, the difference with its interval, the verdict, and what could have been shown.
pub(super) fn comparisons(table: &ReleasedTable, rows: &[Comparison]) -> Markup {
    let head = html! {
        th scope="col" { "Measure" }
        th scope="col" { "What was compared" }
        th.figure scope="col" { "First" }
        th.figure scope="col" { "Second" }
        th.figure scope="col" { "Difference in points" }
        th scope="col" { "Verdict" }
        th.figure scope="col" { "Smallest that could be shown" }
    };
    let lines = html! {
        @for found in rows {
            tr {
                th scope="row" { (found.measure()) }
                td { (compared(found)) }
                td.figure { strong { (percent(found.first().1)) } }
                td.figure { strong { (percent(found.second().1)) } }
                td.figure { strong { (signed(found.points())) } span { (signed(found.interval().0)) " to " (signed(found.interval().1)) } }
                td { (found.verdict().words()) }
                td.figure { (found.smallest()) }
            }
        }
    };
    framed(
        &format!("{}: shares, differences and verdicts", table.title()),
        &head,
        &lines,
    )
}

/// Like every printed share: never 0 or 100.
fn percent(percent: u8) -> String {
    match percent {
        0..5 => "under 5%".into(),
        96.. => "over 95%".into(),
        percent => format!("{percent}%"),
    }
}

fn signed(points: i16) -> String {
    match points {
        1.. => format!("+{points}"),
        0 => "0".into(),
        _ => format!("−{}", points.abs()),
    }
}

fn compared(found: &Comparison) -> String {
    let name = found.name();
    let (first, second) = (found.first().0, found.second().0);
    // A change names both its periods itself.
    match found.contrast() {
        Contrast::Change => format!("{}, {}: {first} against {second}", name.group.label(), name.place),
        Contrast::Sexes | Contrast::Family => {
            format!(
                "{}, {}: {first} against {second}",
                name.place,
                name.period.to_lowercase()
            )
        }
        Contrast::SexesStandardised => format!(
            "{}, {}: {first} against {second}, as if of the women’s crime types",
            name.place,
            name.period.to_lowercase()
        ),
    }
}

/// A line a place, women and girls, men and boys and all victims in columns; the edition's own period.
pub(super) fn by_group(facts: &Facts, table: &ReleasedTable, rows: &[(RowName, Figure)]) -> Markup {
    let groups = [Group::Women, Group::Men, Group::All];
    let own: Vec<&(RowName, Figure)> = rows
        .iter()
        .filter(|(name, _)| name.period == facts.period.short())
        .collect();
    let mut places: Vec<&str> = own.iter().map(|(name, _)| name.place.as_str()).collect();
    let mut seen = std::collections::BTreeSet::new();
    places.retain(|place| seen.insert(*place));
    let of = |place: &str, group: Group| {
        let found = own
            .iter()
            .find(|(name, _)| name.place == place && name.group == group);
        found.map_or_else(|| "[x]".to_owned(), |(_, number)| figure(*number))
    };
    let head = html! {
        th scope="col" { "What is counted" }
        @for group in groups { th.figure scope="col" { (group.label()) } }
    };
    let lines = html! {
        @for place in places {
            tr { th scope="row" { (place) } @for group in groups { td.figure { (of(place, group)) } } }
        }
    };
    framed(
        &format!("{}, {}", table.title(), facts.period.words()),
        &head,
        &lines,
    )
}

/// A table of words.
pub(super) fn grid(grid: &Grid) -> Markup {
    let head = html! {
        th scope="col" { (grid.corner) }
        @for column in &grid.columns { th.figure scope="col" { (column) } }
    };
    let lines = html! {
        @for (name, cells) in &grid.lines {
            tr { th scope="row" { (name) } @for cell in cells { td.figure { (cell) } } }
        }
    };
    framed(&grid.caption, &head, &lines)
}
