//! "Check your answers": every page of the path with what was answered, and Send.

use maud::{Markup, Render, html};

use crate::survey::questionnaire::{Answer, Answers, Item, Say, Step, Wording, noticed};
use crate::web::components::unseen;
use crate::web::respondent::leaves::Standing;

use super::block::{KIND, page_of_block};
use super::notice::short_notice;
use super::sheet::{Ask, CHANGE_FIELD, Sheet, overtaken_notice, seen};
use super::words::{heading, paragraph};

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
    /// What the page says.
    pub words: &'a Wording,
    /// The language of each module's own questions.
    pub module_words: &'a Wording,
    /// How many people's answers are mixed together at least.
    pub batch: usize,
    /// Stands for what the list shows.
    pub seen: &'a str,
    /// Whether another window has changed something since the list was shown.
    pub standing: Standing,
    /// The button by which the list was left, where it was: it takes the focus.
    pub left: Option<&'a str>,
}

impl Render for CheckPage<'_> {
    fn render(&self) -> Markup {
        let parts = self.parts();
        let anything = !parts.is_empty();
        let words = self.words;
        let send = (Ask::Send, Say::ButtonSend);
        let back = (Ask::Back, Say::ButtonBack);
        let form = Sheet {
            page: CHECK,
            nonce: self.nonce,
            words,
            content: html! {
                (seen(self.seen))
                (self.kind_part())
                @for part in &parts { (self.part(part)) }
                (self.left_out())
                @if anything { (self.before_send()) }
            },
            main: if anything { send } else { back },
            beside: if anything { vec![back] } else { vec![] },
            below: vec![(Ask::Hard, Say::ButtonHard), (Ask::Pause, Say::ButtonPause)],
        };
        html! {
            @if self.standing == Standing::Overtaken {
                (overtaken_notice(words, Say::WindowList, &paragraph(words, Say::WindowListText)))
            }
            (heading(words, Say::CheckHeading))
            (paragraph(words, if anything { Say::CheckIntro } else { Say::CheckEmpty }))
            (form.render())
        }
    }
}

impl<'a> CheckPage<'a> {
    fn answered(&self, step: &Step<'_>) -> usize {
        step.items
            .iter()
            .filter(|item| self.answers.get(item.id.as_str()).is_some())
            .count()
    }

    /// The pages with an answer; those that follow each other under one title are one part.
    fn parts(&self) -> Vec<Vec<&'a Step<'a>>> {
        let mut parts: Vec<Vec<&Step<'_>>> = vec![];
        for step in self.steps.iter().filter(|step| self.answered(step) > 0) {
            match parts.last_mut() {
                Some(part) if part[0].block.title == step.block.title => part.push(step),
                _ => parts.push(vec![step]),
            }
        }
        parts
    }

    fn kind_part(&self) -> Markup {
        html! {
            section class="kind-chosen" {
                div class="checked__head" {
                    h2 class="govuk-heading-m" { (self.words.say(Say::CheckKind)) }
                    (self.change_button(self.words.say(Say::CheckKind), KIND, Say::ButtonChange))
                }
                p class="govuk-body" { (self.kind) }
            }
        }
    }

