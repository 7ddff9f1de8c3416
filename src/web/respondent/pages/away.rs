//! The page of a sitting that has ended. It shows what the late form had carried, so that nothing
//! typed is lost, and nothing that was answered before. (A database that is away has its own page,
//! which every host shares.)

use maud::{Markup, html};

use crate::survey::questionnaire::{Answer, Item, Say, Wording};

use super::check::in_words;
use super::words::{heading, paragraph, subheading};

/// What a late form carried: the questions with what was answered.
pub struct Late<'a> {
    /// What was chosen.
    pub choices: Vec<(&'a Item, &'a Answer)>,
    /// What was written, letter for letter.
    pub texts: &'a [(&'a Item, &'a str)],
}

/// The sitting has ended. `late` is what the late form carried, with the words of its questions.
pub fn lapsed(words: &Wording, late: Option<(Late<'_>, &Wording)>) -> Markup {
    html! {
        (heading(words, Say::LapsedHeading))
        (paragraph(words, Say::LapsedText))
        (paragraph(words, Say::LapsedAgain))
        @if let Some((late, asked_in)) = late {
            (subheading(words, Say::LapsedTyped))
            (paragraph(words, Say::LapsedCopy))
            (chosen(&late.choices, asked_in, words))
            @for (at, (_, text)) in late.texts.iter().enumerate() { (copy_of(words, at + 1, text)) }
        }
    }
}

/// The same within the page that offers to go on with it: the texts are carried along by its form.
pub fn carried(words: &Wording, late: &Late<'_>, asked_in: &Wording) -> Markup {
    html! {
        (subheading(words, Say::LapsedCarried))
        (chosen(&late.choices, asked_in, words))
        @for (item, text) in late.texts {
            p class="govuk-body" lang=[foreign(asked_in, words)] { (item.text.in_language(asked_in.language())) }
            p class="govuk-body checked__text" dir="auto" { (text) }
        }
    }
}

fn chosen(choices: &[(&Item, &Answer)], asked_in: &Wording, words: &Wording) -> Markup {
    html! {
        @if !choices.is_empty() {
            dl class="govuk-summary-list carried" lang=[foreign(asked_in, words)] {
                @for (item, answer) in choices {
                    div class="govuk-summary-list__row" {
                        dt class="govuk-summary-list__key" { (item.text.in_language(asked_in.language())) }
                        dd class="govuk-summary-list__value" { (in_words(item, answer, asked_in)) }
                    }
                }
            }
        }
    }
}

fn foreign<'a>(asked_in: &'a Wording, words: &Wording) -> Option<&'a str> {
    (asked_in.html() != words.html()).then(|| asked_in.html())
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
    use crate::survey::questionnaire::{ItemId, ItemKind, Text};

    use super::*;

    fn specimen() -> Item {
        Item {
            id: ItemId::parse("better").unwrap(),
            kind: ItemKind::LongText { max_length: 500 },
            text: Text::english_only("What could be better?"),
            hint: None,
            codes: None,
            when: None,
            measure: None,
            right: None,
            about_you: false,
            in_module: false,
        }
    }

    #[test]
    fn a_late_text_comes_back_letter_for_letter_and_as_text_only() {
        let words = Wording::default();
        let late = Late {
            choices: vec![],
            texts: &[(&specimen(), "\n</textarea><script>\nsecond")],
        };
        let page = lapsed(&words, Some((late, &words))).into_string();
        assert!(
            page.contains(">\n\n&lt;/textarea&gt;&lt;script&gt;\nsecond</textarea>"),
            "{page}"
        );
    }
}
