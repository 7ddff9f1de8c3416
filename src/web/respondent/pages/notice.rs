//! The gentle word about a text that seems to show who somebody is. It is no fault: nothing is refused.

use std::collections::BTreeSet;

use maud::{Markup, html};

use crate::survey::questionnaire::{Noticed, Say, Wording};

/// Above the page; nothing where there is nothing to point out.
pub fn notice(words: &Wording, noticed: &BTreeSet<Noticed>) -> Markup {
    html! {
        @if !noticed.is_empty() {
            div class="noticed" role="region" aria-labelledby="noticed" data-faults="" tabindex="-1" {
                h2 class="govuk-heading-m" id="noticed" { (words.say(Say::NoticedHeading)) }
                p class="govuk-body" { (words.say(Say::NoticedIntro)) }
                ul class="govuk-list govuk-list--bullet" {
                    @for what in noticed { li { (words.say(what.say())) } }
                }
                p class="govuk-body" { (words.say(Say::NoticedChoice)) }
            }
        }
    }
}

/// Beside a text on the list of answers.
pub fn short_notice(words: &Wording, noticed: &BTreeSet<Noticed>) -> Markup {
    let things: Vec<&str> = noticed.iter().map(|what| words.say(what.say())).collect();
    html! {
        @if !things.is_empty() {
            span class="noticed__short" { (words.fill(Say::NoticedShort, &[("things", &things.join(", "))])) }
        }
    }
}
