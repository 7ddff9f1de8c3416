//! The tables of a report as markup, each with its chart where it has one.

use maud::{Markup, Render, html};

use super::words;
use crate::documents::chart::{Bar, BarChart, Drawn};
use crate::survey::disclosure::{
    Figure, Group, Mark, MeasureName, Participation, ReleasedBody, ReleasedRow, ReleasedTable, RowName, Share,
};
use crate::survey::edition::{Exhibit, Facts, Section, Show, grouped};

/// One exhibit; `before` is the one above it, which holds the total of a table by families.
pub(super) fn exhibit(facts: &Facts, exhibit: &Exhibit, before: Option<&Exhibit>) -> Markup {
    let table = &exhibit.table;
    match (exhibit.show, table.body()) {
        (Show::DataOnly, _) => html! {},
        (Show::Groups, ReleasedBody::Measure(measure, rows)) => html! {
            h3 { (exhibit.heading) }
            p.about { (exhibit.about) "." }
            p.question { "Asked: “" (measure.question) "”" }
            (chart(facts, table, measure, &headline_rows(facts, rows), |name| name.group.label().to_owned()))
            (groups(facts, table, measure, rows))
        },
        (Show::FamiliesCharted, ReleasedBody::Measure(measure, rows)) => html! {
            h3 { (exhibit.heading) }
            @if let Some(total) = before { p.about { (total.about) "." } }
            p.question { "Asked: “" (measure.question) "”" }
            (families_chart(facts, table, measure, rows, before))
            (families(facts, table, measure, rows, before))
        },
        (Show::Places, ReleasedBody::Measure(measure, rows)) => words::places(facts, table, measure, rows),
        (_, ReleasedBody::Comparisons(rows)) => words::comparisons(table, rows),
        (Show::ByGroup, ReleasedBody::Counts(rows)) => words::by_group(facts, table, rows),
        (_, ReleasedBody::Measure(measure, rows)) => families(facts, table, measure, rows, before),
        (Show::Plain, ReleasedBody::Participation(rows)) => participation(facts, table, rows, false),
        (_, ReleasedBody::Participation(rows)) => {
            let rows: Vec<Participation> = rows
                .iter()
                .filter(|row| whole(facts, row.name()))
                .cloned()
                .collect();
            participation(facts, table, &rows, true)
        }
        (_, ReleasedBody::Counts(rows)) => counts(table, rows),
    }
}

pub(super) fn headline_rows<'a>(facts: &Facts, rows: &'a [ReleasedRow]) -> Vec<&'a ReleasedRow> {
    rows.iter()
        .filter(|row| row.name().period == facts.period.short())
        .collect()
}

fn whole(facts: &Facts, name: &RowName) -> bool {
    name.group == Group::All && name.period == facts.period.short()
}

fn chart(
    facts: &Facts,
    table: &ReleasedTable,
    measure: &MeasureName,
    rows: &[&ReleasedRow],
    label: impl Fn(&RowName) -> String,
) -> Markup {
    let bars: Vec<Bar> = rows.iter().map(|row| bar(row, label(row.name()))).collect();
    if bars.iter().all(|bar| bar.share.is_none()) {
        return html! {};
    }
    let told = bars.iter().map(|bar| match bar.share {
        Some(share) => format!(
            "{}: {}, interval {}% to {}%",
            bar.label, bar.text, share.low, share.high
        ),
        None => format!("{}: {}", bar.label, bar.text),
    });
    let category = measure.categories.first().map(String::as_str).unwrap_or_default();
    let title = format!("{}: “{category}”, {}", table.title(), facts.period.words());
    let chart = BarChart {
        id: table.id().to_owned(),
        description: told.collect::<Vec<_>>().join(". "),
        bars,
        title: title.clone(),
    };
    html! {
        figure {
            figcaption { "“" (category) "”, " (facts.period.words()) ". The line on each bar is the 95% interval." }
            (chart.render())
        }
    }
}

/// The mark stands with the label, what is printed at the bar's end; where there is no bar, the counts stand instead.
fn bar(row: &ReleasedRow, label: String) -> Bar {
    let share = row.shares().and_then(|shares| shares.first());
    let mark = row
        .mark()
        .map(|mark| format!(" {}", mark.symbol()))
        .unwrap_or_default();
    let text = match (share, row.counts()) {
        (Some(share), _) => share.text(),
        (None, Some([count, ..])) if row.base() != Some(0) => {
            format!("{count} of {} answers", row.base().unwrap_or_default())
        }
        _ => row.note().to_owned(),
    };
    let drawn = |share: &Share| Drawn {
        percent: share.drawn(),
        low: share.low(),
        high: share.high(),
    };
    Bar {
        label: format!("{label}{mark}"),
        text,
        share: share.map(drawn),
    }
}

fn families_chart(
    facts: &Facts,
    table: &ReleasedTable,
    measure: &MeasureName,
    rows: &[ReleasedRow],
    before: Option<&Exhibit>,
) -> Markup {
    let mut shown: Vec<&ReleasedRow> = rows.iter().filter(|row| whole(facts, row.name())).collect();
    shown.extend(total_rows(before).iter().filter(|row| whole(facts, row.name())));
    chart(facts, table, measure, &shown, |name| shortened(&name.place))
}

