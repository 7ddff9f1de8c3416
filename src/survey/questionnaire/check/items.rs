//! Checks of one item: its id, its texts, and that it has what its kind needs and nothing else.

use serde_saphyr::Spanned;

use super::codes::code_list;
use super::conditions::condition;
use super::texts::text;
use super::{Catalogue, Report, Scope, allowed};
use crate::survey::questionnaire::code_list::CodeList;
use crate::survey::questionnaire::condition::KIND;
use crate::survey::questionnaire::document::{RawCodes, RawItem, RawKind};
use crate::survey::questionnaire::item::{Item, ItemId, ItemKind, MeasureId, RightId};

const SHORT_TEXT: u32 = 100;
const LONG_TEXT: u32 = 1_000;
const NUMBERS: (i64, i64) = (0, 1_000_000);

/// Whose item it is.
#[derive(Clone, Copy)]
pub(super) struct Belongs {
    pub about_you: bool,
    pub in_module: bool,
}

pub(super) fn item(
    report: &mut Report<'_>,
    catalogue: &Catalogue,
    scope: &Scope,
    belongs: Belongs,
    raw: &Spanned<RawItem>,
) -> Option<Item> {
    let raw = &raw.value;
    let id = id(report, &raw.id);
    let kind = kind(report, raw);
    let wording = text(report, &catalogue.services, &raw.text);
    let hint = raw
        .hint
        .as_ref()
        .map(|hint| text(report, &catalogue.services, hint));
    let codes = codes(report, catalogue, raw);
    let tags = tags(report, catalogue, raw);
    let when = raw
        .when
        .as_ref()
        .map(|when| condition(report, scope, Some(&raw.id.value), when));
    if belongs.about_you
        && !matches!(
            raw.kind.value,
            RawKind::Single | RawKind::Multiple | RawKind::Information
        )
    {
        report.fault(
            &raw.kind,
            "A question about the respondent has no closed list of answers",
            "single or multiple: each answer leaves by itself, as a category",
            "Give it codes",
        );
        return None;
    }
    let (measure, right) = tags?;
    Some(Item {
        id: id?,
        kind: kind?,
        text: wording?,
        hint: optional(hint)?,
        codes: optional(codes)?,
        measure,
        right,
        when: optional(when)?,
        about_you: belongs.about_you,
        in_module: belongs.in_module,
    })
}

/// `None` where something was written and is at fault.
fn optional<T>(written: Option<Option<T>>) -> Option<Option<T>> {
    match written {
        None => Some(None),
        Some(read) => read.map(Some),
    }
}

fn id(report: &mut Report<'_>, id: &Spanned<String>) -> Option<ItemId> {
    if id.value == KIND {
        report.fault(
            id,
            "\"kind\" stands for the chosen kind of crime",
            "Any other id",
            "Rename the question",
        );
        return None;
    }
    report
        .id("a question", id)
        .then(|| ItemId::parse(&id.value))
        .flatten()
}

fn kind(report: &mut Report<'_>, raw: &RawItem) -> Option<ItemKind> {
    let kind = raw.kind.value;
    let text = matches!(kind, RawKind::ShortText | RawKind::LongText);
    if let Some(length) = raw
        .max_length
        .as_ref()
        .filter(|length| !text || length.value == 0)
    {
        let allowed = "A positive number of characters, for short-text and long-text only";
        report.fault(
            length,
            "max_length does not fit here",
            allowed,
            "Correct it or take it out",
        );
        return None;
    }
    if let Some(limit) = raw
        .min
        .as_ref()
        .or(raw.max.as_ref())
        .filter(|_| kind != RawKind::Number)
    {
        report.fault(
            limit,
            "min and max do not fit here",
            "Questions of kind number",
            "Take them out",
        );
        return None;
    }
    let length = |default| raw.max_length.as_ref().map_or(default, |length| length.value);
    Some(match kind {
        RawKind::Single => ItemKind::Single,
        RawKind::Multiple => ItemKind::Multiple,
        RawKind::Scale => ItemKind::Scale,
        RawKind::DatePart => ItemKind::DatePart,
        RawKind::Information => ItemKind::Information,
        RawKind::ShortText => ItemKind::ShortText {
            max_length: length(SHORT_TEXT),
        },
        RawKind::LongText => ItemKind::LongText {
            max_length: length(LONG_TEXT),
        },
        RawKind::Number => return number(report, raw),
    })
}

