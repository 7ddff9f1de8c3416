//! The pages anybody may see who holds the link, the address or nothing at all. They say nothing of
//! what the questions are about, and each is the same bytes for everybody (a form's nonce apart). The
//! language is chosen by a link that adds it to the address: never taken from a contact file.

use maud::{Markup, html};

use crate::survey::questionnaire::{LANGUAGE_QUERY, Say, Wording};

use super::sheet::NONCE_FIELD;
use super::words::{heading, paragraph, rich, subheading};

/// The field of the start form's buttons.
pub const CHOICE_FIELD: &str = "_choice";

/// A language that a page can be read in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Language {
    /// Its short name.
    pub language: String,
    /// What its readers call it.
    pub name: String,
    /// Its `lang` attribute.
    pub html: String,
}

/// What is added to an address so that its page is in the same language, whatever the browser would ask for.
pub fn query_of(words: &Wording) -> String {
    format!("?{LANGUAGE_QUERY}={}", words.language())
}

/// The languages of this page, each a link to the same page; nothing where there is one only.
pub fn languages(words: &Wording, all: &[Language]) -> Markup {
    html! {
        @if all.len() > 1 {
            nav class="languages" aria-label=(words.say(Say::FrameLanguage)) {
                ul {
                    @for one in all {
                        @let here = one.language == words.language();
                        li {
                            a class="govuk-link" href={ "?" (LANGUAGE_QUERY) "=" (one.language) } lang=(one.html)
                                hreflang=(one.html) aria-current=[here.then_some("true")] { (one.name) }
                        }
                    }
                }
            }
        }
    }
}

/// The field of the stop page's buttons.
pub const STOP_FIELD: &str = "stop";
/// Its value for leaving everything as it is.
pub const KEEP: &str = "no";

/// The page behind every link that is open.
pub fn start(words: &Wording, all: &[Language], nonce: &str) -> Markup {
    let leave = html! { strong { (words.say(Say::FrameLeave)) } };
    html! {
        (languages(words, all))
        (heading(words, Say::StartHeading))
        p class="govuk-body-l" { (words.say(Say::StartInvited)) }
        (paragraph(words, Say::StartChoice))
        (subheading(words, Say::StartBefore))
        ul class="govuk-list govuk-list--bullet" {
            li { (words.say(Say::StartAlone)) }
            li { (words.say(Say::StartDevice)) }
        }
        (paragraph(words, Say::StartWait))
        p class="govuk-body" { (rich(words, Say::StartLeave, &[("leave", leave)])) }
        // Without an address of its own the form goes back to this one, language and all.
        form method="post" autocomplete="off" {
            input type="hidden" name=(NONCE_FIELD) value=(nonce);
            div class="govuk-button-group" {
                button type="submit" class="govuk-button" name=(CHOICE_FIELD) value="start" { (words.say(Say::StartStart)) }
                button type="submit" class="govuk-button govuk-button--secondary" name=(CHOICE_FIELD) value="later" { (words.say(Say::StartLater)) }
                button type="submit" class="govuk-button govuk-button--secondary" name=(CHOICE_FIELD) value="never" { (words.say(Say::StartNever)) }
            }
        }
    }
}

/// "Not now".
pub fn later(words: &Wording) -> Markup {
    html! { (heading(words, Say::LaterHeading)) (paragraph(words, Say::LaterText)) }
}

/// The survey host without a path.
pub fn root(words: &Wording) -> Markup {
    html! { (heading(words, Say::RootHeading)) (paragraph(words, Say::RootText)) }
}

/// The stop page, the same for every stop link there is or is not.
pub fn stop(words: &Wording, all: &[Language]) -> Markup {
    html! {
        (languages(words, all))
        (heading(words, Say::StopHeading))
        (paragraph(words, Say::StopText))
        form method="post" autocomplete="off" {
            div class="govuk-button-group" {
                // Some programs press the first button of every page.
                button type="submit" class="govuk-button govuk-button--secondary" name=(STOP_FIELD) value=(KEEP) {
                    (words.say(Say::ButtonKeep))
                }
                button type="submit" class="govuk-button" name=(STOP_FIELD) value="yes" { (words.say(Say::StopButton)) }
            }
        }
        (paragraph(words, Say::StopNothing))
    }
}

/// After "Change nothing".
pub fn kept(words: &Wording) -> Markup {
    html! { (heading(words, Say::KeptHeading)) (paragraph(words, Say::KeptText)) }
}

/// After "Stop", whatever came of it.
pub fn stopped(words: &Wording) -> Markup {
    html! { (heading(words, Say::StoppedHeading)) (paragraph(words, Say::StoppedText)) }
}
