//! "Save and come back": offered with its one condition, the return code shown once, and the page where it
//! is typed.

use chrono::{Datelike, NaiveDate};
use maud::{Markup, Render, html};

use crate::ballot::ReturnCode;
use crate::survey::questionnaire::{Say, Wording};
use crate::web::components::{ErrorSummaryIn, TextInput};
use crate::web::typed::Faults;

use super::sheet::{Ask, Sheet};
use super::words::{heading, paragraph, rich, small, subheading};

/// The name of the page that offers a return code, in its form.
pub const PAUSE: &str = "pause";
/// The name of the page where one is typed.
pub const RETURN: &str = "return";
/// Where it is typed. The page that says that the database is away leaves fields of such a name out.
pub const CODE_FIELD: &str = "_code";

/// The offer. `days`: how long drafts are kept.
pub fn pause(words: &Wording, nonce: &str, days: u64) -> Markup {
    let content = html! {
        (paragraph(words, Say::PauseWhat))
        div class="govuk-inset-text" { (words.say(Say::PauseOnly)) }
        ul class="govuk-list govuk-list--bullet" {
            li { (words.fill(Say::PauseKept, &[("days", &days.to_string())])) }
            @for say in [Say::PauseFault, Say::PauseLost, Say::PauseTries] { li { (words.say(say)) } }
        }
        (paragraph(words, Say::PauseWithout))
    };
    let form = Sheet {
        page: PAUSE,
        nonce,
        words,
        content,
        main: (Ask::Continue, Say::ButtonWithoutCode),
        beside: vec![(Ask::Code, Say::ButtonCode)],
        below: ways(),
    };
    html! { (heading(words, Say::PauseHeading)) (form.render()) }
}

/// The code, this once.
pub struct CodePage<'a> {
    /// Ties the form to its sitting.
    pub nonce: &'a str,
    /// What the page says.
    pub words: &'a Wording,
    /// The words of the code.
    pub code: &'a ReturnCode,
    /// From this day on the draft is gone.
    pub gone_on: NaiveDate,
}

impl Render for CodePage<'_> {
    fn render(&self) -> Markup {
        let words = self.words;
        let content = html! {
            p class="return-code" lang="en" dir="ltr" { (self.code.expose()) }
            (paragraph(words, Say::CodeWrite))
            (subheading(words, Say::CodeBack))
            ol class="govuk-list govuk-list--number" {
                li { (words.say(Say::CodeOpen)) }
                li { (rich(words, Say::CodePress, &[("button", bold(words.say(Say::ButtonReturn)))])) }
                li { (words.say(Say::CodeType)) }
            }
            p class="govuk-body" { (self.until()) }
        };
        let form = Sheet {
            page: PAUSE,
            nonce: self.nonce,
            words,
            content,
            main: (Ask::Continue, Say::ButtonGoOn),
            beside: vec![],
            below: ways(),
        };
        html! { (heading(words, Say::CodeHeading)) (form.render()) }
    }
}

impl CodePage<'_> {
    fn until(&self) -> String {
        let last = self.gone_on.pred_opt().unwrap_or(self.gone_on);
        let month = Say::month(last.month()).map_or("", |month| self.words.say(month));
        let (day, year) = (last.day().to_string(), last.year().to_string());
        self.words.fill(
            Say::CodeUntil,
            &[("day", &day), ("month", month), ("year", &year)],
        )
    }
}

fn bold(text: &str) -> Markup {
    html! { strong { (text) } }
}

fn ways() -> Vec<(Ask, Say)> {
    vec![(Ask::Hard, Say::ButtonHard), (Ask::Stop, Say::ButtonStop)]
}

/// Where a return code is typed.
pub fn come_back(words: &Wording, nonce: &str, typed: &str, faults: &Faults) -> Markup {
    let input = TextInput {
        name: CODE_FIELD,
        label: words.say(Say::ReturnLabel),
        hint: Some(words.say(Say::ReturnHint)),
        value: typed,
        fault: faults.of(CODE_FIELD),
        small: small(words),
        ..TextInput::default()
    };
    let form = Sheet {
        page: RETURN,
        nonce,
        words,
        content: html! { (input) (paragraph(words, Say::ReturnDrops)) },
        main: (Ask::Continue, Say::ButtonGoOn),
        beside: vec![(Ask::Back, Say::ButtonBack)],
        below: vec![(Ask::Hard, Say::ButtonHard)],
    };
    html! {
        (ErrorSummaryIn(faults, small(words)))
        (heading(words, Say::ReturnHeading))
        (form.render())
    }
}
