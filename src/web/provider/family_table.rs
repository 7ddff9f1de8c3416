//! The totals of a contact file: by family, by reason, by line.

use maud::{Markup, html};

use crate::survey::crime::FamilyId;
use crate::survey::questionnaire::Definitions;
use crate::survey::sample::{FamilyTotals, Summary};
use crate::web::components::{Column, Table, cell, details, number};

/// Faults shown at once; the rest is counted.
const SHOWN: usize = 50;

/// What a report calls a family.
pub fn family_name(definitions: &Definitions, id: &str) -> String {
    let family = FamilyId::parse(id).ok();
    let family = family.as_ref().and_then(|id| definitions.crime().family(id));
    family.map_or_else(|| "Nobody to ask".to_owned(), |family| family.name.clone())
}

/// The columns of counts of one family.
fn counts(totals: &FamilyTotals) -> [Markup; 3] {
    [totals.frame, totals.excluded, totals.invited].map(|count| number(count.into()))
}

/// Rows, left out, to be invited, by family.
pub fn families(definitions: &Definitions, summary: &Summary) -> Markup {
    let rows = summary.families.iter().map(|totals| {
        let [frame, excluded, invited] = counts(totals);
        vec![
            cell(family_name(definitions, &totals.family)),
            frame,
            excluded,
            invited,
        ]
    });
    let table = Table {
        caption: "Who is to be invited",
        columns: vec![
            Column::Words("Type of crime"),
            Column::Figures("Rows"),
            Column::Figures("Left out"),
            Column::Figures("To be invited"),
        ],
        rows: rows.collect(),
    };
    html! { (table) }
}

/// How many rows are left out, by reason.
pub fn reasons(definitions: &Definitions, summary: &Summary) -> Markup {
    if summary.excluded.is_empty() {
        return html! { p.govuk-body { "Nobody is left out." } };
    }
    let rows = summary.excluded.iter().map(|(word, count)| {
        let label = definitions.sample().label_of(word);
        vec![cell(super::words::sentence(label)), number((*count).into())]
    });
    let table = Table {
        caption: "Left out, by reason",
        columns: vec![Column::Words("Reason"), Column::Figures("Rows")],
        rows: rows.collect(),
    };
    html! { (table) }
}

/// The rows that could not be read, by line.
pub fn faults(summary: &Summary) -> Markup {
    if summary.faulty == 0 {
        return html! {};
    }
    let rows = summary
        .faults
        .iter()
        .take(SHOWN)
        .map(|fault| vec![cell(fault.line), cell(super::words::sentence(&fault.reason))]);
    let table = Table {
        caption: "Rows that could not be read",
        columns: vec![Column::Words("Line"), Column::Words("What is wrong")],
        rows: rows.collect(),
    };
    html! {
        (table)
        @if summary.faults.len() > SHOWN {
            p.govuk-body { "Only the first " (SHOWN) " are shown." }
        }
        @if !summary.unknown_codes.is_empty() { (unknown_codes(summary)) }
    }
}

fn unknown_codes(summary: &Summary) -> Markup {
    details(
        "Offence codes that are not in the table of codes",
        &html! {
            ul."govuk-list govuk-list--bullet" {
                @for (code, count) in &summary.unknown_codes {
                    li { span.letters { (code) } ": " (number((*count).into())) @if *count == 1 { " row" } @else { " rows" } }
                }
            }
        },
    )
}
