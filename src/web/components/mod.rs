//! The pieces pages are made of, after the GOV.UK Design System's patterns: one struct or function a piece.
//!
//! A fault stands beside its field, is tied to it by `aria-describedby`, and is listed once more on top
//! by [`ErrorSummary`]. Every piece works without a script.

mod choice;
mod date;
mod field;
mod list;
mod notice;
mod qr;
mod small_words;
mod table;

pub use choice::{Checkboxes, Choice, Radios, Select};
pub use date::DateInput;
pub use field::{FileInput, TextArea, TextInput};
pub use list::{Row, SummaryList, bullets};
pub use notice::{Colour, ErrorSummary, ErrorSummaryIn, Panel, details, inset, notification, tag, warning};
pub use qr::qr_code;
pub use small_words::SmallWords;
pub use table::{Column, Table, cell, number};

use maud::{Markup, html};

/// The one clear action of a page.
pub fn button(text: &str) -> Markup {
    html! { button.govuk-button type="submit" { (text) } }
}

/// A second way on, quieter than the first.
pub fn second_button(text: &str) -> Markup {
    html! { button."govuk-button govuk-button--secondary" type="submit" { (text) } }
}

/// A button that posts `value` under `name`, so that one form can end in several ways.
pub fn choice_button(text: &str, name: &str, value: &str, weight: Weight) -> Markup {
    html! { button class=(weight.class()) type="submit" name=(name) value=(value) { (text) } }
}

/// How much a button presses itself upon the reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    /// The one thing to do here.
    First,
    /// Another thing that can be done.
    Second,
    /// Something that cannot be taken back.
    Grave,
}

impl Weight {
    fn class(self) -> &'static str {
        match self {
            Self::First => "govuk-button",
            Self::Second => "govuk-button govuk-button--secondary",
            Self::Grave => "govuk-button govuk-button--warning",
        }
    }
}

/// A link that looks like the one clear action: it goes somewhere and changes nothing.
pub fn link_button(href: &str, text: &str) -> Markup {
    html! { a.govuk-button href=(href) role="button" draggable="false" { (text) } }
}

/// A quiet link.
pub fn link(href: &str, text: &str) -> Markup {
    html! { a.govuk-link href=(href) { (text) } }
}

/// The way back to the page before.
pub fn back_link(href: &str, text: &str) -> Markup {
    html! { nav aria-label="Back" { a.govuk-back-link href=(href) { (text) } } }
}

/// Buttons that stand together.
pub fn button_group(buttons: &Markup) -> Markup {
    html! { div.govuk-button-group { (buttons) } }
}

/// The heading of a page.
pub fn heading(text: &str) -> Markup {
    html! { h1.govuk-heading-l { (text) } }
}

/// The heading of a part of a page.
pub fn subheading(text: &str) -> Markup {
    html! { h2.govuk-heading-m { (text) } }
}

/// A paragraph.
pub fn paragraph(text: &str) -> Markup {
    html! { p.govuk-body { (text) } }
}

/// Text that only a screen reader says.
pub fn unseen(text: &str) -> Markup {
    html! { span.govuk-visually-hidden { (text) } }
}

/// A table or picture that may be wider than a telephone scrolls in its own frame, by keyboard too.
pub fn wide(name: &str, content: &Markup) -> Markup {
    html! { div."wide wide--many" role="region" aria-label=(name) tabindex="0" { (content) } }
}

/// What a field is described by: its hint and its fault, as the ids of both.
fn described_by(name: &str, hint: bool, fault: bool) -> Option<String> {
    match (hint, fault) {
        (false, false) => None,
        (true, false) => Some(format!("{name}-hint")),
        (false, true) => Some(format!("{name}-error")),
        (true, true) => Some(format!("{name}-hint {name}-error")),
    }
}

/// The hint under a label.
fn hint_of(name: &str, hint: Option<&str>) -> Markup {
    html! { @if let Some(hint) = hint { div.govuk-hint id={ (name) "-hint" } { (hint) } } }
}

/// The fault above a field.
fn fault_of(name: &str, fault: Option<&str>, small: SmallWords<'_>) -> Markup {
    html! {
        @if let Some(fault) = fault {
            p.govuk-error-message id={ (name) "-error" } { (unseen(small.error)) " " (fault) }
        }
    }
}

/// The frame of a field, marked where something is wrong with it.
fn group(fault: Option<&str>, content: &Markup) -> Markup {
    let class = if fault.is_some() {
        "govuk-form-group govuk-form-group--error"
    } else {
        "govuk-form-group"
    };
    html! { div class=(class) { (content) } }
}
