//! The two pages between Start and the choice of kind: how to leave and whose device this is; who
//! asks, why, and what becomes of the answers. The same for everybody.
//!
//! What is said to people of 16 and 17 stands on everybody's page: no address, page, draft or cookie
//! then says how old its reader is.

use maud::{Markup, html};

use crate::survey::questionnaire::{Say, SupportLine, Wording};
use crate::web::respondent::sitting::Device;

use super::sheet::{Ask, Sheet};
use super::words::{heading, paragraph, rich, subheading};

/// The name of the first page in its form.
pub const LEAVING: &str = "leaving";
/// The name of the second page in its form.
pub const ABOUT: &str = "about";
/// The field of the first page.
pub const DEVICE_FIELD: &str = "_device";
/// Its value for a device that nobody else uses.
pub const DEVICE_OWN: &str = "own";
/// Its value for a device that somebody else may use.
pub const DEVICE_SHARED: &str = "shared";

/// How to leave, and whose device this is.
pub fn leaving(words: &Wording, nonce: &str, own_device: Option<bool>) -> Markup {
    let leave = html! { strong { (words.say(Say::FrameLeave)) } };
    let content = html! {
        (heading(words, Say::LeavingHeading))
        p class="govuk-body" {
            (rich(words, Say::LeavingLeave, &[("leave", leave)])) " " (words.say(Say::LeavingDeleted))
        }
        (paragraph(words, Say::LeavingKeys))
        div class="govuk-inset-text" { (words.say(Say::LeavingHistory)) }
        (subheading(words, Say::LeavingSafer))
        ul class="govuk-list govuk-list--bullet" {
            @for say in [Say::LeavingReturn, Say::LeavingPrivate, Say::LeavingErase, Say::LeavingWatched] {
                li { (words.say(say)) }
            }
        }
        (device_question(words, own_device))
    };
    Sheet {
        page: LEAVING,
        nonce,
        words,
        content,
        main: (Ask::Continue, Say::ButtonContinue),
        beside: vec![],
        below: vec![(Ask::Return, Say::ButtonReturn), (Ask::Hard, Say::ButtonHard)],
    }
    .render()
}

fn device_question(words: &Wording, own_device: Option<bool>) -> Markup {
    let minutes = Device::Shared.idle_limit().num_minutes().to_string();
    let hours = Device::Own.idle_limit().num_hours().to_string();
    let shared = Choice {
        value: DEVICE_SHARED,
        label: words.say(Say::DeviceShared),
        hint: words.fill(Say::DeviceSharedHint, &[("minutes", &minutes)]),
        chosen: own_device == Some(false),
    };
    let own = Choice {
        value: DEVICE_OWN,
        label: words.say(Say::DeviceOwn),
        hint: words.fill(Say::DeviceOwnHint, &[("hours", &hours)]),
        chosen: own_device == Some(true),
    };
    html! {
        div class="govuk-form-group" {
            fieldset class="govuk-fieldset" aria-describedby="device-hint" {
                legend class="govuk-fieldset__legend govuk-fieldset__legend--m" {
                    h2 class="govuk-fieldset__heading" { (words.say(Say::DeviceQuestion)) }
                }
                div class="govuk-hint" id="device-hint" { (words.say(Say::DeviceHint)) }
                div class="govuk-radios" {
                    (shared.render())
                    (own.render())
                }
            }
        }
    }
}

struct Choice<'a> {
    value: &'a str,
    label: &'a str,
    hint: String,
    chosen: bool,
}

impl Choice<'_> {
    fn render(&self) -> Markup {
        let id = format!("device-{}", self.value);
        let hint_id = format!("{id}-hint");
        html! {
            div class="govuk-radios__item" {
                input class="govuk-radios__input" type="radio" id=(id) name=(DEVICE_FIELD) value=(self.value)
                    aria-describedby=(hint_id) checked[self.chosen];
                label class="govuk-label govuk-radios__label" for=(id) { (self.label) }
                div class="govuk-hint govuk-radios__hint" id=(hint_id) { (self.hint) }
            }
        }
    }
}

/// What the second page says that depends on the settings and definitions in force.
pub struct AboutFacts<'a> {
    /// How long the shortest and the longest way through take, in minutes.
    pub minutes: (u32, u32),
    /// For how many days a draft is kept at most.
    pub days: u64,
    /// How many people's answers are mixed together at least.
    pub batch: usize,
    /// The line for an emergency, if the definitions have one.
    pub emergency: Option<&'a SupportLine>,
}

/// Who asks, why, how long it takes, what is kept, and when it can no longer be taken back.
pub fn about(words: &Wording, nonce: &str, facts: &AboutFacts<'_>) -> Markup {
    let content = html! {
        (heading(words, Say::AboutHeading))
        (paragraph(words, Say::AboutWhom))
        (paragraph(words, Say::AboutWho))
        p class="govuk-body" { (how_long(words, facts)) " " (words.say(Say::AboutChoice)) }
        (subheading(words, Say::AboutNothingHeading))
        (paragraph(words, Say::AboutNothing))
        (subheading(words, Say::AboutYoungHeading))
        (paragraph(words, Say::AboutYoung))
        (subheading(words, Say::AboutAnswersHeading))
        (kept(words, facts))
        (subheading(words, Say::AboutLiveHeading))
        (paragraph(words, Say::AboutLive))
        @if let Some(line) = facts.emergency { (emergency(words, line)) }
    };
    Sheet {
        page: ABOUT,
        nonce,
        words,
        content,
        main: (Ask::Continue, Say::ButtonTakePart),
        beside: vec![(Ask::Back, Say::ButtonBack)],
        below: vec![(Ask::Hard, Say::ButtonHard)],
    }
    .render()
}

fn how_long(words: &Wording, facts: &AboutFacts<'_>) -> String {
    let (shortest, longest) = facts.minutes;
    words.fill(
        Say::AboutLong,
        &[
            ("shortest", &shortest.to_string()),
            ("longest", &longest.to_string()),
        ],
    )
}

/// What is kept, where, how long, and for whom it can be opened: from the settings in force.
fn kept(words: &Wording, facts: &AboutFacts<'_>) -> Markup {
    let others = facts.batch.saturating_sub(1).to_string();
    html! {
        ul class="govuk-list govuk-list--bullet" {
            li { (words.fill(Say::AboutBeforeSend, &[("days", &facts.days.to_string())])) }
            li { (words.fill(Say::AboutOnSend, &[("others", &others)])) }
            li { (words.say(Say::AboutNoReturn)) }
            li { (words.say(Say::AboutApart)) }
            li { (words.say(Say::AboutHost)) }
        }
    }
}

fn emergency(words: &Wording, line: &SupportLine) -> Markup {
    let language = words.language();
    html! {
        p class="govuk-body" {
            strong { (line.name.in_language(language)) @if let Some(number) = &line.number { ": " bdi { (number) } } }
            " " (line.help.in_language(language)) "."
        }
    }
}
