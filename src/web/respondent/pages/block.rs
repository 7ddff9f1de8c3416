//! A block of the questionnaire as a page, and the choice of kind before the first one.

use maud::{Markup, Render, html};

use crate::survey::questionnaire::{ItemKind, Step};
use crate::web::components::{Choice, ErrorSummary, Radios, heading};
use crate::web::typed::Faults;

use super::question::{Shown, question};
use super::sheet::{Ask, Sheet};

/// The name of the choice of kind in its form.
pub const KIND: &str = "kind";
/// The field of the choice of kind.
pub const KIND_FIELD: &str = "_kind";
/// The last line of the list of kinds.
pub const RATHER_NOT_SAY: &str = "I would rather not say";
/// Stands before a block's id in the name of its page, so that no block is named like another page.
const BLOCK_PREFIX: &str = "b.";

/// The name of a block's page in its form.
pub fn page_of_block(id: &str) -> String {
    format!("{BLOCK_PREFIX}{id}")
}

/// The block a page's name stands for.
pub fn block_of_page(page: &str) -> Option<&str> {
    page.strip_prefix(BLOCK_PREFIX)
}

/// A page with its questions.
pub struct BlockPage<'a> {
    /// The block and those of its items that are asked.
    pub step: &'a Step<'a>,
    /// Ties the form to its sitting.
    pub nonce: &'a str,
    /// What the fields show.
    pub shown: Shown<'a>,
    /// Which page this is and of about how many; none while answers are being checked.
    pub progress: Option<(usize, usize)>,
}

impl Render for BlockPage<'_> {
    fn render(&self) -> Markup {
        let block = self.step.block;
        let page = page_of_block(&block.id);
        let form = Sheet {
            page: &page,
            nonce: self.nonce,
            content: html! {
                @for item in &self.step.items { (question(item, self.shown)) }
            },
            main: (Ask::Continue, "Continue"),
            beside: vec![(Ask::Back, "Back")],
            below: self.quiet_ways(),
        };
        html! {
            (ErrorSummary(self.shown.faults))
            @if let Some((at, of)) = self.progress {
                p class="progress" { "Page " (at) " of about " (of) }
            }
            (heading(block.title.in_language(self.shown.language)))
            @if let Some(intro) = &block.intro {
                p class="govuk-body" { (intro.in_language(self.shown.language)) }
            }
            (form.render())
        }
    }
}

impl BlockPage<'_> {
    fn quiet_ways(&self) -> Vec<(Ask, &'static str)> {
        let mut ways = vec![];
        if self.step.block.skippable {
            ways.push((Ask::Skip, "Skip this section"));
        }
        if self
            .step
            .items
            .iter()
            .any(|item| item.kind.has_codes() && item.kind != ItemKind::Multiple)
        {
            ways.push((Ask::Clear, "Clear my answers on this page"));
        }
        ways.push((Ask::Hard, "I am finding this hard"));
        ways.push((Ask::Stop, "Stop here and send what I have answered"));
        ways
    }
}

/// The choice of kind: one list, the same for everybody, nothing chosen beforehand.
pub struct KindPage<'a> {
    /// Family id and what the respondent reads, in the order of the list.
    pub kinds: &'a [(&'a str, &'a str)],
    /// What "rather not say" sends.
    pub none: &'a str,
    /// What she chose before, if she came back to this page.
    pub chosen: Option<&'a str>,
    /// Ties the form to its sitting.
    pub nonce: &'a str,
    /// What is wrong.
    pub faults: &'a Faults,
}

impl Render for KindPage<'_> {
    fn render(&self) -> Markup {
        let mut choices: Vec<Choice<'_>> = self
            .kinds
            .iter()
            .map(|&(id, label)| Choice::new(id, label, self.chosen == Some(id)))
            .collect();
        choices.push(Choice {
            hint: Some("You will get the questions that everybody gets."),
            after_or: true,
            ..Choice::new(self.none, RATHER_NOT_SAY, self.chosen == Some(self.none))
        });
        let content = Radios {
            name: KIND_FIELD,
            legend: "What are your answers about?",
            legend_is_heading: true,
            hint: Some(
                "Everybody gets this list. Choose what fits best. If several do, choose the one that matters most to you.",
            ),
            fault: self.faults.of(KIND_FIELD),
            choices,
        };
        let form = Sheet {
            page: KIND,
            nonce: self.nonce,
            content: content.render(),
            main: (Ask::Continue, "Continue"),
            beside: vec![(Ask::Back, "Back")],
            below: vec![(Ask::Hard, "I am finding this hard")],
        };
        html! {
            (ErrorSummary(self.faults))
            (form.render())
        }
    }
}
