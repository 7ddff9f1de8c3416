//! One item of the questionnaire as a question on a page: every kind has its control here. Each
//! shows what was answered or typed, and its fault beside it.

use maud::{Markup, Render, html};

use crate::survey::questionnaire::{Item, ItemKind};
use crate::web::components::{Checkboxes, Choice, DateInput, Radios, TextArea, TextInput};
use crate::web::typed::Faults;

/// The fields of a page as they are to be shown: from the draft, or as they were just typed.
#[derive(Clone, Copy)]
pub struct Shown<'a> {
    /// Names and values, names repeated where several are chosen.
    pub fields: &'a [(String, String)],
    /// What is wrong with them.
    pub faults: &'a Faults,
    /// The language of the texts.
    pub language: &'a str,
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
    let label = item.text.in_language(shown.language);
    let hint = hint_of(item, shown.language);
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
            ..Radios::default()
        }
        .render(),
        ItemKind::Multiple => Checkboxes {
            name,
            legend: label,
            hint,
            fault,
            choices: choices(item, shown),
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
        }
        .render(),
        ItemKind::ShortText { .. } | ItemKind::Number { .. } => line(item, shown, label, hint, fault),
        ItemKind::DatePart => DateInput {
            name,
            legend: label,
            hint,
            fault,
            values: DateInput::PARTS.map(|part| shown.value(&format!("{name}-{part}"))),
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
            category.label.in_language(shown.language),
            shown.has(item.id.as_str(), &category.code),
        )
    };
    categories.iter().enumerate().map(choice).collect()
}

/// The item's own hint and, before every free text, what to leave out and how long it may be.
fn hint_of(item: &Item, language: &str) -> Option<String> {
    let own = item
        .hint
        .as_ref()
        .map(|hint| hint.in_language(language).to_owned());
    let ours = match item.kind {
        ItemKind::Multiple => Some("Choose all that fit.".to_owned()),
        ItemKind::DatePart => {
            Some("The year is enough. Add the month and the day if you remember them.".to_owned())
        }
        ItemKind::ShortText { max_length } | ItemKind::LongText { max_length } => Some(format!(
            "Please leave out names and anything that shows who you are. Nobody reads this live. \
             You can write up to {} characters.",
            thousands(max_length)
        )),
        ItemKind::Single | ItemKind::Scale | ItemKind::Number { .. } | ItemKind::Information => None,
    };
    let lines: Vec<String> = own.into_iter().chain(ours).collect();
    (!lines.is_empty()).then(|| lines.join(" "))
}

fn thousands(number: u32) -> String {
    match (number / 1000, number % 1000) {
        (0, rest) => rest.to_string(),
        (thousands, rest) => format!("{thousands},{rest:03}"),
    }
}
