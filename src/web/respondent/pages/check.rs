//! "Check your answers": every page of the path with what was answered, and Send.

use maud::{Markup, Render, html};

use crate::survey::questionnaire::{Answer, Answers, Item, Step};
use crate::web::components::{heading, unseen};

use super::block::{KIND, page_of_block};
use super::sheet::{Ask, CHANGE_FIELD, Sheet};

/// The name of the list in its form.
pub const CHECK: &str = "check";

/// The list.
pub struct CheckPage<'a> {
    /// What the respondent chose the questions to be about, as she read it.
    pub kind: &'a str,
    /// The pages of the path.
    pub steps: &'a [Step<'a>],
    /// The answers.
    pub answers: &'a Answers,
    /// Ties the form to its sitting.
    pub nonce: &'a str,
    /// The language of the texts.
    pub language: &'a str,
    /// How many people's answers are mixed together at least.
    pub batch: usize,
}

impl Render for CheckPage<'_> {
    fn render(&self) -> Markup {
        let answered: Vec<_> = self.steps.iter().filter(|step| self.answered(step) > 0).collect();
        let anything = !answered.is_empty();
        let send = (Ask::Send, "Send my answers");
        let back = (Ask::Back, "Back");
        let form = Sheet {
            page: CHECK,
            nonce: self.nonce,
            content: html! {
                (self.kind_part())
                @for (at, step) in answered.iter().enumerate() {
                    (self.part(step, at > 0 && answered[at - 1].block.title == step.block.title))
                }
                (self.left_out())
                @if anything { (self.before_send()) }
            },
            main: if anything { send } else { back },
            beside: if anything { vec![back] } else { vec![] },
            below: vec![(Ask::Hard, "I am finding this hard")],
        };
        html! {
            (heading("Check your answers"))
            @if anything {
                p class="govuk-body" { "You can change anything before you send. You need not fill any gap." }
            } @else {
                p class="govuk-body" {
                    "You have not answered any question yet, so there is nothing to send. You can go back, \
                     or leave this site."
                }
            }
            (form.render())
        }
    }
}

impl CheckPage<'_> {
    fn answered(&self, step: &Step<'_>) -> usize {
        step.items
            .iter()
            .filter(|item| self.answers.get(item.id.as_str()).is_some())
            .count()
    }

    fn kind_part(&self) -> Markup {
        html! {
            section class="checked" {
                (part_heading("What your answers are about", KIND, "Change"))
                p class="govuk-body" { (self.kind) }
            }
        }
    }

    fn part(&self, step: &Step<'_>, continued: bool) -> Markup {
        let title = step.block.title.in_language(self.language);
        let title = if continued {
            format!("{title} (continued)")
        } else {
            title.to_owned()
        };
        html! {
            section class="checked" {
                (part_heading(&title, &page_of_block(&step.block.id), "Change"))
                dl class="govuk-summary-list" {
                    @for item in step.items.iter().filter(|item| item.kind.asks()) { (self.row(item)) }
                }
            }
        }
    }

    /// The pages without any answer, a line each: nobody is made to look at a long list of gaps.
    fn left_out(&self) -> Markup {
        let rows: Vec<(&str, String)> = self
            .steps
            .iter()
            .filter(|step| self.answered(step) == 0)
            .filter_map(|step| {
                let item = step.items.iter().find(|item| item.kind.asks())?;
                Some((
                    item.text.in_language(self.language),
                    page_of_block(&step.block.id),
                ))
            })
            .collect();
        html! {
            @if !rows.is_empty() {
                section class="checked" {
                    div class="checked__head" { h2 class="govuk-heading-m" { "What you left out" } }
                    @for (text, page) in &rows {
                        div class="checked__row" {
                            span { (text) }
                            (change_button(text, page, "Answer"))
                        }
                    }
                }
            }
        }
    }

    fn row(&self, item: &Item) -> Markup {
        html! {
            div class="govuk-summary-list__row" {
                dt class="govuk-summary-list__key" { (item.text.in_language(self.language)) }
                dd class="govuk-summary-list__value" {
                    @match self.answers.get(item.id.as_str()) {
                        Some(answer) => (in_words(item, answer, self.language)),
                        None => span class="checked__gap" { "Left out" },
                    }
                }
            }
        }
    }

    fn before_send(&self) -> Markup {
        html! {
            div class="govuk-inset-text" {
                "When you press Send, your answers are locked and mixed with those of at least "
                (self.batch.saturating_sub(1))
                " other people. After that nobody can tell which are yours, so they cannot be changed or \
                 taken back."
            }
        }
    }
}

fn part_heading(title: &str, page: &str, word: &str) -> Markup {
    html! {
        div class="checked__head" {
            h2 class="govuk-heading-m" { (title) }
            (change_button(title, page, word))
        }
    }
}

fn change_button(of: &str, page: &str, word: &str) -> Markup {
    html! {
        button type="submit" class="quiet__button" name=(CHANGE_FIELD) value=(page) {
            (word) (unseen(": ")) (unseen(of))
        }
    }
}

/// An answer as the respondent would read it.
fn in_words(item: &Item, answer: &Answer, language: &str) -> Markup {
    let label = |code: &str| {
        item.category(code)
            .map_or("", |category| category.label.in_language(language))
            .to_owned()
    };
    match answer {
        Answer::Code(code) => html! { (label(code)) },
        Answer::Codes(codes) => html! {
            ul class="govuk-list" {
                @for category in item.codes.iter().flat_map(|list| &list.categories) {
                    @if codes.contains(&category.code) { li { (label(&category.code)) } }
                }
            }
        },
        Answer::Number(number) => html! { (number) },
        Answer::DatePart { year, month, day } => html! {
            @if let Some(day) = day { (day) " " }
            @if let Some(month) = month { (month_name(*month)) " " }
            (year)
        },
        Answer::Text(text) => html! { span class="checked__text" { (text) } },
    }
}

fn month_name(month: u32) -> &'static str {
    const NAMES: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    usize::try_from(month)
        .ok()
        .and_then(|month| NAMES.get(month.checked_sub(1)?))
        .copied()
        .unwrap_or_default()
}
