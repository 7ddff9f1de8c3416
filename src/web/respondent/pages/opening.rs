//! The two pages between Start and the choice of kind: how to leave and whose device this is; who
//! asks, why, and what becomes of the answers. The same for everybody.

use maud::{Markup, html};

use crate::survey::questionnaire::SupportLine;

use super::sheet::{Ask, Sheet};

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
pub fn leaving(nonce: &str, own_device: Option<bool>) -> Markup {
    let content = html! {
        h1 class="govuk-heading-l" { "First: how to leave" }
        p class="govuk-body" {
            strong { "Leave this page" } " stays at the top of every page. It opens another website at \
             once, and what you have answered so far is deleted."
        }
        p class="govuk-body" { "On a keyboard, pressing Escape or pressing Shift three times usually does the same." }
        div class="govuk-inset-text" {
            "Leaving does not delete your browser's history. It will show that you were on this site, \
             but not what the questions were or what you answered."
        }
        ul class="govuk-list govuk-list--bullet" {
            li { "To come back, open your link again. You will start from the beginning." }
            li { "A private or incognito window keeps no history." }
            li {
                "If you think somebody watches your phone or computer, use another one: at a library, \
                 at work, or a friend's."
            }
        }
        (device_question(own_device))
    };
    Sheet {
        page: LEAVING,
        nonce,
        content,
        main: (Ask::Continue, "Continue"),
        beside: vec![],
        below: vec![],
    }
    .render()
}

fn device_question(own_device: Option<bool>) -> Markup {
    html! {
        div class="govuk-form-group" {
            fieldset class="govuk-fieldset" aria-describedby="device-hint" {
                legend class="govuk-fieldset__legend govuk-fieldset__legend--m" {
                    h2 class="govuk-fieldset__heading" { "Does anybody else use this device?" }
                }
                div class="govuk-hint" id="device-hint" {
                    "This decides how long your answers wait for you if you pause."
                }
                div class="govuk-radios" {
                    (device_choice(DEVICE_SHARED, "Yes, or they might", "They wait for 30 minutes.", own_device == Some(false)))
                    (device_choice(DEVICE_OWN, "No, only me", "They wait for 20 hours.", own_device == Some(true)))
                }
            }
        }
    }
}

fn device_choice(value: &str, label: &str, hint: &str, chosen: bool) -> Markup {
    let id = format!("device-{value}");
    let hint_id = format!("device-{value}-hint");
    html! {
        div class="govuk-radios__item" {
            input class="govuk-radios__input" type="radio" id=(id) name=(DEVICE_FIELD) value=(value)
                aria-describedby=(hint_id) checked[chosen];
            label class="govuk-label govuk-radios__label" for=(id) { (label) }
            div class="govuk-hint govuk-radios__hint" id=(hint_id) { (hint) }
        }
    }
}

/// What the second page says that depends on the settings and definitions in force.
pub struct AboutFacts<'a> {
    /// How long the longest way through takes, in minutes.
    pub minutes: usize,
    /// How many people's answers are mixed together at least.
    pub batch: usize,
    /// The line for an emergency, if the definitions have one.
    pub emergency: Option<&'a SupportLine>,
}

/// Who asks, why, how long it takes, what is kept, and when it can no longer be taken back.
pub fn about(nonce: &str, facts: &AboutFacts<'_>) -> Markup {
    let content = html! {
        h1 class="govuk-heading-l" { "Who is asking, and why" }
        p class="govuk-body" {
            "These questions are for people who were affected by a crime. They are about how the police \
             and other services treated you. They never ask what happened to you."
        }
        p class="govuk-body" {
            "We are an independent survey team. We work for your Police and Crime Commissioner, who \
             checks on the police for the public. We are not the police, and they never see what you \
             answer. The results are used to make services better."
        }
        p class="govuk-body" {
            "It takes " (facts.minutes) " minutes at most. You can leave out any question."
        }
        h2 class="govuk-heading-m" { "It changes nothing for you" }
        p class="govuk-body" {
            "Taking part, or not, makes no difference to your case, your rights or any help you get."
        }
        h2 class="govuk-heading-m" { "What happens to your answers" }
        ul class="govuk-list govuk-list--bullet" {
            li {
                "Until you press Send, only this browser can open them. You can delete them at any time. \
                 We delete them after three days at the latest, and a fault on our side could lose them \
                 sooner."
            }
            li {
                "When you press Send, they are locked and later mixed with the answers of at least "
                (facts.batch - 1) " other people. Nobody can then tell which were yours, and neither can we."
            }
            li { "So after Send you cannot change them or take them back." }
            li { "Your name, your email address and your link are never stored with them." }
        }
        h2 class="govuk-heading-m" { "Nobody reads this live" }
        p class="govuk-body" {
            "We cannot see who you are, so we cannot answer you or send help."
        }
        @if let Some(line) = facts.emergency {
            p class="govuk-body" {
                strong { (line.name.english()) @if let Some(number) = &line.number { ": " (number) } }
                " " (line.help.english()) "."
            }
        }
    };
    Sheet {
        page: ABOUT,
        nonce,
        content,
        main: (Ask::Continue, "I want to take part"),
        beside: vec![(Ask::Back, "Back")],
        below: vec![(Ask::Hard, "I am finding this hard")],
    }
    .render()
}
