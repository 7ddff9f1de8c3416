//! Checks of conditions: one thing each, about what was asked before, with answers that exist.

use serde_saphyr::Spanned;

use super::{Report, Scope, Shape, allowed};
use crate::survey::questionnaire::condition::{Condition, KIND, Test};
use crate::survey::questionnaire::document::RawCondition;
use crate::survey::questionnaire::item::ItemKind;

const FORMS: &str =
    "One of all: […], any: […], not: {…}, or item: with one of equals, in, answered, at_least";

/// A condition at its place; `own` is the id of the item that waits for it.
pub(super) fn condition(
    report: &mut Report<'_>,
    scope: &Scope,
    own: Option<&str>,
    raw: &Spanned<RawCondition>,
) -> Option<Condition> {
    let RawCondition {
        all, any, not, item, ..
    } = &raw.value;
    let forms = [all.is_some(), any.is_some(), not.is_some(), item.is_some()];
    if forms.into_iter().filter(|form| *form).count() != 1 {
        report.fault(
            raw,
            "A condition must say exactly one thing",
            FORMS,
            "Put parts that belong together into all or any",
        );
        return None;
    }
    if item.is_none() && tests_written(&raw.value) > 0 {
        report.fault(
            raw,
            "A condition tests no item",
            FORMS,
            "Add item: and the id of an earlier question",
        );
        return None;
    }
    if let Some(not) = not {
        return Some(Condition::Not(Box::new(condition(report, scope, own, not)?)));
    }
    if let Some(parts) = all {
        return Some(Condition::All(conditions(report, scope, own, raw, parts)?));
    }
    if let Some(parts) = any {
        return Some(Condition::Any(conditions(report, scope, own, raw, parts)?));
    }
    tested(report, scope, own, raw, item.as_ref()?)
}

fn conditions(
    report: &mut Report<'_>,
    scope: &Scope,
    own: Option<&str>,
    whole: &Spanned<RawCondition>,
    parts: &[Spanned<RawCondition>],
) -> Option<Vec<Condition>> {
    if parts.is_empty() {
        report.fault(
            whole,
            "A condition has no parts",
            "At least one part in all or any",
            "Add a part or take it out",
        );
        return None;
    }
    // Every part is looked at, so that all faults come at once.
    let read: Vec<_> = parts
        .iter()
        .map(|part| condition(report, scope, own, part))
        .collect();
    read.into_iter().collect()
}

fn tests_written(raw: &RawCondition) -> usize {
    let tests = [
        raw.equals.is_some(),
        raw.one_of.is_some(),
        raw.answered.is_some(),
        raw.at_least.is_some(),
    ];
    tests.into_iter().filter(|test| *test).count()
}

fn tested(
    report: &mut Report<'_>,
    scope: &Scope,
    own: Option<&str>,
    raw: &Spanned<RawCondition>,
    item: &Spanned<String>,
) -> Option<Condition> {
    if tests_written(&raw.value) != 1 {
        report.fault(
            raw,
            "A condition must test its item exactly once",
            FORMS,
            "Write one test, join several with all or any",
        );
        return None;
    }
    let test = if item.value == KIND {
        kind_test(report, scope, raw)
    } else {
        let shape = earlier(report, scope, own, item)?;
        item_test(report, shape, raw, item)
    };
    Some(Condition::Item {
        item: item.value.clone(),
        test: test?,
    })
}

fn earlier<'s>(
    report: &mut Report<'_>,
    scope: &'s Scope,
    own: Option<&str>,
    item: &Spanned<String>,
) -> Option<&'s Shape> {
    let known = scope.earlier.get(&item.value);
    if known.is_none() {
        let id = &item.value;
        let (what, remedy) = if own == Some(id) {
            (
                format!("\"{id}\" waits for its own answer, so its path would never end"),
                "Name a question asked before",
            )
        } else if scope.everywhere.contains(id) {
            (
                format!("The condition looks forward: \"{id}\" is asked later"),
                "Move that question before this one",
            )
        } else {
            (
                format!("There is no question \"{id}\" here"),
                "Correct the id, or add the question before this one",
            )
        };
        let earlier = scope.earlier.keys().map(String::as_str);
        report.fault(
            item,
            what,
            allowed("earlier questions", id, earlier.chain([KIND])),
            remedy,
        );
    }
    known
}

