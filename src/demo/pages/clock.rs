//! `/demo/clock`: moves the demonstration clock, and shows what moved with it.

use actix_web::http::StatusCode;
use actix_web::http::header::ACCEPT;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder};
use maud::html;

use super::desk::{Busy, Desk, held};
use super::frame::{DemoPage, busy, failure, see};
use crate::web::components::{bullets, link_button, paragraph};
use crate::web::extract::Staff;
use crate::web::typed::Typed;

/// `GET /demo/clock`: what the last move came to.
pub async fn page(desk: Data<Desk>, staff: Option<Staff>) -> HttpResponse {
    let last = held(&desk.moved).clone();
    let Some(outcome) = &last else {
        return see("/demo");
    };
    let content = html! {
        div.reading {
            (failure(&last))
            @if let Ok(moved) = outcome {
                @match moved.split_last() {
                    Some((now, [])) => {
                        (paragraph("Nothing was due."))
                        p.govuk-body-l { (now) }
                    },
                    Some((now, moved)) => {
                        p.govuk-body-l { (now) }
                        (paragraph("This was due on the way, and is done:"))
                        (bullets(moved))
                    },
                    None => (paragraph("Nothing was due.")),
                }
            }
            (link_button("/demo", "Go on"))
        }
    };
    DemoPage {
        title: if outcome.is_ok() {
            "The clock was moved"
        } else {
            "The clock was not moved"
        },
        staff: staff.as_ref(),
        leads_back: true,
        content,
    }
    .answer()
}

/// `POST /demo/clock`: returns when everything that fell due is done. The command line asks for plain text.
pub async fn advance(
    request: HttpRequest,
    desk: Data<Desk>,
    staff: Option<Staff>,
    typed: Typed,
) -> HttpResponse {
    let by = typed.get("by").unwrap_or_default().to_owned();
    let outcome = desk
        .alone("Moving the clock", &desk.moved, desk.advance(&by))
        .await;
    if wants_plain_text(&request) {
        return plain(outcome);
    }
    match outcome {
        Ok(_) => see("/demo/clock"),
        Err(other) => busy(&other, staff.as_ref()),
    }
}

fn wants_plain_text(request: &HttpRequest) -> bool {
    let accepts = request
        .headers()
        .get(ACCEPT)
        .and_then(|accepts| accepts.to_str().ok());
    accepts.is_some_and(|accepts| accepts.trim_start().starts_with("text/plain"))
}

fn plain(outcome: Result<Result<Vec<String>, String>, Busy>) -> HttpResponse {
    let (status, lines) = match outcome {
        // The last sentence says what day it is now.
        Ok(Ok(moved)) if moved.len() <= 1 => {
            (StatusCode::OK, ["Nothing was due.", &moved.join("")].join("\n"))
        }
        Ok(Ok(moved)) => (StatusCode::OK, moved.join("\n")),
        Ok(Err(sentence)) => (StatusCode::UNPROCESSABLE_ENTITY, sentence),
        Err(Busy(words)) => (
            StatusCode::CONFLICT,
            format!("{words} is under way: try again when it is done."),
        ),
    };
    HttpResponseBuilder::new(status)
        .content_type("text/plain; charset=utf-8")
        .body(lines + "\n")
}
