//! The page of a sitting that has ended. It shows what the late form had carried, so that nothing
//! typed is lost, and nothing that was answered before. (A database that is away has its own page,
//! which every host shares.)

use maud::{Markup, html};

use crate::survey::questionnaire::{Say, Wording};

use super::words::{heading, paragraph, subheading};

/// The sitting has ended. `typed` are the texts that the late form carried.
pub fn lapsed(words: &Wording, typed: &[&str]) -> Markup {
    html! {
        (heading(words, Say::LapsedHeading))
        (paragraph(words, Say::LapsedText))
        (paragraph(words, Say::LapsedAgain))
        @if !typed.is_empty() {
            (subheading(words, Say::LapsedTyped))
            (paragraph(words, Say::LapsedCopy))
            @for (at, text) in typed.iter().enumerate() { (copy_of(words, at + 1, text)) }
        }
    }
}

fn copy_of(words: &Wording, number: usize, text: &str) -> Markup {
    let id = format!("typed-{number}");
    html! {
        div class="govuk-form-group" {
            label class="govuk-label" for=(id) {
                (words.fill(Say::LapsedLabel, &[("number", &number.to_string())]))
            }
            // A browser drops the first line break of a textarea.
            textarea class="govuk-textarea" id=(id) rows="6" readonly autocomplete="off" spellcheck="false" dir="auto" {
                "\n" (text)
            }
        }
    }
}

/// The link was begun so often that it can hold no more. `days`: how long its drafts are kept.
pub fn too_many(words: &Wording, days: u64) -> Markup {
    html! {
        (heading(words, Say::ManyHeading))
        p class="govuk-body" { (words.fill(Say::ManyText, &[("days", &days.to_string())])) }
    }
}

/// The time for answering ended while the answers were being written.
pub fn closed(words: &Wording) -> Markup {
    html! { (heading(words, Say::ClosedHeading)) (paragraph(words, Say::ClosedText)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_late_text_comes_back_letter_for_letter_and_as_text_only() {
        let page = lapsed(&Wording::default(), &["\n</textarea><script>\nsecond"]).into_string();
        assert!(
            page.contains(">\n\n&lt;/textarea&gt;&lt;script&gt;\nsecond</textarea>"),
            "{page}"
        );
    }
}
