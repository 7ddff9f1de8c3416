//! The pages of a sitting made from what the sitting, its draft and the definitions hold. Titles are
//! neutral: they stand in the browser's history.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::NaiveDate;
use maud::Render;

use crate::ballot::ReturnCode;
use crate::operations::DRAFT_DAYS;
use crate::survey::questionnaire::{CORE_WORDS, NO_KIND, Noticed, Say, Wording, path};
use crate::web::typed::Faults;

use super::desk::{Desk, Leaf};
use super::draft::{Draft, fields_of};
use super::journey::Then;
use super::pages::away::{self, Late};
use super::pages::block::KindLine;
use super::pages::question::Shown;
use super::pages::{block, check, closing, opening, pause};
use super::sitting::Device;

/// The support line that stands on the page about the survey too.
const EMERGENCY: &str = "emergency";

/// How to leave, and whose device this is.
pub fn leaving(desk: &Desk<'_>) -> Leaf {
    let own = (desk.sitting.device == Device::Own).then_some(true);
    let words = &desk.words;
    let content = opening::leaving(words, &desk.sitting.nonce, own);
    Leaf::new(words, words.say(Say::LeavingTitle), content)
}

/// Who asks, and what becomes of the answers.
pub fn about(desk: &Desk<'_>) -> Leaf {
    let facts = opening::AboutFacts {
        minutes: desk.definitions.minutes(),
        days: DRAFT_DAYS,
        batch: desk.shop.batch,
        emergency: desk
            .definitions
            .support_lines()
            .iter()
            .find(|line| line.id == EMERGENCY),
    };
    let words = &desk.words;
    let content = opening::about(words, &desk.sitting.nonce, &facts);
    Leaf::new(words, words.say(Say::AboutTitle), content)
}

/// "I am finding this hard". `carried` are fields of the page behind it that could not be kept.
pub fn hard(desk: &Desk<'_>, carried: &[(String, String)]) -> Leaf {
    let page = closing::HardPage {
        nonce: &desk.sitting.nonce,
        lines: desk.definitions.support_lines(),
        words: &desk.words,
        device: desk.sitting.device,
        begun: desk.sitting.draft.is_some(),
        carried,
    };
    Leaf::new(&desk.words, desk.words.say(Say::HardHeading), page.render())
}

/// The choice of kind.
pub fn kind(desk: &Desk<'_>, draft: Option<&Draft>, faults: &Faults, standing: Standing) -> Leaf {
    let seen = draft.map(Draft::print_of_kind);
    let page = block::KindPage {
        kinds: &kinds(desk),
        none: NO_KIND,
        chosen: draft.map(|draft| draft.kind.as_deref().unwrap_or(NO_KIND)),
        nonce: &desk.sitting.nonce,
        words: &desk.words,
        seen: seen.as_deref(),
        late: None,
        standing,
        faults,
    };
    Leaf::new(&desk.words, desk.words.say(Say::KindTitle), page.render()).with(faults)
}

/// What a late form carried.
pub struct LateForm<'a> {
    /// The page it was of.
    pub page: &'a str,
    /// Its answers, as they came.
    pub fields: &'a [(String, String)],
    /// The same, to be read.
    pub shown: Late<'a>,
    /// The words of its questions.
    pub asked_in: &'a Wording,
    /// The kind that is marked.
    pub chosen: Option<&'a str>,
}

/// A sitting has lapsed, and what its last form carried can begin another.
pub fn late(desk: &Desk<'_>, form: &LateForm<'_>, faults: &Faults) -> Leaf {
    let words = &desk.words;
    let late = block::LatePart {
        page: form.page,
        fields: form.fields,
        shown: away::carried(words, &form.shown, form.asked_in),
    };
    let page = block::KindPage {
        kinds: &kinds(desk),
        none: NO_KIND,
        chosen: form.chosen,
        nonce: &desk.sitting.nonce,
        words,
        seen: None,
        late: Some(&late),
        standing: Standing::Current,
        faults,
    };
    Leaf::new(words, words.say(Say::LapsedResume), page.render()).with(faults)
}

/// Whether a page was the newest one when it was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It was, or it is shown for the first time.
    Current,
    /// Another window had kept something else since it was shown.
    Overtaken,
}

/// What stands in the fields of a block, and what is wrong with it.
pub struct Filled<'a> {
    /// What was just typed; None shows what the draft holds.
    pub typed: Option<&'a [(String, String)]>,
    /// What to mend.
    pub faults: &'a Faults,
    /// Whether it was the newest page of its block.
    pub standing: Standing,
    /// What her texts seem to hold that shows who somebody is.
    pub noticed: &'a BTreeSet<Noticed>,
}

