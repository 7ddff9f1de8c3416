//! The pages of a sitting made from what the sitting, its draft and the definitions hold. Titles are
//! neutral: they stand in the browser's history.

use maud::Render;

use crate::survey::questionnaire::{Definitions, ENGLISH, NO_KIND, path};
use crate::web::typed::Faults;

use super::desk::{Desk, Leaf};
use super::draft::{Draft, fields_of};
use super::journey::Then;
use super::pages::question::Shown;
use super::pages::{block, check, closing, opening};
use super::sitting::Device;

/// The support line that stands on the page about the survey too.
const EMERGENCY: &str = "emergency";
/// How long a question takes to read and answer, on the whole.
const SECONDS_AN_ITEM: usize = 10;

/// How to leave, and whose device this is.
pub fn leaving(desk: &Desk<'_>) -> Leaf {
    let own = (desk.sitting.device == Device::Own).then_some(true);
    Leaf::new("How to leave", opening::leaving(&desk.sitting.nonce, own))
}

/// Who asks, and what becomes of the answers.
pub fn about(desk: &Desk<'_>) -> Leaf {
    let facts = opening::AboutFacts {
        minutes: minutes(&desk.definitions),
        batch: desk.shop.batch,
        emergency: desk
            .definitions
            .support_lines()
            .iter()
            .find(|line| line.id == EMERGENCY),
    };
    Leaf::new(
        "Before the questions",
        opening::about(&desk.sitting.nonce, &facts),
    )
}

/// "I am finding this hard". `carried` are fields of the page behind it that could not be kept.
pub fn hard(desk: &Desk<'_>, carried: &[(String, String)]) -> Leaf {
    let page = closing::HardPage {
        nonce: &desk.sitting.nonce,
        lines: desk.definitions.support_lines(),
        language: ENGLISH,
        device: desk.sitting.device,
        begun: desk.sitting.draft.is_some(),
        carried,
    };
    Leaf::new("Take your time", page.render())
}

/// The choice of kind.
pub fn kind(desk: &Desk<'_>, draft: Option<&Draft>, faults: &Faults) -> Leaf {
    let page = block::KindPage {
        kinds: &kinds(&desk.definitions),
        none: NO_KIND,
        chosen: draft.map(|draft| draft.kind.as_deref().unwrap_or(NO_KIND)),
        nonce: &desk.sitting.nonce,
        faults,
    };
    Leaf::new("What your answers are about", page.render()).with(faults)
}

/// What stands in the fields of a block, and what is wrong with it.
pub struct Filled<'a> {
    /// What was just typed; None shows what the draft holds.
    pub typed: Option<&'a [(String, String)]>,
    /// What to mend.
    pub faults: &'a Faults,
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
    let page = block::BlockPage {
        step: &steps[at],
        nonce: &desk.sitting.nonce,
        shown: Shown {
            fields: filled.typed.unwrap_or(&kept),
            faults: filled.faults,
            language: ENGLISH,
        },
        progress: matches!(then, Then::Onward).then_some((at + 1, steps.len())),
    };
    let title = format!("Page {}", at + 1);
    Some(Leaf::new(&title, page.render()).with(filled.faults))
}

/// Check your answers.
pub fn check(desk: &Desk<'_>, draft: &Draft) -> Leaf {
    let steps = path(desk.questionnaire(draft), &draft.answers);
    let kinds = kinds(&desk.definitions);
    let chosen = kinds.iter().find(|(id, _)| Some(*id) == draft.kind.as_deref());
    let page = check::CheckPage {
        kind: chosen.map_or(block::RATHER_NOT_SAY, |(_, label)| label),
        steps: &steps,
        answers: &draft.answers,
        nonce: &desk.sitting.nonce,
        language: ENGLISH,
        batch: desk.shop.batch,
    };
    Leaf::new("Check your answers", page.render())
}

/// The respondent's list: family ids and what she reads.
fn kinds(definitions: &Definitions) -> Vec<(&str, &str)> {
    definitions
        .crime()
        .respondents_list()
        .map(|(id, label)| (id.as_str(), label))
        .collect()
}

/// Send was pressed before the wave could take answers.
pub fn not_ready(desk: &Desk<'_>) -> Leaf {
    Leaf::new("Please try again", closing::not_ready(&desk.sitting.nonce))
}

/// How long the longest path takes, in minutes rounded up to a multiple of five; the same whatever is
/// chosen.
fn minutes(definitions: &Definitions) -> usize {
    (definitions.longest_path() * SECONDS_AN_ITEM)
        .div_ceil(60)
        .next_multiple_of(5)
}
