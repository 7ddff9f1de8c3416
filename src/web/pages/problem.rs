//! The page of a request that could not be served. Plain data in; it knows nothing of `error`.

use actix_web::http::StatusCode;
use maud::{Markup, Render, html};

use super::frame::{OfficePage, SurveyPage, Tongue};
use crate::survey::questionnaire::{Say, Wording};
use crate::web::components::{button, heading};

/// For whom the page is.
#[derive(Clone, Copy, Debug)]
pub enum Reader<'a> {
    /// Staff, or anybody else at the office.
    Office,
    /// A respondent: what her page says, and where her way out leads.
    Respondent {
        /// In her language.
        words: &'a Wording,
        /// The neutral site; empty where it is not known.
        exit: &'a str,
    },
}

/// What the page is told.
#[derive(Clone, Debug)]
pub struct Problem<'a> {
    /// Who reads it.
    pub reader: Reader<'a>,
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

impl Render for Problem<'_> {
    fn render(&self) -> Markup {
        match self.reader {
            Reader::Office => self.for_staff(),
            Reader::Respondent { words, exit } => self.for_a_respondent(words, exit),
        }
    }
}

impl Problem<'_> {
    fn for_staff(&self) -> Markup {
        let (title, sentences) = self.in_the_office();
        let content = html! {
            (heading(title))
            @for sentence in sentences { p.govuk-body { (sentence) } }
            @if let Some(again) = &self.again { (again.offered("Try again")) }
            // A respondent has nobody to give it to.
            @if let Some(reference) = &self.reference {
                p.govuk-body { "If you tell somebody about this, give the reference " strong { (reference) } "." }
            }
            @if self.again.is_none() {
                p.govuk-body { a.govuk-link href="/" { "Go to the start page" } }
            }
        };
        OfficePage {
            title,
            content,
            ..OfficePage::default()
        }
        .render()
    }

    fn for_a_respondent(&self, words: &Wording, exit: &str) -> Markup {
        let (title, sentence) = self.on_the_survey();
        let content = html! {
            (heading(words.say(title)))
            p.govuk-body { (words.say(sentence)) }
            @if let Some(again) = &self.again { (again.offered(words.say(Say::ProblemAgain))) }
        };
        SurveyPage {
            title: words.say(title),
            tongue: Tongue::of(words),
            leave: true,
            exit,
            content,
            ..SurveyPage::default()
        }
        .render()
    }

    fn on_the_survey(&self) -> (Say, Say) {
        match self.status.as_u16() {
            404 => (Say::GoneHeading, Say::GoneText),
            403 if self.foreign_origin => (Say::ForeignHeading, Say::ForeignText),
            405 => (Say::UnusualHeading, Say::UnusualText),
            408 => (Say::SlowHeading, Say::SlowText),
            413 => (Say::LargeHeading, Say::LargeText),
            429 => (Say::OftenHeading, Say::OftenText),
            503 => match &self.again {
                Some(Again { posts: true, .. }) => (Say::AwayHeading, Say::AwayTyped),
                Some(_) => (Say::AwayHeading, Say::AwayText),
                None => (Say::AwayHeading, Say::UnusualText),
            },
            500.. => (Say::FaultHeading, Say::FaultText),
            _ => (Say::UnreadHeading, Say::UnreadText),
        }
    }

    fn in_the_office(&self) -> (&'static str, &'static [&'static str]) {
        match self.status.as_u16() {
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

impl Again {
    fn offered(&self, label: &str) -> Markup {
        if !self.posts {
            return html! { a.govuk-button href=(self.action) role="button" draggable="false" { (label) } };
        }
        html! {
            form method="post" action=(self.action) {
                @for (name, value) in &self.typed { input type="hidden" name=(name) value=(value); }
                (button(label))
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
            reader: Reader::Respondent {
                words: &Wording::default(),
                exit: "",
            },
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
