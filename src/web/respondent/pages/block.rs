//! A block of the questionnaire as a page, and the choice of kind before the first one.

use std::collections::BTreeSet;

use maud::{Markup, Render, html};

use crate::survey::questionnaire::{Answers, ItemKind, Noticed, Say, Step, Wording};
use crate::web::components::{Choice, ErrorSummaryIn, Radios, heading};
use crate::web::respondent::leaves::Standing;
use crate::web::typed::Faults;

use super::check::answers_in_words;
use super::notice::notice;
use super::pictures::drawing;
use super::question::{Shown, question};
use super::sheet::{Ask, LATE_FIELD, NOTED_FIELD, Sheet, overtaken_notice, seen};
use super::words::{paragraph, small};

/// The name of the choice of kind in its form.
pub const KIND: &str = "kind";
/// The field of the choice of kind.
pub const KIND_FIELD: &str = "_kind";
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
    /// What the page says around its questions.
    pub words: &'a Wording,
    /// What her texts seem to hold that shows who somebody is.
    pub noticed: &'a BTreeSet<Noticed>,
    /// What the fields show.
    pub shown: Shown<'a>,
    /// Which page this is and of about how many; none while answers are being checked.
    pub progress: Option<(usize, usize)>,
    /// Stands for what the draft holds of this block.
    pub seen: &'a str,
    /// What another window has kept since this page was shown, where one has.
    pub kept: Option<&'a Answers>,
}

impl Render for BlockPage<'_> {
    fn render(&self) -> Markup {
        let block = self.step.block;
        let picture = block.pictures.get(self.words.language());
        let page = page_of_block(&block.id);
        let form = Sheet {
            page: &page,
            nonce: self.nonce,
            words: self.words,
            content: self.questions(),
            main: (
                Ask::Continue,
                if self.noticed.is_empty() {
                    Say::ButtonContinue
                } else {
                    Say::ButtonKeep
                },
            ),
            beside: vec![(Ask::Back, Say::ButtonBack)],
            below: self.quiet_ways(),
        };
        html! {
            (ErrorSummaryIn(self.shown.faults, small(self.words)))
            @if let Some(kept) = self.kept { (self.overtaken(kept)) }
            (notice(self.words, self.noticed))
            @if let Some((at, of)) = self.progress {
                p class="progress" {
                    (self.words.fill(Say::BlockProgress, &[("page", &at.to_string()), ("of", &of.to_string())]))
                }
            }
            div class=[picture.map(|_| "pictured")] lang=[self.lang()] dir=[self.dir()] {
                @if let Some(&picture) = picture { (drawing(picture)) }
                (heading(block.title.in_language(self.shown.words.language())))
                @if let Some(intro) = &block.intro {
                    p class="govuk-body" { (intro.in_language(self.shown.words.language())) }
                }
            }
            @if let Some(film) = &block.sign_language { (self.film(film)) }
            (form.render())
        }
    }
}

impl BlockPage<'_> {
    /// The same page in British Sign Language, on another site.
    fn film(&self, address: &str) -> Markup {
        html! {
            p class="govuk-body" {
                a class="govuk-link" href=(address) rel="noreferrer noopener nofollow" target="_blank" { (self.words.say(Say::BlockBsl)) }
                span class="govuk-hint film" { (self.words.say(Say::BlockBslHint)) }
            }
        }
    }

    /// The questions, marked where they are in another language than the page around them.
    fn questions(&self) -> Markup {
        html! {
            (seen(self.seen))
            @if !self.noticed.is_empty() { input type="hidden" name=(NOTED_FIELD) value=(self.told()); }
            div lang=[self.lang()] dir=[self.dir()] {
                @for item in &self.step.items { (question(item, self.shown)) }
            }
        }
    }

    /// What another window has kept, above what this one wants to keep.
    fn overtaken(&self, kept: &Answers) -> Markup {
        overtaken_notice(
            self.words,
            Say::WindowPage,
            &html! {
                (paragraph(self.words, Say::WindowPageText))
                div lang=[self.lang()] dir=[self.dir()] {
                    (answers_in_words(self.step, kept, self.words, self.shown.words))
                }
            },
        )
    }

    /// What the notice has pointed out, for the form that comes back.
    fn told(&self) -> String {
        let keys: Vec<&str> = self.noticed.iter().map(|what| what.say().key()).collect();
        keys.join(" ")
    }

    fn foreign(&self) -> bool {
        self.shown.words.html() != self.words.html()
    }

    fn lang(&self) -> Option<&str> {
        self.foreign().then(|| self.shown.words.html())
    }

    fn dir(&self) -> Option<&str> {
        self.foreign().then(|| self.shown.words.direction().as_str())
    }

    fn quiet_ways(&self) -> Vec<(Ask, Say)> {
        let mut ways = vec![];
        if self.kept.is_some() {
            ways.push((Ask::Other, Say::ButtonOther));
        }
        if self.step.block.skippable {
            ways.push((Ask::Skip, Say::ButtonSkip));
        }
        if self
            .step
            .items
            .iter()
            .any(|item| item.kind.has_codes() && item.kind != ItemKind::Multiple)
        {
            ways.push((Ask::Clear, Say::ButtonClear));
        }
        ways.push((Ask::Hard, Say::ButtonHard));
        ways.push((Ask::Pause, Say::ButtonPause));
        ways.push((Ask::Stop, Say::ButtonStop));
        ways
    }
}