    /// A part is folded up: on a telephone the whole list is then two screens long and not thirteen. What was just
    /// changed is open, and so is what holds a word of warning.
    fn part(&self, pages: &[&Step<'_>]) -> Markup {
        let asked_in = self.words_of(pages[0]);
        let title = pages[0].block.title.in_language(asked_in.language());
        let count: usize = pages.iter().map(|step| self.answered(step)).sum();
        let open = pages
            .iter()
            .any(|step| self.is_left(step) || self.is_noticed(step));
        html! {
            details class="checked" open[open] {
                summary class="checked__summary" {
                    h2 class="checked__title" lang=[self.lang(asked_in)] { (title) }
                    span class="checked__count" {
                        (self.words.fill(Say::CheckAnswers, &[("count", &count.to_string())]))
                    }
                }
                @for step in pages {
                    section class="checked__page" lang=[self.lang(asked_in)] {
                        (answers_in_words(step, self.answers, self.words, asked_in))
                        (self.change_button(title, &page_of_block(&step.block.id), Say::ButtonChange))
                    }
                }
            }
        }
    }

    fn is_left(&self, step: &Step<'_>) -> bool {
        self.left == Some(page_of_block(&step.block.id).as_str())
    }

    fn is_noticed(&self, step: &Step<'_>) -> bool {
        step.items
            .iter()
            .any(|item| match self.answers.get(item.id.as_str()) {
                Some(Answer::Text(text)) => !noticed(text).is_empty(),
                _ => false,
            })
    }

    /// The pages without any answer, a line each: nobody is made to look at a long list of gaps.
    fn left_out(&self) -> Markup {
        let gaps: Vec<&Step<'_>> = self
            .steps
            .iter()
            .filter(|step| self.answered(step) == 0 && step.items.iter().any(|item| item.kind.asks()))
            .collect();
        let open = gaps.iter().any(|step| self.is_left(step));
        html! {
            @if !gaps.is_empty() {
                details class="checked" open[open] {
                    summary class="checked__summary" {
                        h2 class="checked__title" { (self.words.say(Say::CheckLeftOut)) }
                        span class="checked__count" {
                            (self.words.fill(Say::CheckPages, &[("count", &gaps.len().to_string())]))
                        }
                    }
                    @for step in gaps { (self.gap(step)) }
                }
            }
        }
    }

    fn gap(&self, step: &Step<'_>) -> Markup {
        let asked_in = self.words_of(step);
        let first = step.items.iter().find(|item| item.kind.asks());
        let text = first.map_or("", |item| item.text.in_language(asked_in.language()));
        html! {
            div class="checked__row" {
                span lang=[self.lang(asked_in)] { (text) }
                (self.change_button(text, &page_of_block(&step.block.id), Say::ButtonAnswer))
            }
        }
    }

    /// The one by which the list was left takes the focus, so that she is where she was.
    fn change_button(&self, of: &str, page: &str, word: Say) -> Markup {
        html! {
            button type="submit" class="quiet__button" name=(CHANGE_FIELD) value=(page)
                autofocus[self.left == Some(page)] { (self.words.say(word)) (unseen(": ")) (unseen(of)) }
        }
    }

    fn before_send(&self) -> Markup {
        let others = self.batch.saturating_sub(1).to_string();
        html! {
            div class="govuk-inset-text" { (self.words.fill(Say::CheckBeforeSend, &[("others", &others)])) }
        }
    }

    /// The words of a page's questions: a module that is not whole in her language is in English.
    fn words_of(&self, step: &Step<'_>) -> &Wording {
        if step.block.in_module {
            self.module_words
        } else {
            self.words
        }
    }

    fn lang(&self, asked_in: &Wording) -> Option<String> {
        (asked_in.html() != self.words.html()).then(|| asked_in.html().to_owned())
    }
}

/// The questions of a page with what was answered, in words: the questions' own, and the page's for a gap.
pub fn answers_in_words(step: &Step<'_>, answers: &Answers, words: &Wording, asked_in: &Wording) -> Markup {
    html! {
        dl class="govuk-summary-list" {
            @for item in step.items.iter().filter(|item| item.kind.asks()) {
                div class="govuk-summary-list__row" {
                    dt class="govuk-summary-list__key" { (item.text.in_language(asked_in.language())) }
                    dd class="govuk-summary-list__value" {
                        @match answers.get(item.id.as_str()) {
                            Some(answer) => (in_words(item, answer, asked_in)),
                            None => span class="checked__gap" { (words.say(Say::CheckGap)) },
                        }
                    }
                }
            }
        }
    }
}

/// An answer as the respondent would read it.
pub fn in_words(item: &Item, answer: &Answer, words: &Wording) -> Markup {
    let language = words.language();
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
            @if let Some(month) = month { (Say::month(*month).map_or("", |month| words.say(month))) " " }
            (year)
        },
        Answer::Text(text) => html! {
            span class="checked__text" dir="auto" { (text) }
            (short_notice(words, &noticed(text)))
        },
    }
}
