//! The first page: what each role can do next; for a stranger, what this is.

use actix_web::http::header::LOCATION;
use actix_web::{HttpResponse, web};
use maud::{Markup, Render, html};

use crate::operations::sign_in::Next;
use crate::store::staff::Role;
use crate::web::components::{heading, link_button};
use crate::web::extract::Staff;
use crate::web::pages::{OfficePage, html_page};
use crate::web::shop::{Shop, Stage};

/// `GET /`
pub async fn page(staff: Option<Staff>, shop: web::Data<Shop>) -> HttpResponse {
    let whole = staff.filter(|staff| staff.identity.next == Next::Whole);
    match whole {
        Some(staff) => html_page(HttpResponse::Ok(), &StartPage { staff: &staff }),
        None if shop.stage == Stage::Demonstration => HttpResponse::SeeOther()
            .insert_header((LOCATION, "/demo"))
            .finish(),
        None => html_page(HttpResponse::Ok(), &StrangersPage),
    }
}

/// What somebody sees who is not signed in.
struct StrangersPage;

impl Render for StrangersPage {
    fn render(&self) -> Markup {
        let content = html! {
            (heading("How victims of crime were served"))
            p.lede { "Heard asks people who were a victim of a crime how they were treated afterwards, and publishes what they say. Nobody, not even the people who run it, can tell who gave which answer." }
            (link_button("/sign-in", "Sign in"))
        };
        OfficePage {
            title: "How victims of crime were served",
            content,
            ..OfficePage::default()
        }
        .render()
    }
}

/// The start page of a role.
struct StartPage<'a> {
    staff: &'a Staff,
}

impl Render for StartPage<'_> {
    fn render(&self) -> Markup {
        let content = html! {
            (heading("What you can do"))
            ul.cards { @for (href, title, text) in doors(self.staff.identity.role) { (card(href, title, text)) } }
        };
        OfficePage {
            title: "Start",
            signed_in: Some(self.staff.frame()),
            here: "/",
            content,
            ..OfficePage::default()
        }
        .render()
    }
}

fn doors(role: Role) -> &'static [(&'static str, &'static str, &'static str)] {
    match role {
        Role::Provider => &[],
        Role::Commissioner => &[],
        Role::Administrator => &[
            (
                "/staff",
                "Accounts",
                "Add somebody, end an account, or give somebody a new start who lost their phone or password.",
            ),
            (
                "/account",
                "Your password",
                "Change the password you sign in with.",
            ),
        ],
    }
}

fn card(href: &str, title: &str, text: &str) -> Markup {
    html! {
        li.card {
            h2.govuk-heading-m { a.govuk-link href=(href) { (title) } }
            p.govuk-body { (text) }
        }
    }
}
