//! How large a sealed questionnaire can become. All ballots have one length, so the longest path must fit.

use super::item::{Item, ItemKind};

/// The one plain length to which every ballot is padded, in bytes.
pub const BALLOT_BYTES: usize = 16_384;
/// What of it is not answers: version, kind, language, the waiting count, keys, the padding's own mark.
pub(super) const FRAME_BYTES: usize = 384;
/// UTF-8 needs at most four bytes a character; JSON's escapes of one-byte characters need two.
const BYTES_A_CHARACTER: usize = 4;

/// The most bytes that an item's answer adds to a ballot, as JSON.
pub(super) fn largest_answer(item: &Item) -> usize {
    let key = item.id.as_str().len() + "\"\":,".len();
    let codes = item.codes.iter().flat_map(|list| list.codes());
    let value = match item.kind {
        ItemKind::Single | ItemKind::Scale => {
            r#"{"c":""}"#.len() + codes.map(str::len).max().unwrap_or_default()
        }
        ItemKind::Multiple => {
            r#"{"m":[]}"#.len() + codes.map(|code| code.len() + "\"\",".len()).sum::<usize>()
        }
        ItemKind::Number { .. } => r#"{"n":-9223372036854775808}"#.len(),
        ItemKind::DatePart => r#"{"d":{"y":-2147483648,"m":12,"d":31}}"#.len(),
        ItemKind::ShortText { max_length } | ItemKind::LongText { max_length } => {
            let characters = usize::try_from(max_length).unwrap_or(usize::MAX);
            r#"{"t":""}"#.len() + characters.saturating_mul(BYTES_A_CHARACTER)
        }
        ItemKind::Information => return 0,
    };
    key.saturating_add(value)
}
