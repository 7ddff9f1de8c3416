//! All editions, and what can be asked for next.

use actix_web::{HttpResponse, HttpResponseBuilder, web};
use maud::{Markup, Render, html};
use serde::Deserialize;
use validator::Validate;

use crate::operations::chance::system_rng;
use crate::operations::{EditionRequest, RequestEditionError, offered_periods, request_edition};
use crate::store::editions::{EditionRow, EditionState, list_editions};
use crate::survey::edition::{Period, Span};
use crate::web::components::{
    Choice, Colour, Column, ErrorSummary, Radios, Table, button, cell, heading, inset, link, paragraph,
    subheading, tag,
};
use crate::web::error::Error;
use crate::web::extract::{CheckedForm, Conn, Faults, Staff};
use crate::web::pages::{OfficePage, html_page};
use crate::web::shop::Shop;

/// What is chosen.
#[derive(Deserialize, Validate)]
pub struct RequestForm {
    #[serde(default)]
    #[validate(length(min = 1, message = "Choose a period"))]
    period: String,
    #[serde(default)]
    correction: String,
}

struct EditionsPage<'a> {
    staff: &'a Staff,
    editions: &'a [EditionRow],
    offered: &'a [Period],
    faults: Faults,
}

impl Render for EditionsPage<'_> {
    fn render(&self) -> Markup {
        let content = html! {
            (ErrorSummary(&self.faults))
            (heading("Editions"))
            div.reading {
                (paragraph("An edition is what is published about a closed period. One commissioner asks for it, another looks at it and releases it; from then on everybody can read it, and its files never change."))
            }
            (self.request())
            (subheading("All editions"))
            @if self.editions.is_empty() {
                (inset("There is none yet. The first can be asked for when the fieldwork of a quarter is over and its answers are mixed."))
            } @else {
                (self.table())
            }
        };
        OfficePage {
            title: "Editions",
            signed_in: Some(self.staff.frame()),
            here: "/editions",
            faulty: !self.faults.is_empty(),
            content,
            ..OfficePage::default()
        }
        .render()
    }
}

impl EditionsPage<'_> {
    fn request(&self) -> Markup {
        let lines: Vec<(String, String)> = self
            .offered
            .iter()
            .map(|period| (value(*period), described(*period)))
            .collect();
        let choices = lines
            .iter()
            .enumerate()
            .map(|(at, (value, label))| Choice::new(value, label, at == 0));
        html! {
            @if !lines.is_empty() {
                div.reading { form method="post" action="/editions" novalidate {
                    (Radios {
                        name: "period",
                        legend: "What can be asked for next",
                        hint: Some("12 months are the headline, with the last quarter beside them. A quarter alone swings more."),
                        fault: self.faults.of("period"),
                        choices: choices.collect(),
                        ..Radios::default()
                    })
                    (button("Ask for this edition"))
                } }
            }
        }
    }

    fn table(&self) -> Markup {
        let rows = self.editions.iter().map(|edition| {
            let name = edition
                .number
                .map_or_else(|| "Not made yet".to_owned(), |number| format!("Edition {number}"));
            vec![
                link(&format!("/editions/{}", edition.id), &name),
                cell(described(edition.period)),
                state(edition.state),
                cell(edition.requested_by.as_str()),
                cell(edition.released_by.as_deref().unwrap_or("–")),
            ]
        });
        let columns = [
            "Edition",
            "Crimes recorded",
            "State",
            "Asked for by",
            "Released by",
        ]
        .map(Column::Words);
        Table {
            caption: "Editions, the newest first",
            columns: columns.into(),
            rows: rows.collect(),
        }
        .render()
    }
}

/// The tag of a state.
pub(super) fn state(state: EditionState) -> Markup {
    match state {
        EditionState::Requested => tag(Colour::Blue, "Being made"),
        EditionState::Candidate => tag(Colour::Yellow, "Waits for release"),
        EditionState::Released => tag(Colour::Purple, "Published"),
        EditionState::Refused => tag(Colour::Red, "Refused"),
    }
}

/// "12 months: October 2025 to September 2026".
pub(super) fn described(period: Period) -> String {
    format!("{}: {}", period.short(), period.words())
}

/// A period as a form sends it.
pub(super) fn value(period: Period) -> String {
    format!("{} {}", period.span.as_str(), period.last)
}

fn period_of(value: &str) -> Option<Period> {
    let (span, last) = value.split_once(' ')?;
    Some(Period {
        span: Span::of_word(span)?,
        last: last.parse().ok()?,
    })
}

/// `GET /editions`
pub async fn list(staff: Staff, mut conn: Conn) -> Result<HttpResponse, Error> {
    show(HttpResponse::Ok(), &staff, &mut conn, Faults::default()).await
}

async fn show(
    answer: HttpResponseBuilder,
    staff: &Staff,
    conn: &mut Conn,
    faults: Faults,
) -> Result<HttpResponse, Error> {
    let editions = list_editions(conn).await?;
    let offered = offered_periods(conn).await?;
    Ok(html_page(
        answer,
        &EditionsPage {
            staff,
            editions: &editions,
            offered: &offered,
            faults,
        },
    ))
}

/// `POST /editions`
pub async fn ask(
    form: CheckedForm<RequestForm>,
    staff: Staff,
    shop: web::Data<Shop>,
) -> Result<HttpResponse, Error> {
    let faults = match form.outcome {
        Err(faults) => faults,
        Ok(wanted) => match asked(&wanted, &staff, &shop).await? {
            Ok(place) => {
                return Ok(HttpResponse::SeeOther()
                    .insert_header(("location", place))
                    .finish());
            }
            Err(faults) => faults,
        },
    };
    let mut conn = Conn::of(&shop).await?;
    show(HttpResponse::UnprocessableEntity(), &staff, &mut conn, faults).await
}

async fn asked(wanted: &RequestForm, staff: &Staff, shop: &Shop) -> Result<Result<String, Faults>, Error> {
    let Some(period) = period_of(&wanted.period) else {
        return Ok(Err(Faults::one("period", "Choose one of the periods")));
    };
    let request = EditionRequest {
        period,
        correction: wanted.correction == "yes",
        actor: staff.username().to_owned(),
    };
    let (today, now) = (shop.clock.today(), shop.clock.machine_now());
    match request_edition(shop.connection().await?, request, today, now, &mut system_rng()).await {
        Ok(id) => Ok(Ok(format!("/editions/{id}"))),
        Err(RequestEditionError::Store(error)) => Err(error.into()),
        Err(refused) => Ok(Err(Faults::one("period", &refused.to_string()))),
    }
}
