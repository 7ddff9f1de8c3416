//! How long a question takes, so that a page can say how long the whole does.
//!
//! Reading: adults read 238 words of plain English a minute in silence (M. Brysbaert, "How many words do
//! we read per minute?", Journal of Memory and Language 109, 2019, table 6). Two thirds of that here:
//! readers may be tired, upset or new to the language. Choosing and writing are this project's estimates.

use super::item::{Item, ItemKind};

const WORDS_A_MINUTE: u32 = 160;
/// Writing on a telephone.
const CHARACTERS_A_MINUTE: u32 = 150;
/// Of the room that a text box has, what somebody who writes fills.
const WRITTEN_OF_ROOM: u32 = 3;

/// Seconds for somebody who leaves every text box empty.
pub(super) fn shortest(item: &Item) -> u32 {
    reading(item) + choosing(item.kind)
}

/// Seconds for somebody who writes something into every text box.
pub(super) fn longest(item: &Item) -> u32 {
    let written = item.kind.max_length().unwrap_or(0) / WRITTEN_OF_ROOM;
    shortest(item) + written * 60 / CHARACTERS_A_MINUTE
}

fn reading(item: &Item) -> u32 {
    let labels = item.codes.iter().flat_map(|list| &list.categories);
    let texts = labels
        .map(|category| category.label.english())
        .chain([item.text.english()])
        .chain(item.hint.as_ref().map(|hint| hint.english()));
    let words: usize = texts.map(|text| text.split_whitespace().count()).sum();
    u32::try_from(words)
        .unwrap_or(u32::MAX)
        .saturating_mul(60)
        .div_ceil(WORDS_A_MINUTE)
}

/// Making up one's mind, finding the place, turning the page.
fn choosing(kind: ItemKind) -> u32 {
    match kind {
        ItemKind::Information => 0,
        ItemKind::Single | ItemKind::Scale => 4,
        ItemKind::ShortText { .. } | ItemKind::LongText { .. } => 5,
        ItemKind::Multiple | ItemKind::Number { .. } => 7,
        ItemKind::DatePart => 12,
    }
}
