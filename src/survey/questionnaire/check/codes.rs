//! Checks of code lists: neither empty nor clashing.

use std::collections::BTreeSet;

use serde_saphyr::Spanned;

use super::Report;
use super::texts::text;
use crate::survey::questionnaire::catalogue::Service;
use crate::survey::questionnaire::code_list::{Category, Class, CodeList};
use crate::survey::questionnaire::document::{RawCategory, RawClass};

/// The longest code, so that a ballot's size can be reckoned.
const CODE_AT_MOST: usize = 24;

/// A code list; `place` is where it is named or begins.
pub(super) fn code_list<T>(
    report: &mut Report<'_>,
    services: &[Service],
    place: &Spanned<T>,
    id: Option<&str>,
    raw: &[Spanned<RawCategory>],
) -> Option<CodeList> {
    if raw.is_empty() {
        report.fault(
            place,
            "A code list is empty",
            "At least one code with its label",
            "Add the answers to choose from",
        );
        return None;
    }
    let mut codes = BTreeSet::new();
    let mut labels = BTreeSet::new();
    let read: Vec<_> = raw
        .iter()
        .filter_map(|raw| Some((category(report, services, raw)?, raw)))
        .collect();
    for (category, raw) in &read {
        if !codes.insert(category.code.clone()) {
            let what = format!("The code \"{}\" stands twice in one list", category.code);
            report.fault(
                &raw.value.code,
                what,
                "Each code stands once",
                "Give one of them another code",
            );
        }
        if !labels.insert(category.label.english().to_lowercase()) {
            let what = format!(
                "The label \"{}\" stands twice in one list",
                category.label.english()
            );
            report.fault(
                &raw.value.label,
                what,
                "Two answers read differently",
                "Word one of them anew",
            );
        }
    }
    (read.len() == raw.len()).then(|| CodeList {
        id: id.map(str::to_owned),
        categories: read.into_iter().map(|(category, _)| category).collect(),
    })
}

fn category(report: &mut Report<'_>, services: &[Service], raw: &Spanned<RawCategory>) -> Option<Category> {
    let raw = &raw.value;
    let label = text(report, services, &raw.label);
    for code in [Some(&raw.code), raw.coarse.as_ref()].into_iter().flatten() {
        if !is_code(&code.value) {
            report.fault(
                code,
                format!("\"{}\" is no code", code.value),
                "Up to 24 lower case letters, digits, hyphens and plus signs",
                "Shorten it, write it in small letters without spaces",
            );
            return None;
        }
    }
    Some(Category {
        code: raw.code.value.clone(),
        label: label?,
        class: raw.class.map(|class| match class {
            RawClass::Good => Class::Good,
            RawClass::Middle => Class::Middle,
            RawClass::Bad => Class::Bad,
        }),
        counted: raw.counted,
        exclusive: raw.exclusive,
        coarse: raw.coarse.as_ref().map(|coarse| coarse.value.clone()),
    })
}

fn is_code(text: &str) -> bool {
    (1..=CODE_AT_MOST).contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-+".contains(&byte))
}
