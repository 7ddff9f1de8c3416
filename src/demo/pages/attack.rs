//! `/demo/attack`: "Try to find out who said this". Explains, runs, shows.

use actix_web::HttpResponse;
use actix_web::web::Data;
use maud::{Markup, html};

use super::desk::{Desk, held};
use super::frame::{DemoPage, busy, counted, failure, see};
use crate::demo::attack::{self, CONTROL, Outcome, Report};
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
            li { "The same people give the same answers to a naive copy, built the usual way: once the invitation is marked and the answers are stored in one transaction, once in two." }
            li { "Before anything is deleted, five attacks look at both from below, as the database's superuser, and guess." }
            li { "Only then the guesses are held against the truth, which this page noted while it played." }
        }
    }
}

fn found(report: &Report) -> Markup {
    let verdict = if !report.control_succeeded {
        warning(
            "This run proves nothing: the naive copy kept its secret too, so the attacks were not sharp enough. Try once more.",
        )
    } else if report.holds() {
        inset(html! {
            p.govuk-body-l { strong { "No attack did better than blind guessing." } }
            p.govuk-body {
                "In the naive copy the best attack told of " (best(report)) " of " (report.naive_of) " people what they had said."
            }
        })
    } else {
        warning(
            "An attack found more in Heard's own tables than chance explains. This must not be: do not use this version.",
        )
    };
    html! {
        div.reading { (verdict) }
        (table(report))
        div.reading {
            (paragraph(&format!(
                "{} of {} could be told apart and matched. Whoever guesses blindly finds about one right pair in each batch, {} in all; up to {} is \
                 still chance (more happens less than once in ten thousand tries). A naive copy must give away {:.0} % to \
                 at least one attack, or the run does not count.",
                counted(report.of, "response", "responses"),
                counted(report.batches, "batch", "batches"),
                report.expected,
                report.limit.floor(),
                CONTROL * 100.0,
            )))
        }
    }
}

fn best(report: &Report) -> usize {
    report
        .outcomes
        .iter()
        .map(|outcome| outcome.together.max(outcome.apart))
        .max()
        .unwrap_or(0)
}

fn table(report: &Report) -> Table<'_> {
    let count = |count: usize| number(i64::try_from(count).unwrap_or(i64::MAX));
    let row = |outcome: &Outcome| {
        let verdict = if outcome.at_chance {
            tag(Colour::Green, "Chance")
        } else {
            tag(Colour::Red, "Found")
        };
        vec![
            cell(outcome.attack),
            count(outcome.right),
            verdict,
            count(report.expected),
            html! { (report.limit.floor()) },
            count(outcome.together),
            count(outcome.apart),
        ]
    };
    Table {
        caption: "Right guesses",
        columns: vec![
            Column::Words("Attack"),
            Column::Figures("Heard"),
            Column::Words("Verdict"),
            Column::Figures("By chance"),
            Column::Figures("Limit"),
            Column::Figures("Naive, one transaction"),
            Column::Figures("Naive, two"),
        ],
        rows: report.outcomes.iter().map(row).collect(),
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