fn number(report: &mut Report<'_>, raw: &RawItem) -> Option<ItemKind> {
    let limit =
        |written: &Option<Spanned<i64>>, default| written.as_ref().map_or(default, |limit| limit.value);
    let (min, max) = (limit(&raw.min, NUMBERS.0), limit(&raw.max, NUMBERS.1));
    if min >= max {
        let place = raw.max.as_ref().or(raw.min.as_ref())?;
        report.fault(
            place,
            "No number lies between min and max",
            "min is less than max",
            "Correct one of them",
        );
        return None;
    }
    Some(ItemKind::Number { min, max })
}

/// Outer `None`: none are written, and none are needed.
fn codes(report: &mut Report<'_>, catalogue: &Catalogue, raw: &RawItem) -> Option<Option<CodeList>> {
    let needed = matches!(
        raw.kind.value,
        RawKind::Single | RawKind::Multiple | RawKind::Scale
    );
    let Some(written) = &raw.codes else {
        if needed {
            let what = format!("\"{}\" has no codes to choose from", raw.id.value);
            report.fault(
                &raw.id,
                what,
                "codes: a shared list's name, or a list of its own",
                "Add codes",
            );
            return Some(None);
        }
        return None;
    };
    if !needed {
        let allowed = "Questions of kind single, multiple and scale";
        report.fault(
            written,
            "Codes do not fit here",
            allowed,
            "Take them out or change the kind",
        );
        return Some(None);
    }
    let list = match &written.value {
        RawCodes::Own(own) => code_list(report, &catalogue.services, written, None, own),
        RawCodes::Shared(name) => shared(report, catalogue, written, name),
    };
    if raw.kind.value != RawKind::Multiple
        && let Some(exclusive) = list
            .iter()
            .flat_map(|list| &list.categories)
            .find(|category| category.exclusive)
    {
        let what = format!(
            "\"{}\" is exclusive, where only one answer can be chosen anyway",
            exclusive.code
        );
        report.fault(
            written,
            what,
            "exclusive belongs to questions of kind multiple",
            "Take exclusive out",
        );
        return Some(None);
    }
    Some(list)
}

fn shared(
    report: &mut Report<'_>,
    catalogue: &Catalogue,
    place: &Spanned<RawCodes>,
    name: &str,
) -> Option<CodeList> {
    let list = catalogue.code_lists.get(name);
    if list.is_none() {
        let what = format!("There is no shared code list \"{name}\"");
        let lists = allowed("lists", name, catalogue.code_lists.keys().map(String::as_str));
        report.fault(place, what, lists, "Write one of them, or write the codes here");
    }
    list.cloned()
}

/// Measure and right, where both that are written are known.
fn tags(
    report: &mut Report<'_>,
    catalogue: &Catalogue,
    raw: &RawItem,
) -> Option<(Option<MeasureId>, Option<RightId>)> {
    let measure = raw
        .measure
        .as_ref()
        .map(|id| measure(report, catalogue, raw.kind.value, id));
    let right = raw.right.as_ref().map(|id| right(report, catalogue, id));
    Some((optional(measure)?, optional(right)?))
}

fn measure(
    report: &mut Report<'_>,
    catalogue: &Catalogue,
    kind: RawKind,
    id: &Spanned<String>,
) -> Option<MeasureId> {
    let known = catalogue.measures.iter().map(|measure| measure.id.as_str());
    if !known.clone().any(|known| known == id.value) {
        let what = format!("There is no measure \"{}\"", id.value);
        let measures = allowed("measures", &id.value, known);
        report.fault(
            id,
            what,
            measures,
            "Write one of them, or add it to measures.yaml",
        );
        return None;
    }
    if !matches!(kind, RawKind::Single | RawKind::Multiple | RawKind::Scale) {
        let closed = "Questions of kind single, multiple and scale";
        report.fault(
            id,
            "A measure counts codes, and here are none",
            closed,
            "Take the measure out",
        );
        return None;
    }
    Some(MeasureId(id.value.clone()))
}

fn right(report: &mut Report<'_>, catalogue: &Catalogue, id: &Spanned<String>) -> Option<RightId> {
    let known = catalogue.rights.iter().map(|right| right.id.as_str());
    if !known.clone().any(|known| known == id.value) {
        let what = format!("There is no right \"{}\"", id.value);
        let rights = allowed("rights", &id.value, known);
        report.fault(id, what, rights, "Write one of them, or add it to rights.yaml");
        return None;
    }
    Some(RightId(id.value.clone()))
}
