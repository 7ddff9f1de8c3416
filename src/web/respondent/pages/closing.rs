//! The pages at the end of a sitting, and the one for a hard moment. The thank-you is the same bytes
//! for everybody: it shows every support line, whatever was answered.

use maud::{Markup, Render, html};

use crate::survey::questionnaire::SupportLine;
use crate::web::components::heading;
use crate::web::respondent::sitting::Device;

use super::check::CHECK;
use super::sheet::{Ask, Sheet};

/// The name of the "hard" page in its form.
pub const HARD: &str = "hard";

/// "I am finding this hard": pause, delete, and who can help.
pub struct HardPage<'a> {
    /// Ties the form to its sitting.
    pub nonce: &'a str,
    /// Every support line.
    pub lines: &'a [SupportLine],
    /// The language of the texts.
    pub language: &'a str,
    /// Whose device it is, which decides how long the answers wait.
    pub device: Device,
    /// Whether there is anything that could be sent or deleted.
    pub begun: bool,
    /// Fields of the page behind this one that could not be kept; they are carried back to it.
    pub carried: &'a [(String, String)],
}

impl Render for HardPage<'_> {
    fn render(&self) -> Markup {
        let wait = match self.device {
            Device::Own => "20 hours",
            Device::Shared => "30 minutes",
        };
        let content = html! {
            p class="govuk-body" {
                "Some questions can bring things back. You can leave out any of them, stop here, or have a \
                 break. Whatever you do is all right."
            }
            p class="govuk-body" {
                "For a break, keep this page open. It waits for " (wait) "."
            }
            @for (name, value) in self.carried { input type="hidden" name=(name) value=(value); }
        };
        let mut beside = vec![];
        if self.begun {
            beside.push((Ask::Stop, "Stop here and send what I have answered"));
            beside.push((Ask::Delete, "Delete my answers"));
        }
        let form = Sheet {
            page: HARD,
            nonce: self.nonce,
            content,
            main: (Ask::Continue, "Carry on"),
            beside,
            below: vec![],
        };
        html! {
            (heading("Take your time"))
            (form.render())
            (support(self.lines, self.language))
        }
    }
}

/// Send was pressed before the wave could take answers: they wait in the draft.
pub fn not_ready(nonce: &str) -> Markup {
    let form = Sheet {
        page: CHECK,
        nonce,
        content: html! {
            p class="govuk-body" {
                "Something on our side is not ready yet. Your answers are kept. Please wait a few minutes, \
                 then press the button."
            }
        },
        main: (Ask::Send, "Send my answers"),
        beside: vec![],
        below: vec![],
    };
    html! {
        (heading("We cannot take your answers just yet"))
        (form.render())
    }
}

/// After Send.
pub fn thanks(lines: &[SupportLine], language: &str) -> Markup {
    html! {
        (heading("Thank you"))
        p class="govuk-body-l" { "Your answers have been sent. Nobody can tell which are yours." }
        p class="govuk-body" {
            "They will be counted together with other people's, to show what is done well and what must \
             get better. Your link no longer opens anything. You can close this page."
        }
        p class="govuk-body" {
            "Your browser's history still shows that you were on this site, and a phone's call list \
             shows the numbers you call."
        }
        (support(lines, language))
    }
}

/// After "Delete my answers".
pub fn deleted() -> Markup {
    html! {
        (heading("Your answers are deleted"))
        p class="govuk-body" {
            "Nothing was sent and nothing is kept. If you ever want to, you can open your link again and \
             start from the beginning."
        }
    }
}

fn support(lines: &[SupportLine], language: &str) -> Markup {
    html! {
        h2 class="govuk-heading-m" { "If you would like to talk to someone" }
        ul class="lines" {
            @for line in lines {
                li class="lines__line" {
                    strong { (line.name.in_language(language)) }
                    @if let Some(number) = &line.number { span class="lines__number" { (number) } }
                    span class="lines__help" { (line.help.in_language(language)) }
                }
            }
        }
    }
}
