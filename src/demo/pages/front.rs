//! `/demo`: what this is, the doors of those who use Heard, the clock, the crowd and the attack.

use actix_web::web::Data;
use actix_web::{HttpResponse, Responder};
use chrono::{DateTime, Utc};
use chrono_tz::Europe::London;
use maud::{Markup, html};

use super::desk::Desk;
use super::frame::{DemoPage, counted};
use crate::demo::accounts::DemoAccount;
use crate::demo::crowd::CROWD;
use crate::store;
use crate::store::waves::{self, Wave, WaveState};
use crate::web::components::{
    Column, Table, Weight, button_group, cell, choice_button, details, inset, link_button, second_button,
    subheading,
};
use crate::web::extract::Staff;

/// `GET /demo`
pub async fn page(desk: Data<Desk>, staff: Option<Staff>) -> impl Responder {
    let open = running(&desk).await;
    answer(&desk, staff.as_ref(), &open)
}

/// The waves in fieldwork. A database that is away is no reason to show no page.
async fn running(desk: &Desk) -> Vec<Wave> {
    let Ok(mut conn) = store::get(&desk.stage.web).await else {
        return Vec::new();
    };
    waves::list_in_state(&mut conn, WaveState::Open)
        .await
        .unwrap_or_default()
}

fn answer(desk: &Desk, staff: Option<&Staff>, open: &[Wave]) -> HttpResponse {
    let content = html! {
        p.lede {
            "This is Heard at work with simulated victims: nobody here is real and no letter leaves this machine. "
            "All that you find went the way it would go with real people, from the contact file to the published report."
        }
        @if let Some(words) = desk.under_way() {
            (inset(html! { (words) " is under way. Nothing else can be begun until it is done." }))
        }
        (doors(&desk.accounts))
        (clock(desk, open))
        (drowning())
        (finding_out())
    };
    DemoPage {
        title: "Try Heard",
        staff,
        leads_back: false,
        content,
    }
    .answer()
}

fn doors(accounts: &[DemoAccount]) -> Markup {
    html! {
        (subheading("Come in as"))
        ul.cards {
            li.card {
                h3.govuk-heading-s { "A victim" }
                p.govuk-body { "Read a letter in the demonstration inbox, open its link and answer. No account, no name." }
                (link_button("/demo/inbox", "Open the inbox"))
            }
            (door("The provider", "Opens waves, loads contact files and looks after the questionnaires.", "provider", accounts))
            (door("The commissioner", "Approves contact files, releases reports and downloads them.", "commissioner", accounts))
            (door("The administrator", "Manages accounts, and nothing else.", "administrator", accounts))
        }
        (details("Names and passwords", &passwords(accounts)))
    }
}

fn door(title: &str, text: &str, role: &str, accounts: &[DemoAccount]) -> Markup {
    html! {
        li.card {
            h3.govuk-heading-s { (title) }
            p.govuk-body { (text) }
            @for account in accounts.iter().filter(|account| account.role == role) {
                form.inline method="post" action="/sign-in" {
                    input type="hidden" name="username" value=(account.username);
                    input type="hidden" name="password" value=(account.password);
                    input type="hidden" name="next" value="/";
                    (second_button(&format!("Sign in as {}", first_name(&account.username))))
                }
            }
        }
    }
}

/// `provider-anna` is Anna to whoever knows that she is a provider.
fn first_name(username: &str) -> String {
    let name = username.rsplit('-').next().unwrap_or(username);
    let mut letters = name.chars();
    letters
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn passwords(accounts: &[DemoAccount]) -> Markup {
    let table = Table {
        caption: "The demonstration's accounts",
        columns: vec![
            Column::Words("Name"),
            Column::Words("Role"),
            Column::Words("Password"),
        ],
        rows: accounts
            .iter()
            .map(|account| {
                let password = html! { span.letters { (account.password) } };
                vec![cell(&account.username), cell(&account.role), password]
            })
            .collect(),
    };
    html! {
        p.govuk-body { "They sign in without a second step, which Heard refuses outside the demonstration." }
        (table)
    }
}

fn clock(desk: &Desk, open: &[Wave]) -> Markup {
    let now = desk.stage.clock.now();
    let ahead = (now - desk.stage.clock.machine_now()).num_days();
    html! {
        div.reading {
            (subheading("The demonstration clock"))
            p.govuk-body-l { "It is " strong { (spoken(now)) } "." }
            @if ahead > 0 {
                p.govuk-body { "That is " (counted(usize::try_from(ahead).unwrap_or(0), "day", "days")) " ahead of this machine." }
            }
            @for wave in open {
                p.govuk-body {
                    "In fieldwork: " (wave.name) ", until " (wave.fieldwork_to.format("%-d %B %Y")) "."
                }
            }
            @if open.is_empty() { p.govuk-body { "No wave is in fieldwork." } }
            p.govuk-body {
                "Moving the clock does everything that falls due on the way, day by day: letters, the close, "
                "the mix, the deleting of contacts and links. It can take a minute and cannot be turned back."
            }
            form method="post" action="/demo/clock" {
                (button_group(&html! {
                    (choice_button("Move on 1 day", "by", "1d", Weight::Second))
                    (choice_button("Move on 7 days", "by", "7d", Weight::Second))
                    @if !open.is_empty() {
                        (choice_button("Close the running fieldwork", "by", "close", Weight::Second))
                    }
                }))
            }
        }
    }
}

fn drowning() -> Markup {
    html! {
        div.reading {
            (subheading("Watch one answer drown"))
            p.govuk-body {
                "Answer an invitation yourself. Then send " (CROWD) " simulated victims through the same pages, one form "
                "after the other: they lie with those who answered on the days of fieldwork that are past. "
                "After the close and the mix, nothing tells yours from theirs."
            }
            p.govuk-body {
                "Sex and age stay with an answer only where five people or more of the same kind of case share both. "
                "If you are nearly alone in yours, for instance because you describe yourself another way, your answer is not shown "
                "at the close: it waits, sealed, for the next quarter. Whoever says neither goes out at once."
            }
            form method="post" action="/demo/crowd" {
                (second_button(&format!("Send {CROWD} simulated victims")))
            }
        }
    }
}

fn finding_out() -> Markup {
    html! {
        div.reading {
            (subheading("Try to find out who said this"))
            p.govuk-body {
                "Take the place of somebody who holds the whole database, and guess which link belongs to which answers: "
                "here, and in a copy that was built the usual way."
            }
            (link_button("/demo/attack", "Try to find out"))
        }
    }
}

/// A moment as it is said in London.
fn spoken(now: DateTime<Utc>) -> String {
    now.with_timezone(&London)
        .format("%A %-d %B %Y, %H:%M")
        .to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_at_the_doors_have_first_names() {
        assert_eq!(first_name("commissioner-clare"), "Clare");
    }

    #[test]
    fn the_time_is_said_as_in_london() {
        let summer = "2026-07-01T23:30:00Z".parse().expect("a moment");
        assert_eq!(spoken(summer), "Thursday 2 July 2026, 00:30");
    }
}
