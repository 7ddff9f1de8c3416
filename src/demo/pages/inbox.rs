//! `/demo/inbox`: the letters of the running quarter, and one of them as its reader sees it.

use actix_web::HttpResponse;
use actix_web::web::{Data, Path, Query};
use maud::{Markup, html};
use serde::Deserialize;

use super::desk::Desk;
use super::frame::DemoPage;
use crate::demo::inbox::{self, Received};
use crate::web::components::{
    Column, Row, SummaryList, Table, TextInput, cell, link, number, paragraph, second_button,
};
use crate::web::error::Error;
use crate::web::extract::Staff;

/// Letters a page.
const A_PAGE: usize = 50;

/// Where a page of letters begins, and what their addresses hold.
#[derive(Deserialize)]
pub struct Begin {
    #[serde(default)]
    from: usize,
    #[serde(default)]
    to: String,
}

/// `GET /demo/inbox?from=N&to=WORDS`
pub async fn list(desk: Data<Desk>, staff: Option<Staff>, begin: Query<Begin>) -> HttpResponse {
    let to = begin.to.trim();
    let (letters, all) = inbox::find(&desk.stage.mail_folder(), to, begin.from, A_PAGE);
    let content = html! {
        p.lede {
            "In real life each of these would lie in somebody's own inbox. Here you may read them all, and answer in the place of any of them."
        }
        div.reading {
            p.govuk-body {
                "Other letters of this quarter are not here any more: simulated people have taken them, and many of them "
                "have answered on the days that are past."
            }
        }
        (search(to))
        @if letters.is_empty() && !to.is_empty() {
            (paragraph("No letter here went to such an address."))
        } @else if letters.is_empty() {
            (paragraph("No letter lies here. Letters are written on the first day of a wave's fieldwork."))
        } @else {
            (table(&letters, begin.from))
            (leaf_through(to, begin.from, letters.len(), all))
        }
    };
    DemoPage {
        title: "Demonstration inbox",
        staff: staff.as_ref(),
        leads_back: true,
        content,
    }
    .answer()
}

fn search(to: &str) -> Markup {
    html! {
        form.reading method="get" action="/demo/inbox" {
            (TextInput {
                name: "to",
                label: "Find a letter by its address",
                hint: Some("A part of the address is enough."),
                value: to,
                width: Some(20),
                ..TextInput::default()
            })
            (second_button("Find"))
        }
    }
}

/// With four columns of words its rows stand under each other on a telephone.
fn table(letters: &[Received], from: usize) -> Table<'_> {
    let row = |(place, letter): (usize, &Received)| {
        let place = i64::try_from(from.saturating_add(place)).unwrap_or(i64::MAX);
        let open = html! { a."govuk-link letters" href={ "/demo/inbox/" (letter.file) } { (letter.to) } };
        let answer = html! {
            @if let Some(address) = inbox::link(letter) {
                a.govuk-link href=(address) { "Open its link" span.govuk-visually-hidden { " for " (letter.to) } }
            }
        };
        vec![
            number(place.saturating_add(1)),
            open,
            cell(&letter.subject),
            answer,
        ]
    };
    Table {
        caption: "Letters",
        columns: vec![
            Column::Words("Letter"),
            Column::Words("To"),
            Column::Words("Subject"),
            Column::Words("Link"),
        ],
        rows: letters.iter().enumerate().map(row).collect(),
    }
}

fn leaf_through(to: &str, from: usize, shown: usize, all: usize) -> Markup {
    let page = |from: usize| {
        let query = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("from", &from.to_string())
            .extend_pairs((!to.is_empty()).then_some(("to", to)))
            .finish();
        format!("/demo/inbox?{query}")
    };
    let count = |count: usize| number(i64::try_from(count).unwrap_or(i64::MAX));
    let before = from.saturating_sub(A_PAGE);
    let after = from.saturating_add(shown);
    html! {
        p.govuk-body { "Letters " (count(from.saturating_add(1))) " to " (count(after)) " of " (count(all)) "." }
        nav aria-label="Pages of letters" {
            p.govuk-body {
                @if from > 0 { (link(&page(before), "Earlier letters")) }
                @if from > 0 && after < all { " \u{2003} " }
                @if after < all { (link(&page(after), "More letters")) }
            }
        }
    }
}

/// `GET /demo/inbox/{file}`
///
/// # Errors
/// There is no such letter.
pub async fn letter(
    desk: Data<Desk>,
    staff: Option<Staff>,
    file: Path<String>,
) -> Result<HttpResponse, Error> {
    let letter = inbox::read(&desk.stage.mail_folder(), &file).ok_or(Error::Unknown)?;
    let content = html! {
        div.reading {
            p.govuk-body { (link("/demo/inbox", "All letters")) }
            (SummaryList(vec![
                Row::new("From", &letter.from),
                Row::new("To", &letter.to),
                Row::new("Subject", &letter.subject),
            ]))
            @for passage in letter.text.split("\n\n").filter(|passage| !passage.trim().is_empty()) {
                p.govuk-body { (lines(passage.trim())) }
            }
        }
    };
    Ok(DemoPage {
        title: "A letter",
        staff: staff.as_ref(),
        leads_back: true,
        content,
    }
    .answer())
}

/// The lines of a passage, with its addresses as links.
fn lines(passage: &str) -> Markup {
    html! {
        @for (at, line) in passage.lines().enumerate() {
            @if at > 0 { br; }
            @for (at, word) in line.split(' ').enumerate() {
                @if at > 0 { " " }
                @if is_address(word) { a."govuk-link letters" href=(word) { (word) } } @else { (word) }
            }
        }
    }
}

fn is_address(word: &str) -> bool {
    word.starts_with("http://") || word.starts_with("https://")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_in_a_letter_become_links_and_the_rest_stays_text() {
        let shown = lines("Open this:\nhttp://127.0.0.1:8081/s/abc or <b>not").into_string();
        assert!(shown.contains(r#"href="http://127.0.0.1:8081/s/abc""#), "{shown}");
        assert!(
            shown.contains("Open this:<br>") && shown.contains("&lt;b&gt;not"),
            "{shown}"
        );
    }

    #[test]
    fn a_page_in_the_middle_leads_both_ways() {
        let shown = leaf_through("", 50, 50, 1200).into_string();
        assert!(shown.contains("Letters 51 to 100 of 1,200."), "{shown}");
        assert!(shown.contains("from=0") && shown.contains("from=100"), "{shown}");
        let found = leaf_through("a&b", 0, 50, 51).into_string();
        assert!(found.contains("from=50&amp;to=a%26b"), "{found}");
    }
}