/// A pooled place is named in the table; on a bar there is no room for its members.
fn shortened(place: &str) -> String {
    match place.split_once(": ") {
        Some((others, members)) => format!("{others} ({})", members.split("; ").count()),
        None => place.to_owned(),
    }
}

fn total_rows(before: Option<&Exhibit>) -> &[ReleasedRow] {
    before.map_or(&[], |exhibit| exhibit.table.rows())
}

/// Groups and periods in lines, categories in columns.
fn groups(facts: &Facts, table: &ReleasedTable, measure: &MeasureName, rows: &[ReleasedRow]) -> Markup {
    let periods = facts.period.shown().len() > 1;
    let head = html! {
        th scope="col" { "Group" }
        @if periods { th scope="col" { "Period" } }
        @for category in &measure.categories { th.figure scope="col" { (category) } }
        th.figure scope="col" { "Base" }
        th.figure scope="col" { "Design effect" }
        th scope="col" { "Notes" }
    };
    let lines = html! {
        @for row in rows {
            tr.beside[row.name().period != facts.period.short()] {
                th scope="row" { (row.name().group.label()) }
                @if periods { td.period { (row.name().period) } }
                @for category in 0..measure.categories.len() { td.figure { (cell(row, category, false)) } }
                td.figure { @match row.base() { Some(base) => (grouped(base)), None => "[c]" } }
                td.figure { (row.design_effect().unwrap_or_else(|| "–".into())) }
                td.note { (note(row)) }
            }
        }
    };
    framed(
        &format!("{}: percentages with 95% intervals", table.title()),
        &head,
        &lines,
    )
}

pub(super) fn note(row: &ReleasedRow) -> String {
    let mark = row.mark().map(|mark| mark.symbol()).unwrap_or_default();
    format!("{mark} {}", row.note()).trim().to_owned()
}

/// A share with its interval; a rounded count where only that may be shown.
pub(super) fn cell(row: &ReleasedRow, category: usize, with_base: bool) -> Markup {
    let Some(count) = row.counts().and_then(|counts| counts.get(category)) else {
        return html! { "[c]" };
    };
    let base = row.base().unwrap_or_default();
    let mark = row
        .mark()
        .filter(|_| with_base)
        .map(|mark| format!(" {}", mark.symbol()))
        .unwrap_or_default();
    match row.shares().and_then(|shares| shares.get(category)) {
        Some(share) => html! {
            strong { (share.text()) (mark) }
            span { (share.low()) " to " (share.high()) }
            @if with_base { span { "base " (grouped(base)) } }
        },
        None if base == 0 => html! { span { "0 answers" } },
        None if with_base => html! { span { (count) " of " (base) (mark) } },
        None => html! { span { (count) " answers" } },
    }
}

/// The period of rows that stand beside a year which is too small.
const TWO_YEARS: &str = "24 months";

/// Each place once, in order.
fn places_of<'r>(rows: &[&'r ReleasedRow]) -> Vec<&'r str> {
    let mut places: Vec<&str> = rows.iter().map(|row| row.name().place.as_str()).collect();
    let mut seen = std::collections::BTreeSet::new();
    places.retain(|place| seen.insert(*place));
    places
}

/// A line a family, its groups in columns: the first category of the headline period.
fn families(
    facts: &Facts,
    table: &ReleasedTable,
    measure: &MeasureName,
    rows: &[ReleasedRow],
    before: Option<&Exhibit>,
) -> Markup {
    let all_rows = rows;
    let rows = headline_rows(facts, rows);
    let total = headline_rows(facts, total_rows(before));
    let places = places_of(&rows);
    let head = html! {
        th scope="col" { "Crime type" }
        @for group in Group::EACH { th.figure scope="col" { (group.label()) } }
    };
    let line = |rows: &[&ReleasedRow], place: &str, group: Group| -> Markup {
        match rows
            .iter()
            .find(|row| row.name().place == place && row.name().group == group)
        {
            Some(row) => cell(row, 0, true),
            None => html! { span { "in other groups" } },
        }
    };
    let longer: Vec<&ReleasedRow> = all_rows
        .iter()
        .filter(|row| row.name().period == TWO_YEARS)
        .collect();
    let lines = html! {
        @for place in places {
            tr { th scope="row" { (place) } @for group in Group::EACH { td.figure { (line(&rows, place, group)) } } }
        }
        @for place in places_of(&longer) {
            tr.beside { th scope="row" { (place) ", 24 months" } @for group in Group::EACH { td.figure {
                @if group == Group::All { span { "–" } } @else { (line(&longer, place, group)) }
            } } }
        }
        @if let Some(name) = total.first().map(|row| row.name().place.clone()) {
            tr.total { th scope="row" { (name) } @for group in Group::EACH { td.figure { (line(&total, &name, group)) } } }
        }
    };
    let category = measure.categories.first().map(String::as_str).unwrap_or_default();
    framed(
        &format!("{}: “{category}”, {}", table.title(), facts.period.words()),
        &head,
        &lines,
    )
}

