//! `/demo/attack`: "Try to find out who said this". Explains, runs, shows.

use actix_web::HttpResponse;
use actix_web::web::Data;
use maud::{Markup, html};

use super::desk::{Desk, held};
use super::frame::{DemoPage, busy, counted, failure, see};
use crate::demo::attack::{self, Control, Outcome, Report};
use crate::web::components::{
    Colour, Column, Table, bullets, button, cell, details, inset, number, paragraph, second_button,
    subheading, tag, warning,
};
use crate::web::extract::Staff;

const TITLE: &str = "Try to find out who said this";

/// `GET /demo/attack`
pub async fn page(desk: Data<Desk>, staff: Option<Staff>) -> HttpResponse {
    let last = held(&desk.report).clone();
    let content = html! {
        (failure(&last))
        @match &last {
            Some(Ok(report)) => {
                (found(report))
                div.reading { (details("What was tried, step by step", &steps())) }
                (limits())
                (form("Try once more", false))
            },
            _ => {
                div.reading { (why()) (steps()) }
                (form("Run the attacks", true))
            }
        }
    };
    DemoPage {
        title: TITLE,
        staff: staff.as_ref(),
        leads_back: true,
        content,
    }
    .answer()
}

/// `POST /demo/attack`
pub async fn run(desk: Data<Desk>, staff: Option<Staff>) -> HttpResponse {
    let stage = &desk.stage;
    let work = async {
        Ok(attack::run(&stage.cluster, &stage.dir, stage.listen)
            .await?
            .report())
    };
    match desk.alone("The attack", &desk.report, work).await {
        Ok(_) => see("/demo/attack"),
        Err(other) => busy(&other, staff.as_ref()),
    }
}

fn form(words: &str, is_first: bool) -> Markup {
    html! {
        form method="post" action="/demo/attack" {
            @if is_first { (button(words)) } @else { (second_button(words)) }
        }
        p.govuk-body { "It takes up to a minute and leaves nothing behind." }
    }
}

fn why() -> Markup {
    html! {
        p.govuk-body-l {
            "Most surveys with a personal link call themselves anonymous because no table says who gave which answers. "
            "The disk says it all the same."
        }
        (paragraph("A database writes down more than its tables show: which transaction wrote a row, where the row lies, how long it is. Whoever gets hold of the disk, or a copy of it, can lay the used links beside the answers and match them. Press the button and take that person's place."))
    }
}

fn steps() -> Markup {
    html! {
        (subheading("What happens"))
        ol."govuk-list govuk-list--number" {
            li { "A whole wave is played with invented people, in a database of its own on this cluster: contact file, approval, letters, drafts, Send, close and mix, by the same program and under the same database roles as anywhere else." }
            li { "The same people give the same answers in copies that are broken on purpose, each in one thing that Heard does." }
            li { "Before anything is deleted, somebody who holds the whole disk, its write-ahead log, every key that is left and the upload file looks at all of them, and guesses." }
            li { "Only when the guesses cannot be changed any more are they held against the truth, which this page noted while it played." }
        }
    }
}

fn found(report: &Report) -> Markup {
    let verdict = if !report.proves_something() {
        warning(
            "This run proves nothing: a copy that is broken on purpose kept its secret too, so the attacks were not sharp enough. Try once more.",
        )
    } else if report.holds() {
        inset(html! {
            p.govuk-body-l { strong { "No attack did better than blind guessing." } }
            p.govuk-body {
                "Each copy that is broken in one thing gave away between " (share(lowest(report))) " and all of what people had said."
            }
        })
    } else {
        warning(
            "An attack found more in Heard's own tables than chance explains. This must not be: do not use this version.",
        )
    };
    html! {
        div.reading { (verdict) }
        (outcomes(report))
        div.reading {
            (paragraph(&format!(
                "{} of {} could be told apart and matched. Whoever guesses blindly finds about one right pair in each batch, and more than the \
                 number after “up to” less than once in ten thousand tries. Whoever holds the upload file knows sex and age, so that attack finds \
                 one pair in each class of people who share both: a class has {M} people or more.",
                counted(report.of, "response", "responses"),
                counted(report.batches, "batch", "batches"),
            )))
        }
        (controls(report))
    }
}

/// The smallest class of people that leaves a mix together.
const M: usize = crate::operations::mix::Floors::M;

fn lowest(report: &Report) -> f64 {
    report.controls.iter().map(Control::share).fold(1.0, f64::min)
}

fn share(share: f64) -> String {
    format!("{:.0} %", share * 100.0)
}

fn figure(count: usize) -> Markup {
    number(i64::try_from(count).unwrap_or(i64::MAX))
}

fn outcomes(report: &Report) -> Table<'_> {
    let row = |outcome: &Outcome| {
        let verdict = if outcome.holds() {
            tag(Colour::Green, "Chance")
        } else {
            tag(Colour::Red, "Found")
        };
        vec![
            cell(outcome.attack),
            figure(outcome.right),
            html! { "about " (outcome.expected.floor()) ", up to " (outcome.limit.floor()) },
            verdict,
        ]
    };
    Table {
        caption: "Right guesses in Heard",
        columns: vec![
            Column::Words("Attack"),
            Column::Figures("Right"),
            // In words: so a telephone stacks the table, which would be too wide.
            Column::Words("By chance"),
            Column::Words("Verdict"),
        ],
        rows: report.outcomes.iter().map(row).collect(),
    }
}

fn controls(report: &Report) -> Table<'_> {
    let row = |control: &Control| {
        let verdict = if control.succeeded() {
            tag(Colour::Green, "Found out")
        } else {
            tag(Colour::Red, "Not found out")
        };
        vec![
            cell(control.variant.name()),
            cell(control.attack),
            html! { (share(control.share())) },
            html! { (share(control.variant.must_reach())) },
            verdict,
        ]
    };
    Table {
        caption: "The same attacks where one thing is broken on purpose",
        columns: vec![
            Column::Words("What is broken"),
            Column::Words("Best attack"),
            Column::Figures("Right"),
            Column::Figures("At least"),
            Column::Words("Verdict"),
        ],
        rows: report.controls.iter().map(row).collect(),
    }
}

fn limits() -> Markup {
    html! {
        div.reading {
            (subheading("What this does not show"))
            (bullets([
                "Whoever changes the running service can record what is posted to it.",
                "Until the mix, whoever controls the whole machine, the mixer's keys among it, can open ballots.",
                "All responses of a batch are known to be of that batch.",
                "What somebody writes, and how, can tell who they are. Texts are kept apart from all other answers.",
            ]))
            p.govuk-body { a.govuk-link href="/anonymity" { "How answers stay anonymous, with all limits" } }
        }
    }
}
