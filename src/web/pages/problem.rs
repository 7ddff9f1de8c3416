//! The page of a request that could not be served. Plain data in; it knows nothing of `error`.

use actix_web::http::StatusCode;
use maud::{Markup, Render, html};

use super::frame::{OfficePage, SurveyPage};
use crate::web::components::{button, heading};
use crate::web::host::Host;

/// What the page is told.
#[derive(Clone, Debug)]
pub struct Problem {
    /// Which host asks.
    pub host: Host,
    /// The status it goes out with.
    pub status: StatusCode,
    /// Whether a form came from another site, which reads differently from a role that may not.
    pub foreign_origin: bool,
    /// The reference under which the log holds the cause.
    pub reference: Option<String>,
    /// The same request once more, with what was typed.
    pub again: Option<Again>,
}

/// A request to be sent once more.
#[derive(Clone, Debug)]
pub struct Again {
    /// Where it goes: an own path.
    pub action: String,
    /// Whether it was a form.
    pub posts: bool,
    /// What was typed.
    pub typed: Vec<(String, String)>,
}

impl Render for Problem {
    fn render(&self) -> Markup {
        let (title, sentences) = self.words();
        let content = html! {
            (heading(title))
            @for sentence in sentences { p.govuk-body { (sentence) } }
            @if let Some(again) = &self.again { (again) }
            // A respondent has nobody to give it to.
            @if let Some(reference) = self.reference.as_ref().filter(|_| self.host == Host::Office) {
                p.govuk-body { "If you tell somebody about this, give the reference " strong { (reference) } "." }
            }
            @if self.host == Host::Office && self.again.is_none() {
                p.govuk-body { a.govuk-link href="/" { "Go to the start page" } }
            }
        };
        match self.host {
            Host::Office => OfficePage {
                title,
                content,
                ..OfficePage::default()
            }
            .render(),
            Host::Survey => SurveyPage {
                title,
                leave: true,
                content,
                ..SurveyPage::default()
            }
            .render(),
        }
    }
}

impl Problem {
    fn words(&self) -> (&'static str, &'static [&'static str]) {
        match self.status.as_u16() {
            404 if self.host == Host::Survey => (
                "There is nothing here",
                &["This page does not exist, or it is no longer open. You do not need to do anything."],
            ),
            404 => (
                "Page not found",
                &[
                    "If you typed the address, check that it is correct. If you pasted it, check that you copied all of it.",
                ],
            ),
            403 if self.foreign_origin => (
                "This could not be accepted",
                &[
                    "The form did not come from a page of this site, or your browser does not say where it came from.",
                    "Nothing was changed. Go back, load the page again and send it once more.",
                ],
            ),
            403 => (
                "This page is not for your account",
                &["You are signed in, and your role does not include this page. Nothing was changed."],
            ),
            405 => (
                "This page cannot be used like that",
                &["Go back and use the links and buttons of the page."],
            ),
            408 => (
                "That took too long",
                &["The connection was too slow. Go back and try again."],
            ),
            413 => (
                "That is too much at once",
                &["What was sent is larger than this page takes. Nothing was changed."],
            ),
            429 => (
                "Please wait a little",
                &["There were too many tries in a short time. Wait a minute, then try again."],
            ),
            503 => self.absent(),
            500.. => (
                "Sorry, something went wrong here",
                &["It is not your fault, and it has been noted. Please try again later."],
            ),
            _ => (
                "This could not be read",
                &["Something in the request was not as expected. Go back and try again."],
            ),
        }
    }

    /// The service, or its database, is away for a moment; what that means for what was typed.
    fn absent(&self) -> (&'static str, &'static [&'static str]) {
        let kept: &[&str] = match &self.again {
            Some(Again { posts: true, .. }) => {
                &["The service is not available just now. What you entered is kept on this page."]
            }
            Some(_) => &["The service is not available just now. Nothing is lost."],
            None => &[
                "The service is not available just now, and nothing was changed. Go back and send it once more.",
            ],
        };
        ("Please try again in a moment", kept)
    }
}

impl Render for Again {
    fn render(&self) -> Markup {
        if !self.posts {
            return html! { a.govuk-button href=(self.action) role="button" draggable="false" { "Try again" } };
        }
        html! {
            form method="post" action=(self.action) {
                @for (name, value) in &self.typed { input type="hidden" name=(name) value=(value); }
                (button("Try again"))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_database_that_is_away_keeps_what_was_typed() {
        let page = Problem {
            host: Host::Survey,
            status: StatusCode::SERVICE_UNAVAILABLE,
            foreign_origin: false,
            reference: Some("1a2b3c4d".into()),
            again: Some(Again {
                action: "/q".into(),
                posts: true,
                typed: vec![("anything-else".into(), "They \"listened\" & called".into())],
            }),
        }
        .render()
        .into_string();
        assert!(page.contains("They &quot;listened&quot; &amp; called"), "{page}");
        assert!(page.contains(r#"action="/q""#), "{page}");
    }
}
