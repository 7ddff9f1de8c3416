//! The page where a card's code is typed. It is the start page with a field: it says nothing of what the questions are
//! about, and is the same for every card.

use maud::{Markup, html};

use crate::survey::questionnaire::{Say, Wording};
use crate::survey::response::Mode;
use crate::web::components::{ErrorSummaryIn, TextInput, inset};
use crate::web::typed::Faults;

use super::neutral::{Language, languages};
use super::words::{heading, paragraph, rich, small, subheading};

/// The name of the field.
pub const CODE: &str = "card";

/// What stands on the page.
pub struct CardPage<'a> {
    /// What the page says.
    pub words: &'a Wording,
    /// Every language on offer.
    pub all: &'a [Language],
    /// What was typed.
    pub typed: &'a str,
    /// What is wrong with it.
    pub faults: &'a Faults,
    /// Who types: the person herself, or an interviewer.
    pub mode: Mode,
}

/// The page.
pub fn card(page: &CardPage<'_>) -> Markup {
    let words = page.words;
    html! {
        (ErrorSummaryIn(page.faults, small(words)))
        (languages(words, page.all))
        @match page.mode {
            Mode::Online | Mode::Card => (hers(words)),
            Mode::Telephone => (interviewers("on the telephone")),
            Mode::FaceToFace => (interviewers("face to face")),
        }
        // Without an address of its own the form goes back to this one, language and all.
        form method="post" novalidate autocomplete="off" {
            (TextInput {
                name: CODE,
                label: words.say(Say::CardCode),
                hint: Some(words.say(Say::CardCodeHint)),
                value: page.typed,
                fault: page.faults.of(CODE),
                width: Some(20),
                small: small(words),
                ..TextInput::default()
            })
            div class="govuk-button-group" {
                button type="submit" class="govuk-button" { (words.say(Say::StartStart)) }
            }
        }
    }
}

fn hers(words: &Wording) -> Markup {
    let leave = html! { strong { (words.say(Say::FrameLeave)) } };
    html! {
        (heading(words, Say::StartHeading))
        p class="govuk-body-l" { (words.say(Say::CardInvited)) }
        (paragraph(words, Say::CardChoice))
        (subheading(words, Say::StartBefore))
        ul class="govuk-list govuk-list--bullet" {
            li { (words.say(Say::StartAlone)) }
            li { (words.say(Say::StartDevice)) }
        }
        (paragraph(words, Say::CardWait))
        p class="govuk-body" { (rich(words, Say::StartLeave, &[("leave", leave)])) }
    }
}

/// Staff read this, in the language of the office; the questions that follow are in the language chosen here.
fn interviewers(how: &str) -> Markup {
    html! {
        div lang="en" dir="ltr" {
            h1 class="govuk-heading-l" { "Answers given " (how) }
            p class="govuk-body-l" { "You type what the person says. The pages are those that everybody sees." }
            (inset("Ask first whether the person is alone and can speak. Read each question as it stands, with its answers. \
                    Do not write anything down elsewhere. Leaving, skipping and stopping are the person's to choose."))
        }
    }
}