/// A block of questions; None where it is not on the path.
pub fn block(desk: &Desk<'_>, draft: &Draft, id: &str, then: &Then, filled: &Filled<'_>) -> Option<Leaf> {
    let steps = path(desk.questionnaire(draft), &draft.answers);
    let at = steps.iter().position(|step| step.block.id == id)?;
    let kept: Vec<_> = draft
        .answers
        .iter()
        .flat_map(|(id, answer)| fields_of(id, answer))
        .collect();
    let module_words = module_words(desk, draft);
    let page = block::BlockPage {
        step: &steps[at],
        nonce: &desk.sitting.nonce,
        words: &desk.words,
        noticed: filled.noticed,
        shown: Shown {
            fields: filled.typed.unwrap_or(&kept),
            faults: filled.faults,
            words: match steps[at].block.in_module {
                true => &module_words,
                false => &desk.words,
            },
        },
        progress: matches!(then, Then::Onward).then_some((at + 1, steps.len())),
        seen: &draft.print_of_block(&desk.definitions, id),
        kept: (filled.standing == Standing::Overtaken).then_some(&draft.answers),
    };
    let title = desk
        .words
        .fill(Say::FramePageTitle, &[("page", &(at + 1).to_string())]);
    Some(Leaf::new(&desk.words, &title, page.render()).with(filled.faults))
}

/// Check your answers.
pub fn check(desk: &Desk<'_>, draft: &Draft, standing: Standing) -> Leaf {
    let steps = path(desk.questionnaire(draft), &draft.answers);
    let kinds = kinds(desk);
    let chosen = kinds.iter().find(|kind| Some(kind.id) == draft.kind.as_deref());
    let words = &desk.words;
    let page = check::CheckPage {
        kind: chosen.map_or(words.say(Say::KindRatherNot), |kind| kind.label),
        steps: &steps,
        answers: &draft.answers,
        nonce: &desk.sitting.nonce,
        words,
        module_words: &module_words(desk, draft),
        batch: desk.shop.batch,
        seen: &draft.print(),
        standing,
        left: desk.sitting.left.as_deref(),
    };
    Leaf::new(words, words.say(Say::CheckHeading), page.render())
}

/// "Save and come back".
pub fn pause(desk: &Desk<'_>) -> Leaf {
    let words = &desk.words;
    let content = pause::pause(words, &desk.sitting.nonce, DRAFT_DAYS);
    Leaf::new(words, words.say(Say::PauseTitle), content)
}

/// The return code, shown once.
pub fn code(desk: &Desk<'_>, code: &ReturnCode, gone_on: NaiveDate) -> Leaf {
    let page = pause::CodePage {
        nonce: &desk.sitting.nonce,
        words: &desk.words,
        code,
        gone_on,
    };
    Leaf::new(&desk.words, desk.words.say(Say::PauseTitle), page.render())
}

/// Where a return code is typed.
pub fn come_back(desk: &Desk<'_>, typed: &str, faults: &Faults) -> Leaf {
    let words = &desk.words;
    let page = pause::come_back(words, &desk.sitting.nonce, typed, faults);
    Leaf::new(words, words.say(Say::ReturnTitle), page).with(faults)
}

/// The respondent's list: the same for everybody who reads the same language.
fn kinds<'d>(desk: &'d Desk<'_>) -> Vec<KindLine<'d>> {
    let crime = desk.definitions.crime();
    crime
        .respondents_list()
        .map(|(id, label)| KindLine {
            id: id.as_str(),
            label: desk.words.kind(id.as_str()).unwrap_or(label),
            partly_english: crime
                .family(id)
                .is_some_and(|family| !desk.words.covers(&family.module)),
        })
        .collect()
}

/// The words of the questions that only the chosen kind is asked.
fn module_words(desk: &Desk<'_>, draft: &Draft) -> Arc<Wording> {
    let kind = draft.kind(&desk.definitions);
    let family = kind.family().and_then(|id| desk.definitions.crime().family(id));
    desk.words_of_module(family.map_or(CORE_WORDS, |family| &family.module))
}

/// Send was pressed before the wave could take answers.
pub fn not_ready(desk: &Desk<'_>) -> Leaf {
    let content = closing::not_ready(&desk.words, &desk.sitting.nonce);
    Leaf::new(&desk.words, desk.words.say(Say::NotReadyTitle), content)
}
