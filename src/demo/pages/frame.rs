//! The frame of the demonstration's pages: the office's, with the word "Demonstration" on each.

use actix_web::http::StatusCode;
use actix_web::http::header::LOCATION;
use actix_web::{HttpResponse, HttpResponseBuilder};
use maud::{Markup, Render, html};

use super::desk::{Busy, Last};
use crate::web::components::{Colour, ErrorSummary, heading, link_button, tag};
use crate::web::extract::{Faults, Staff};
use crate::web::pages::{OfficePage, html_page};

/// One of the demonstration's pages.
pub struct DemoPage<'a> {
    /// Its heading, and the beginning of its title.
    pub title: &'a str,
    /// Who is signed in, since the office's frame shows it.
    pub staff: Option<&'a Staff>,
    /// Whether it leads back to the front page.
    pub leads_back: bool,
    /// What stands under the heading.
    pub content: Markup,
}

impl Render for DemoPage<'_> {
    fn render(&self) -> Markup {
        let title = format!("{} – Demonstration", self.title);
        let content = html! {
            p.govuk-body { (tag(Colour::Yellow, "Demonstration")) }
            (heading(self.title))
            (self.content)
        };
        OfficePage {
            title: &title,
            signed_in: self.staff.map(Staff::frame),
            back: self.leads_back.then_some(("/demo", "Back to the demonstration")),
            content,
            ..OfficePage::default()
        }
        .render()
    }
}

impl DemoPage<'_> {
    /// The page as an answer.
    pub fn answer(&self) -> HttpResponse {
        html_page(HttpResponse::Ok(), self)
    }
}

/// Back to where the outcome is shown; the browser's "reload" then does nothing twice.
pub fn see(place: &str) -> HttpResponse {
    HttpResponse::SeeOther().insert_header((LOCATION, place)).finish()
}

/// Something else is being done: a calm page that says what, and the way to try again.
pub fn busy(Busy(words): &Busy, staff: Option<&Staff>) -> HttpResponse {
    let page = DemoPage {
        title: "One thing at a time",
        staff,
        leads_back: true,
        content: html! {
            div.reading {
                p.govuk-body-l { (words) " is still under way, so nothing else was begun." }
                p.govuk-body { "It is done in a moment. Then go back and press the button again." }
                (link_button("/demo", "Go back"))
            }
        },
    };
    html_page(HttpResponseBuilder::new(StatusCode::CONFLICT), &page)
}

/// The sentence of the last try, where it failed.
pub fn failure<T>(last: &Last<T>) -> Markup {
    let faults = match last {
        Some(Err(sentence)) => Faults::one("", sentence),
        _ => Faults::default(),
    };
    ErrorSummary(&faults).render()
}

/// A number with the right form of the word after it.
pub fn counted(count: usize, one: &str, several: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { several })
}
