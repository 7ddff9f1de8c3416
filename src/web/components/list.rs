//! Lists of facts and of points.

use maud::{Markup, Render, html};

/// One fact: its name, what it is, and the way to change it.
#[derive(Clone, Debug)]
pub struct Row<'a> {
    /// The name of the fact.
    pub key: &'a str,
    /// What it is.
    pub value: Markup,
    /// Where it is changed, and the words of that link; a screen reader hears the name with them.
    pub change: Option<(&'a str, &'a str)>,
}

impl<'a> Row<'a> {
    /// A fact that is only read.
    pub fn new(key: &'a str, value: impl Render) -> Self {
        Self {
            key,
            value: html! { (value) },
            change: None,
        }
    }
}

/// Facts under each other.
#[derive(Clone, Debug)]
pub struct SummaryList<'a>(pub Vec<Row<'a>>);

impl Render for SummaryList<'_> {
    fn render(&self) -> Markup {
        html! {
            dl.govuk-summary-list {
                @for row in &self.0 {
                    div.govuk-summary-list__row {
                        dt.govuk-summary-list__key { (row.key) }
                        dd.govuk-summary-list__value { (row.value) }
                        @if let Some((href, text)) = row.change {
                            dd.govuk-summary-list__actions {
                                a.govuk-link href=(href) { (text) span.govuk-visually-hidden { " " (row.key) } }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Points under each other.
pub fn bullets<T: Render>(points: impl IntoIterator<Item = T>) -> Markup {
    html! { ul."govuk-list govuk-list--bullet" { @for point in points { li { (point) } } } }
}
