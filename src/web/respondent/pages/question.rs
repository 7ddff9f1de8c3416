//! One item of the questionnaire as a question on a page: every kind has its control here. Each
//! shows what was answered or typed, and its fault beside it.

use maud::{Markup, Render, html};

use crate::survey::questionnaire::{Item, ItemKind, Say, Wording};
use crate::web::components::{Checkboxes, Choice, DateInput, Radios, TextArea, TextInput};
use crate::web::typed::Faults;

use super::words::small;

/// The fields of a page as they are to be shown: from the draft, or as they were just typed.
#[derive(Clone, Copy)]
pub struct Shown<'a> {
    /// Names and values, names repeated where several are chosen.
    pub fields: &'a [(String, String)],
    /// What is wrong with them.
    pub faults: &'a Faults,
    /// The language of the questions.
    pub words: &'a Wording,
}

impl<'a> Shown<'a> {
    fn value(&self, name: &str) -> &'a str {
        self.fields
            .iter()
            .find(|(field, _)| field == name)
            .map_or("", |(_, value)| value)
    }

    fn has(&self, name: &str, value: &str) -> bool {
        self.fields
            .iter()
            .any(|(field, given)| field == name && given == value)
    }
}

/// The question with its control.
pub fn question(item: &Item, shown: Shown<'_>) -> Markup {
    let name = item.id.as_str();
    let label = item.text.in_language(shown.words.language());
    let hint = hint_of(item, shown.words);
    let hint = hint.as_deref();
    let fault = shown.faults.of(name);
    match item.kind {
        ItemKind::Information => html! { p class="govuk-body" { (label) } },
        ItemKind::Single | ItemKind::Scale => Radios {
            name,
            legend: label,
            hint,
            fault,
            choices: choices(item, shown),
            small: small(shown.words),
            ..Radios::default()
        }
        .render(),
        ItemKind::Multiple => Checkboxes {
            name,
            legend: label,
            hint,
            fault,
            choices: choices(item, shown),
            small: small(shown.words),
            ..Checkboxes::default()
        }
        .render(),
        ItemKind::LongText { .. } => TextArea {
            name,
            label,
            hint,
            value: shown.value(name),
            fault,
            rows: 7,
            small: small(shown.words),
        }
        .render(),
        ItemKind::ShortText { .. } | ItemKind::Number { .. } => line(item, shown, label, hint, fault),
        ItemKind::DatePart => DateInput {
            name,
            legend: label,
            hint,
            fault,
            values: DateInput::PARTS.map(|part| shown.value(&format!("{name}-{part}"))),
            small: small(shown.words),
        }
        .render(),
    }
}

fn line(item: &Item, shown: Shown<'_>, label: &str, hint: Option<&str>, fault: Option<&str>) -> Markup {
    let number = matches!(item.kind, ItemKind::Number { .. });
    TextInput {
        name: item.id.as_str(),
        label,
        hint,
        value: shown.value(item.id.as_str()),
        fault,
        kind: if number { "numeric" } else { "text" },
        width: number.then_some(5),
        small: small(shown.words),
        ..TextInput::default()
    }
    .render()
}

/// The choices in the order of the list; the first that excludes the others stands apart.
fn choices<'a>(item: &'a Item, shown: Shown<'a>) -> Vec<Choice<'a>> {
    let categories = item.codes.as_ref().map_or(&[][..], |list| &list.categories);
    let apart = categories
        .iter()
        .position(|category| category.exclusive)
        .filter(|&at| at > 0 && item.kind == ItemKind::Multiple);
    let choice = |(at, category): (usize, &'a crate::survey::questionnaire::Category)| Choice {
        after_or: apart == Some(at),
        ..Choice::new(
            &category.code,
            category.label.in_language(shown.words.language()),
            shown.has(item.id.as_str(), &category.code),
        )
    };
    categories.iter().enumerate().map(choice).collect()
}

/// The item's own hint and, before every free text, what to leave out and how long it may be.
fn hint_of(item: &Item, words: &Wording) -> Option<String> {
    let own = item
        .hint
        .as_ref()
        .map(|hint| hint.in_language(words.language()).to_owned());
    let ours = match item.kind {
        ItemKind::Multiple => Some(words.say(Say::QuestionSeveral).to_owned()),
        ItemKind::DatePart => Some(words.say(Say::QuestionDate).to_owned()),
        ItemKind::ShortText { max_length } | ItemKind::LongText { max_length } => {
            Some(words.fill(Say::QuestionText, &[("length", &max_length.to_string())]))
        }
        ItemKind::Single | ItemKind::Scale | ItemKind::Number { .. } | ItemKind::Information => None,
    };
    let own = own.map(|own| if ours.is_some() { full_stop(&own) } else { own });
    let lines: Vec<String> = own.into_iter().chain(ours).collect();
    (!lines.is_empty()).then(|| lines.join(" "))
}

/// A hint that another sentence follows ends like one.
fn full_stop(hint: &str) -> String {
    match hint.ends_with(['.', '?', '!', '।']) {
        true => hint.to_owned(),
        false => format!("{hint}."),
    }
}
