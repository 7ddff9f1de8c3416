//! The support lines that everybody sees who has answered, and the record of who made sure of them.

use std::collections::BTreeSet;

use actix_web::http::header::LOCATION;
use actix_web::{HttpResponse, web};
use chrono::NaiveDate;
use maud::{Markup, Render, html};

use super::words::{date, sentence};
use crate::operations::check_support_lines::{CheckLinesError, Standing, check_support_lines, standings};
use crate::survey::questionnaire::ENGLISH;
use crate::web::components::{Colour, ErrorSummary, button, heading, tag, unseen};
use crate::web::error::Error;
use crate::web::extract::{Conn, Faults, Staff, Typed};
use crate::web::pages::{OfficePage, html_page};
use crate::web::shop::Shop;

/// The name of every checkbox of the list.
const LINE: &str = "line";

struct HelplinesPage<'a> {
    staff: &'a Staff,
    lines: &'a [Standing<'a>],
    today: NaiveDate,
    ticked: BTreeSet<&'a str>,
    faults: Faults,
}

impl Render for HelplinesPage<'_> {
    fn render(&self) -> Markup {
        let missing = self.lines.iter().filter(|line| !line.is_checked()).count();
        let content = html! {
            (ErrorSummary(&self.faults))
            (heading("Helplines"))
            p.lede { "Everybody who has answered sees these lines. A wrong number may send somebody in need to nobody." }
            p.govuk-body {
                "Call each number, hear who answers, and compare the words below. Do not call 999 to try it: read the \
                 emergency services' own pages. Two people do this, each from an account of their own. No wave opens \
                 while a line lacks two checks that still hold."
            }
            p.govuk-body { strong {
                @match missing {
                    0 => { "Every line is checked by two people." }
                    1 => { "1 of " (self.lines.len()) " lines is not checked by two people." }
                    _ => { (missing) " of " (self.lines.len()) " lines are not checked by two people." }
                }
            } }
            form method="post" action="/helplines" novalidate {
                ul.helplines { @for (index, line) in self.lines.iter().enumerate() { (self.line(index, line)) } }
                (button("Record what I checked today"))
            }
        };
        OfficePage {
            title: "Helplines",
            signed_in: Some(self.staff.frame()),
            here: "/helplines",
            faulty: !self.faults.is_empty(),
            content,
            ..OfficePage::default()
        }
        .render()
    }
}

impl HelplinesPage<'_> {
    fn line(&self, index: usize, standing: &Standing<'_>) -> Markup {
        let line = standing.line;
        let name = line.name.in_language(ENGLISH);
        html! {
            li.helplines__line {
                div.helplines__head {
                    h2."govuk-heading-s" { (name) }
                    (state(standing))
                }
                p."govuk-body helplines__number" {
                    @match &line.number {
                        Some(number) => { (number) }
                        None => { "No number. Look at their pages." }
                    }
                }
                p.govuk-body { (line.help.in_language(ENGLISH)) }
                p."govuk-body-s helplines__source" {
                    "Source: " (line.source) ". "
                    @match line.last_checked {
                        Some(day) => { "Compared with it on " (date(day)) "." }
                        None => { "Not compared with it since it was written." }
                    }
                }
                @for check in &standing.checks {
                    p."govuk-body-s helplines__source" {
                        "Checked by " strong { (check.by) } " on " (date(check.on)) ". Holds until " (date(check.until)) "."
                    }
                }
                (self.tick(index, standing, name))
            }
        }
    }

    fn tick(&self, index: usize, standing: &Standing<'_>, name: &str) -> Markup {
        let done = standing
            .checks
            .iter()
            .any(|check| check.by == self.staff.username() && check.on == self.today);
        // The first carries the bare name, so that the error summary leads to it.
        let id = match index {
            0 => LINE.to_owned(),
            _ => format!("{LINE}-{}", index + 1),
        };
        html! {
            @if !done {
                div."govuk-checkboxes govuk-checkboxes--small" { div.govuk-checkboxes__item {
                    input.govuk-checkboxes__input id=(id) name=(LINE) type="checkbox" value=(standing.line.id)
                        checked[self.ticked.contains(standing.line.id.as_str())];
                    label."govuk-label govuk-checkboxes__label" for=(id) {
                        "I checked this today and it is right" (unseen(&format!(": {name}")))
                    }
                } }
            }
        }
    }
}

fn state(standing: &Standing<'_>) -> Markup {
    match standing.checks.len() {
        0 => tag(Colour::Red, "Not checked"),
        1 => tag(Colour::Yellow, "One more person"),
        _ => tag(Colour::Green, "Checked by two"),
    }
}

/// `GET /helplines`
///
/// # Errors
/// The database is away.
pub async fn page(staff: Staff, mut conn: Conn, shop: web::Data<Shop>) -> Result<HttpResponse, Error> {
    let definitions = shop.definitions().await?;
    let today = shop.clock.today();
    let page = HelplinesPage {
        staff: &staff,
        lines: &standings(&mut conn, &definitions, today).await?,
        today,
        ticked: BTreeSet::new(),
        faults: Faults::default(),
    };
    Ok(html_page(HttpResponse::Ok(), &page))
}

/// `POST /helplines`
///
/// # Errors
/// The database is away.
pub async fn record(
    typed: Typed,
    staff: Staff,
    mut conn: Conn,
    shop: web::Data<Shop>,
) -> Result<HttpResponse, Error> {
    let definitions = shop.definitions().await?;
    let (today, at) = (shop.clock.today(), shop.clock.machine_now());
    let ticked: BTreeSet<&str> = typed
        .0
        .iter()
        .filter(|(name, _)| name == LINE)
        .map(|(_, value)| value.as_str())
        .collect();
    let faults =
        match check_support_lines(&mut conn, &definitions, &ticked, staff.username(), today, at).await {
            Ok(_) => {
                return Ok(HttpResponse::SeeOther()
                    .insert_header((LOCATION, "/helplines"))
                    .finish());
            }
            Err(CheckLinesError::Store(error)) => return Err(error.into()),
            Err(error) => Faults::one(LINE, &sentence(&error.to_string())),
        };
    let page = HelplinesPage {
        staff: &staff,
        lines: &standings(&mut conn, &definitions, today).await?,
        today,
        ticked,
        faults,
    };
    Ok(html_page(HttpResponse::UnprocessableEntity(), &page))
}
