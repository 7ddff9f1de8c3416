//! From a wording set to what pages are made of.

use maud::{Markup, html};

use crate::survey::questionnaire::{Piece, Say, Wording, pieces};
use crate::web::components::SmallWords;

use super::pictures::drawing;

/// A saying whose places are filled with markup, such as a word in bold.
pub fn rich(words: &Wording, say: Say, places: &[(&str, Markup)]) -> Markup {
    html! {
        @for piece in pieces(words.say(say)) {
            @match piece {
                Piece::Words(words) => (words),
                Piece::Place(name) => @for (place, value) in places { @if *place == name { (value) } },
            }
        }
    }
}

/// A paragraph.
pub fn paragraph(words: &Wording, say: Say) -> Markup {
    html! { p class="govuk-body" { (words.say(say)) } }
}

/// The heading of a page, with its drawing where the wording has one.
pub fn heading(words: &Wording, say: Say) -> Markup {
    let heading = html! { h1 class="govuk-heading-l" { (words.say(say)) } };
    match words.picture(say) {
        Some(picture) => html! { div class="pictured" { (drawing(picture)) (heading) } },
        None => heading,
    }
}

/// The heading of a part of a page.
pub fn subheading(words: &Wording, say: Say) -> Markup {
    html! { h2 class="govuk-heading-m" { (words.say(say)) } }
}

/// What fields and lists of faults say by themselves.
pub fn small(words: &Wording) -> SmallWords<'_> {
    SmallWords {
        error: words.say(Say::FrameError),
        problem: words.say(Say::FrameProblem),
        or: words.say(Say::FrameOr),
        date: [Say::FrameDay, Say::FrameMonth, Say::FrameYear].map(|say| words.say(say)),
    }
}