/// All families and all measures of a section in one table: everybody, headline period, first category.
pub(super) fn summary(facts: &Facts, section: &Section) -> Markup {
    let charted = |exhibit: &&Exhibit| exhibit.show == Show::FamiliesCharted;
    let tables: Vec<&ReleasedTable> = section
        .exhibits
        .iter()
        .filter(charted)
        .map(|exhibit| &exhibit.table)
        .collect();
    let totals: Vec<&ReleasedTable> = section
        .exhibits
        .iter()
        .filter(|exhibit| exhibit.show == Show::DataOnly)
        .map(|exhibit| &exhibit.table)
        .collect();
    if tables.is_empty() {
        return html! {};
    }
    let mut places: Vec<&str> = Vec::new();
    for row in tables
        .iter()
        .flat_map(|table| table.rows())
        .filter(|row| whole(facts, row.name()))
    {
        if !places.contains(&row.name().place.as_str()) {
            places.push(&row.name().place);
        }
    }
    let label = |table: &ReleasedTable| match table.body() {
        ReleasedBody::Measure(measure, _) => measure.label.clone(),
        _ => String::new(),
    };
    let of = |table: &ReleasedTable, place: Option<&str>| -> Markup {
        let row = table
            .rows()
            .iter()
            .find(|row| whole(facts, row.name()) && place.is_none_or(|place| row.name().place == place));
        row.map_or_else(|| html! { span { "in other groups" } }, |row| cell(row, 0, true))
    };
    let head = html! {
        th scope="col" { "Crime type" }
        @for table in &tables { th.figure scope="col" { (label(table)) } }
    };
    let lines = html! {
        @for place in places { tr { th scope="row" { (place) } @for table in &tables { td.figure { (of(table, Some(place))) } } } }
        tr.total { th scope="row" { "All crime types" } @for table in &totals { td.figure { (of(table, None)) } } }
    };
    let mut categories: Vec<&str> = tables.iter().filter_map(|table| first_category(table)).collect();
    categories.dedup();
    let caption = match categories.as_slice() {
        [only] => format!("“{only}”: all victims, {}", facts.period.words()),
        _ => format!(
            "The first answer of each measure: all victims, {}",
            facts.period.words()
        ),
    };
    framed(&caption, &head, &lines)
}

fn first_category(table: &ReleasedTable) -> Option<&str> {
    match table.body() {
        ReleasedBody::Measure(measure, _) => measure.categories.first().map(String::as_str),
        _ => None,
    }
}

fn participation(facts: &Facts, table: &ReleasedTable, rows: &[Participation], by_place: bool) -> Markup {
    let periods = !by_place && facts.period.shown().len() > 1;
    let head = html! {
        th scope="col" { @if by_place { "Crime type" } @else { "Group" } }
        @if periods { th scope="col" { "Period" } }
        @for name in ["Invited", "Delivered", "Responded", "Response rate", "Answers in the figures"] { th.figure scope="col" { (name) } }
        th scope="col" { "Notes" }
    };
    let lines = html! {
        @for row in rows {
            tr.beside[row.name().period != facts.period.short()] {
                th scope="row" { @if by_place { (row.name().place) } @else { (row.name().group.label()) } }
                @if periods { td.period { (row.name().period) } }
                @for number in [row.invited(), row.delivered(), row.responded()] { td.figure { (figure(number)) } }
                td.figure { @match row.rate() { Some(rate) => strong { (rate) "%" }, None => (row.mark().map_or("–", Mark::symbol)) } }
                td.figure { (figure(row.in_figures())) }
                td.note { (row.note()) }
            }
        }
    };
    let period = if by_place {
        format!(", {}", facts.period.words())
    } else {
        String::new()
    };
    framed(&format!("{}{period}", table.title()), &head, &lines)
}

fn counts(table: &ReleasedTable, rows: &[(RowName, Figure)]) -> Markup {
    let head = html! { th scope="col" { "Crime type" } th scope="col" { "Period" } th.figure scope="col" { "Cases" } };
    let lines = html! {
        @for (name, number) in rows { tr { th scope="row" { (name.place) } td { (name.period) } td.figure { (figure(*number)) } } }
        @if rows.is_empty() { tr { th scope="row" { "None in any crime type" } td { "–" } td.figure { "0" } } }
    };
    framed(table.title(), &head, &lines)
}

pub(super) fn figure(figure: Figure) -> String {
    match figure {
        Figure::Number(number) => grouped(number),
        Figure::TooFew => "[c]".into(),
        Figure::NotHeld => "[x]".into(),
    }
}

pub(super) fn framed(caption: &str, head: &Markup, lines: &Markup) -> Markup {
    html! {
        div.wide tabindex="0" role="region" aria-label=(caption) {
            table { caption { (caption) } thead { tr { (head) } } tbody { (lines) } }
        }
    }
}