/// A line of the list of kinds.
#[derive(Clone, Copy, Debug)]
pub struct KindLine<'a> {
    /// The family's id.
    pub id: &'a str,
    /// What the respondent reads.
    pub label: &'a str,
    /// Its own questions are not all in her language.
    pub partly_english: bool,
}

/// The choice of kind: one list, the same for everybody, nothing chosen beforehand.
pub struct KindPage<'a> {
    /// What stands on the list, in its order.
    pub kinds: &'a [KindLine<'a>],
    /// What "rather not say" sends.
    pub none: &'a str,
    /// What she chose before, if she came back to this page.
    pub chosen: Option<&'a str>,
    /// Ties the form to its sitting.
    pub nonce: &'a str,
    /// What the page says.
    pub words: &'a Wording,
    /// Stands for what the draft holds, where there is one.
    pub seen: Option<&'a str>,
    /// What a late form carried, which goes on with the choice.
    pub late: Option<&'a LatePart<'a>>,
    /// Whether another window has chosen since the page was shown.
    pub standing: Standing,
    /// What is wrong.
    pub faults: &'a Faults,
}

/// What a late form carried, on the page that offers to go on with it.
pub struct LatePart<'a> {
    /// The page it was of.
    pub page: &'a str,
    /// Its answers, as they came.
    pub fields: &'a [(String, String)],
    /// The same, to be read.
    pub shown: Markup,
}

impl LatePart<'_> {
    fn fields(&self) -> Markup {
        html! {
            input type="hidden" name=(LATE_FIELD) value=(self.page);
            @for (name, value) in self.fields { input type="hidden" name=(name) value=(value); }
        }
    }

    fn above(&self, words: &Wording) -> Markup {
        html! {
            (super::words::heading(words, Say::LapsedResume))
            (paragraph(words, Say::LapsedResumeText))
            (self.shown)
            (paragraph(words, Say::LapsedKind))
        }
    }
}

impl Render for KindPage<'_> {
    fn render(&self) -> Markup {
        let words = self.words;
        let mut choices: Vec<Choice<'_>> = self
            .kinds
            .iter()
            .map(|kind| Choice {
                hint: kind.partly_english.then(|| words.say(Say::KindPartlyEnglish)),
                ..Choice::new(kind.id, kind.label, self.chosen == Some(kind.id))
            })
            .collect();
        choices.push(Choice {
            hint: Some(words.say(Say::KindRatherNotHint)),
            after_or: true,
            ..Choice::new(
                self.none,
                words.say(Say::KindRatherNot),
                self.chosen == Some(self.none),
            )
        });
        let content = Radios {
            name: KIND_FIELD,
            legend: words.say(Say::KindQuestion),
            legend_is_heading: self.late.is_none(),
            hint: Some(words.say(Say::KindHint)),
            fault: self.faults.of(KIND_FIELD),
            choices,
            small: small(words),
            ..Radios::default()
        };
        let mut below = vec![(Ask::Hard, Say::ButtonHard)];
        if self.seen.is_some() {
            below.push((Ask::Stop, Say::ButtonStop));
        }
        let form = Sheet {
            page: KIND,
            nonce: self.nonce,
            words,
            content: html! {
                @if let Some(print) = self.seen { (seen(print)) }
                @if let Some(late) = self.late { (late.fields()) }
                (content)
            },
            main: match self.late {
                Some(_) => (Ask::Continue, Say::LapsedGoOn),
                None => (Ask::Continue, Say::ButtonContinue),
            },
            beside: match self.late {
                Some(_) => vec![],
                None => vec![(Ask::Back, Say::ButtonBack)],
            },
            below,
        };
        html! {
            (ErrorSummaryIn(self.faults, small(words)))
            @if self.standing == Standing::Overtaken {
                (overtaken_notice(words, Say::WindowKind, &paragraph(words, Say::WindowKindText)))
            }
            @if let Some(late) = self.late { (late.above(words)) }
            (form.render())
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use crate::survey::questionnaire::{Block, Text};

    use super::*;

    #[test]
    fn a_block_that_was_filmed_has_a_link_to_its_film_in_every_language() {
        let block = Block {
            id: "reporting".to_owned(),
            title: Text::english_only("Telling the police"),
            intro: None,
            pictures: BTreeMap::new(),
            sign_language: Some("https://films.example/reporting".to_owned()),
            items: vec![],
            when: None,
            skippable: false,
            about_you: false,
            in_module: false,
        };
        let step = Step {
            block: &block,
            items: vec![],
        };
        let (words, faults, noticed) = (Wording::default(), Faults::default(), BTreeSet::new());
        let page = BlockPage {
            step: &step,
            nonce: "n",
            words: &words,
            noticed: &noticed,
            shown: Shown {
                fields: &[],
                faults: &faults,
                words: &words,
            },
            progress: None,
            seen: "",
            kept: None,
        };
        let page = page.render().into_string();
        let tag = page
            .split_once("href=\"https://films.example/reporting\"")
            .expect("the link")
            .1;
        let (attributes, text) = tag.split_once('>').expect("its end");
        assert!(
            attributes.contains("noreferrer") && attributes.contains("target=\"_blank\""),
            "{attributes}"
        );
        assert!(
            text.starts_with("Watch this page in British Sign Language"),
            "{text}"
        );
    }
}