fn item_test(
    report: &mut Report<'_>,
    shape: &Shape,
    raw: &Spanned<RawCondition>,
    item: &Spanned<String>,
) -> Option<Test> {
    if !shape.kind.asks() {
        report.fault(
            item,
            format!("\"{}\" asks nothing", item.value),
            "A question",
            "Name a question",
        );
        return None;
    }
    if let Some(answered) = raw.value.answered {
        return Some(Test::Answered(answered));
    }
    if let Some(least) = &raw.value.at_least {
        return at_least(report, shape, least);
    }
    let Some(list) = &shape.codes else {
        report.fault(
            raw,
            format!("\"{}\" has no codes that could be compared", item.value),
            "equals and in for questions with codes, at_least for numbers, answered for all",
            "Use answered: true or at_least",
        );
        return None;
    };
    let mut wanted = Vec::new();
    for code in codes(report, raw)? {
        if list.find(&code.value).is_none() {
            let what = format!("\"{}\" is no answer to \"{}\"", code.value, item.value);
            report.fault(
                code,
                what,
                allowed("codes", &code.value, list.codes()),
                "Write one of its codes",
            );
            return None;
        }
        wanted.push(code.value.clone());
    }
    Some(Test::In(wanted))
}

fn codes<'r>(report: &mut Report<'_>, raw: &'r Spanned<RawCondition>) -> Option<Vec<&'r Spanned<String>>> {
    let codes: Vec<_> = raw
        .value
        .equals
        .iter()
        .chain(raw.value.one_of.iter().flatten())
        .collect();
    if codes.is_empty() {
        report.fault(
            raw,
            "A condition compares with nothing",
            "At least one code in in: […]",
            "Add the codes",
        );
        return None;
    }
    Some(codes)
}

fn at_least(report: &mut Report<'_>, shape: &Shape, least: &Spanned<i64>) -> Option<Test> {
    let most = match (shape.kind, &shape.codes) {
        (ItemKind::Number { max, .. }, _) => max,
        (ItemKind::Multiple, Some(list)) => {
            let free = list
                .categories
                .iter()
                .filter(|category| !category.exclusive)
                .count();
            i64::try_from(free.max(1)).unwrap_or(i64::MAX)
        }
        _ => {
            report.fault(
                least,
                "at_least has nothing to count here",
                "Questions of kind number or multiple",
                "Use equals or in with codes",
            );
            return None;
        }
    };
    if least.value > most {
        let what = format!("at_least: {} can never be reached", least.value);
        report.fault(least, what, format!("At most {most}"), "Lower it");
        return None;
    }
    Some(Test::AtLeast(least.value))
}

fn kind_test(report: &mut Report<'_>, scope: &Scope, raw: &Spanned<RawCondition>) -> Option<Test> {
    if let Some(answered) = raw.value.answered {
        return Some(Test::Answered(answered));
    }
    if let Some(least) = &raw.value.at_least {
        report.fault(
            least,
            "kind is not a number",
            "equals, in or answered",
            "Use equals or in",
        );
        return None;
    }
    let mut kinds = Vec::new();
    for kind in codes(report, raw)? {
        if !scope.kinds.contains(&kind.value) {
            let what = format!("There is no kind \"{}\"", kind.value);
            let kinds = allowed("kinds", &kind.value, scope.kinds.iter().map(String::as_str));
            report.fault(kind, what, kinds, "Write one of them");
            return None;
        }
        kinds.push(kind.value.clone());
    }
    Some(Test::In(kinds))
}
