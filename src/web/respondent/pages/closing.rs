//! The pages at the end of a sitting, and the one for a hard moment. The thank-you is the same bytes
//! for everybody: it shows every support line, whatever was answered.

use maud::{Markup, Render, html};

use crate::survey::questionnaire::{Say, SupportLine, Wording};
use crate::web::respondent::sitting::Device;

use super::check::CHECK;
use super::neutral::query_of;
use super::sheet::{Ask, Sheet};
use super::words::{heading, paragraph, subheading};

/// The name of the "hard" page in its form.
pub const HARD: &str = "hard";

/// "I am finding this hard": pause, delete, and who can help.
pub struct HardPage<'a> {
    /// Ties the form to its sitting.
    pub nonce: &'a str,
    /// Every support line.
    pub lines: &'a [SupportLine],
    /// What the page says.
    pub words: &'a Wording,
    /// Whose device it is, which decides how long the answers wait.
    pub device: Device,
    /// Whether there is anything that could be sent or deleted.
    pub begun: bool,
    /// Fields of the page behind this one that could not be kept; they are carried back to it.
    pub carried: &'a [(String, String)],
}

impl Render for HardPage<'_> {
    fn render(&self) -> Markup {
        let words = self.words;
        let content = html! {
            (paragraph(words, Say::HardText))
            p class="govuk-body" { (self.wait()) }
            @for (name, value) in self.carried { input type="hidden" name=(name) value=(value); }
        };
        let mut beside = vec![];
        if self.begun {
            beside.push((Ask::Pause, Say::ButtonPause));
            beside.push((Ask::Stop, Say::ButtonStop));
            beside.push((Ask::Delete, Say::ButtonDelete));
        }
        let form = Sheet {
            page: HARD,
            nonce: self.nonce,
            words,
            content,
            main: (Ask::Continue, Say::ButtonCarryOn),
            beside,
            below: vec![],
        };
        html! {
            (heading(words, Say::HardHeading))
            (form.render())
            (support(words, self.lines))
        }
    }
}

impl HardPage<'_> {
    /// How long the page waits, which the device decides.
    fn wait(&self) -> String {
        let limit = self.device.idle_limit();
        let (say, place, number) = match self.device {
            Device::Own => (Say::HardBreakHours, "hours", limit.num_hours()),
            Device::Shared => (Say::HardBreakMinutes, "minutes", limit.num_minutes()),
        };
        self.words.fill(say, &[(place, &number.to_string())])
    }
}

/// Send was pressed before the wave could take answers: they wait in the draft.
pub fn not_ready(words: &Wording, nonce: &str) -> Markup {
    let form = Sheet {
        page: CHECK,
        nonce,
        words,
        content: paragraph(words, Say::NotReadyText),
        main: (Ask::Send, Say::ButtonSend),
        beside: vec![],
        below: vec![],
    };
    html! {
        (heading(words, Say::NotReadyHeading))
        (form.render())
    }
}

/// After Send. `offers_contact`: whether somebody is there to contact those who ask for it.
pub fn thanks(words: &Wording, lines: &[SupportLine], offers_contact: bool) -> Markup {
    html! {
        (heading(words, Say::ThanksHeading))
        p class="govuk-body-l" { (words.say(Say::ThanksSent)) }
        (paragraph(words, Say::ThanksCounted))
        (paragraph(words, Say::ThanksTraces))
        @if offers_contact { (contact_offer(words)) }
        (support(words, lines))
    }
}

/// The way to the form that asks to be contacted.
fn contact_offer(words: &Wording) -> Markup {
    let address = format!("/contact-me{}", query_of(words));
    html! {
        (subheading(words, Say::ThanksContact))
        (paragraph(words, Say::ThanksContactText))
        p class="govuk-body" { a class="govuk-link" href=(address) { (words.say(Say::ThanksContactLink)) } }
    }
}

/// After "Delete my answers".
pub fn deleted(words: &Wording) -> Markup {
    html! { (heading(words, Say::DeletedHeading)) (paragraph(words, Say::DeletedText)) }
}

fn support(words: &Wording, lines: &[SupportLine]) -> Markup {
    let language = words.language();
    html! {
        (subheading(words, Say::SupportHeading))
        ul class="lines" {
            @for line in lines {
                li class="lines__line" {
                    strong { (line.name.in_language(language)) }
                    @if let Some(number) = &line.number { span class="lines__number" { bdi { (number) } } }
                    span class="lines__help" { (line.help.in_language(language)) }
                }
            }
        }
    }
}
