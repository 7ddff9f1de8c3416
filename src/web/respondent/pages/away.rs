//! The page of a sitting that has ended. It shows what the late form had carried, so that nothing
//! typed is lost, and nothing that was answered before. (A database that is away has its own page,
//! which every host shares.)

use maud::{Markup, html};

use crate::web::components::{heading, subheading};

/// The sitting has ended. `typed` are the texts that the late form carried.
pub fn lapsed(typed: &[&str]) -> Markup {
    html! {
        (heading("Please open your link again"))
        p class="govuk-body" {
            "These pages close when they have not been used for a while, and when you leave. What you had \
             not sent is not sent."
        }
        p class="govuk-body" {
            "To go on, open your link again. Your browser must accept cookies from this site."
        }
        @if !typed.is_empty() {
            (subheading("What you had just written"))
            p class="govuk-body" { "We have not kept this. You can copy it before you go on." }
            @for (at, text) in typed.iter().enumerate() {
                @let id = format!("typed-{}", at + 1);
                div class="govuk-form-group" {
                    label class="govuk-label" for=(id) { "Text " (at + 1) }
                    // A browser drops the first line break of a textarea.
                    textarea class="govuk-textarea" id=(id) rows="6" readonly autocomplete="off" spellcheck="false" {
                        "\n" (text)
                    }
                }
            }
        }
    }
}

/// The link was begun so often that it can hold no more.
pub fn too_many() -> Markup {
    html! {
        (heading("Your link was opened many times"))
        p class="govuk-body" {
            "Answers were begun with it on several devices or in several windows. You can go on in one of \
             those, or begin again in three days."
        }
    }
}

/// The time for answering ended while the answers were being written.
pub fn closed() -> Markup {
    html! {
        (heading("The time for answering is over"))
        p class="govuk-body" {
            "Your answers came too late to be counted, so we have not kept them. Thank you for your time."
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_late_text_comes_back_letter_for_letter_and_as_text_only() {
        let page = lapsed(&["\n</textarea><script>\nsecond"]).into_string();
        assert!(
            page.contains(">\n\n&lt;/textarea&gt;&lt;script&gt;\nsecond</textarea>"),
            "{page}"
        );
    }
}
