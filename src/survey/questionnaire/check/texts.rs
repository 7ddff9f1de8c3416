//! Checks of texts: not empty, in English, with nothing put in but the names of services.

use serde_saphyr::Spanned;

use super::Report;
use crate::survey::questionnaire::catalogue::Service;
use crate::survey::questionnaire::document::RawText;
use crate::survey::questionnaire::wording::Text;

/// More characters than this nobody reads on a page of the survey.
pub(super) const TEXT_AT_MOST: usize = 500;

/// A text with the services named.
pub(super) fn text(report: &mut Report<'_>, services: &[Service], raw: &Spanned<RawText>) -> Option<Text> {
    let text = plain_text(report, raw)?;
    let names = services
        .iter()
        .map(|service| (service.id.clone(), service.name.clone()))
        .collect();
    text.naming(&names)
        .map_err(|piece| {
            let allowed = services
                .iter()
                .map(|service| format!("{{service.{}}}", service.id));
            report.fault(
                raw,
                format!("\"{piece}\" cannot be put into a text"),
                format!(
                    "Allowed: {}; never an answer",
                    allowed.collect::<Vec<_>>().join(", ")
                ),
                "Write the text without it",
            );
        })
        .ok()
}

/// A text in which nothing is put in.
pub(super) fn plain_text(report: &mut Report<'_>, raw: &Spanned<RawText>) -> Option<Text> {
    let text = match &raw.value {
        RawText::English(english) => Some(Text::english_only(english.trim())),
        RawText::Languages(languages) => {
            let trimmed = languages
                .iter()
                .map(|(language, text)| (language.clone(), text.trim().to_owned()));
            Text::by_language(trimmed.collect())
        }
    };
    let Some(text) = text else {
        report.fault(
            raw,
            "A text has no English wording",
            "Every text is in English (en) at least",
            "Add en: \"…\"",
        );
        return None;
    };
    if text.wordings().any(|(_, wording)| wording.is_empty()) {
        report.fault(raw, "A text is empty", "", "Write it, or take the key out");
        return None;
    }
    let longest = text.wordings().map(|(_, wording)| wording.chars().count()).max();
    if let Some(longest) = longest.filter(|longest| *longest > TEXT_AT_MOST) {
        report.fault(
            raw,
            format!("A text is too long: {longest} characters"),
            format!("At most {TEXT_AT_MOST} characters"),
            "Shorten it, or part it into an information item and a question",
        );
        return None;
    }
    if let Some(language) = text.languages().find(|language| !is_language(language)) {
        report.fault(
            raw,
            format!("\"{language}\" is no language"),
            "The short name of a language, such as en, pl or pa-arab",
            "Write the short name",
        );
        return None;
    }
    Some(text)
}

/// Two or three lower case letters, then parts of letters or digits after hyphens (RFC 5646, lower case).
pub(super) fn is_language(name: &str) -> bool {
    let mut parts = name.split('-');
    let first = parts.next().unwrap_or_default();
    (2..=3).contains(&first.len())
        && first.bytes().all(|byte| byte.is_ascii_lowercase())
        && parts.all(|part| {
            (2..=8).contains(&part.len())
                && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
        })
}
