//! The pages anybody may see who holds the link, the address or nothing at all. They say nothing of
//! what the questions are about, and each is the same bytes for everybody (a form's nonce apart).

use maud::{Markup, html};

use super::sheet::NONCE_FIELD;

/// The field of the start form's buttons.
pub const CHOICE_FIELD: &str = "_choice";

/// The page behind every link that is open.
pub fn start(nonce: &str) -> Markup {
    html! {
        h1 class="govuk-heading-l" { "How were you treated?" }
        p class="govuk-body-l" {
            "You were invited to say how a public service treated you."
        }
        p class="govuk-body" {
            "It is your choice. You can leave out any question and stop at any time. Nobody can tell \
             afterwards which answers were yours."
        }
        h2 class="govuk-heading-m" { "Before you start" }
        ul class="govuk-list govuk-list--bullet" {
            li { "Are you alone?" }
            li { "Is this a device that nobody else checks?" }
        }
        p class="govuk-body" {
            "If not, it is better to come back another time. Your link will keep working."
        }
        p class="govuk-body" {
            "The button " strong { "Leave this page" } " is at the top of every page. It takes you to \
             another website at once."
        }
        form method="post" autocomplete="off" {
            input type="hidden" name=(NONCE_FIELD) value=(nonce);
            div class="govuk-button-group" {
                button type="submit" class="govuk-button" name=(CHOICE_FIELD) value="start" { "Start" }
                button type="submit" class="govuk-button govuk-button--secondary" name=(CHOICE_FIELD) value="later" { "Not now" }
                button type="submit" class="govuk-button govuk-button--secondary" name=(CHOICE_FIELD) value="never" { "Not for me" }
            }
        }
    }
}

/// "Not now".
pub fn later() -> Markup {
    html! {
        h1 class="govuk-heading-l" { "That is fine" }
        p class="govuk-body" {
            "Nothing has been kept. You can close this page and open your link again when it suits you."
        }
    }
}

/// The survey host without a path.
pub fn root() -> Markup {
    html! {
        h1 class="govuk-heading-l" { "This page is empty" }
        p class="govuk-body" { "If you were sent a link, please use that link." }
    }
}

/// The stop page, the same for every stop link there is or is not.
pub fn stop() -> Markup {
    html! {
        h1 class="govuk-heading-l" { "Stop our emails" }
        p class="govuk-body" {
            "Press the button and we will not write to you about this again. Your link to the questions \
             will stop working too."
        }
        form method="post" autocomplete="off" {
            div class="govuk-button-group" {
                button type="submit" class="govuk-button" name="stop" value="yes" { "Stop" }
            }
        }
        p class="govuk-body" { "If you do nothing, nothing changes. You can close this page." }
    }
}

/// After "Stop", whatever came of it.
pub fn stopped() -> Markup {
    html! {
        h1 class="govuk-heading-l" { "Thank you for telling us" }
        p class="govuk-body" { "We will not write to you about this again. You can close this page." }
    }
}
