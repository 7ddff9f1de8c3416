//! What draws attention: faults, outcomes, states.

use maud::{Markup, Render, html};

use super::SmallWords;
use crate::web::typed::Faults;

/// All faults of a page on top of it, each leading to its field. Nothing where there is none.
#[derive(Clone, Copy, Debug)]
pub struct ErrorSummary<'a>(pub &'a Faults);

impl Render for ErrorSummary<'_> {
    fn render(&self) -> Markup {
        ErrorSummaryIn(self.0, SmallWords::default()).render()
    }
}

/// The same in the words of a language.
#[derive(Clone, Copy, Debug)]
pub struct ErrorSummaryIn<'a>(pub &'a Faults, pub SmallWords<'a>);

impl Render for ErrorSummaryIn<'_> {
    fn render(&self) -> Markup {
        html! {
            @if !self.0.is_empty() {
                div.govuk-error-summary data-faults="" tabindex="-1" {
                    div role="alert" {
                        h2.govuk-error-summary__title { (self.1.problem) }
                        div.govuk-error-summary__body {
                            ul."govuk-list govuk-error-summary__list" {
                                @for (field, sentence) in &self.0.0 {
                                    li {
                                        @if field.is_empty() { (sentence) }
                                        @else { a href={ "#" (field) } { (sentence) } }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The good end of a longer way.
#[derive(Clone, Copy, Debug)]
pub struct Panel<'a> {
    /// The heading of the page.
    pub title: &'a str,
    /// One sentence under it.
    pub sentence: Option<&'a str>,
}

impl Render for Panel<'_> {
    fn render(&self) -> Markup {
        html! {
            div."govuk-panel govuk-panel--confirmation" {
                h1.govuk-panel__title { (self.title) }
                @if let Some(sentence) = self.sentence { div.govuk-panel__body { (sentence) } }
            }
        }
    }
}

/// What a state looks like at a glance; its word says the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colour {
    /// Nothing to do.
    Grey,
    /// Under way.
    Blue,
    /// Done, or well.
    Green,
    /// Waits for somebody.
    Yellow,
    /// Refused, or wrong.
    Red,
    /// Published.
    Purple,
}

/// The state of a thing in one or two words.
pub fn tag(colour: Colour, text: &str) -> Markup {
    let class = match colour {
        Colour::Grey => "govuk-tag govuk-tag--grey",
        Colour::Blue => "govuk-tag govuk-tag--blue",
        Colour::Green => "govuk-tag govuk-tag--green",
        Colour::Yellow => "govuk-tag govuk-tag--yellow",
        Colour::Red => "govuk-tag govuk-tag--red",
        Colour::Purple => "govuk-tag govuk-tag--purple",
    };
    html! { strong class=(class) { (text) } }
}

/// What has just happened, on the page that follows.
pub fn notification(title: &str, sentence: &str) -> Markup {
    html! {
        div."govuk-notification-banner govuk-notification-banner--success" role="alert"
            aria-labelledby="notification-title" {
            div.govuk-notification-banner__header {
                h2.govuk-notification-banner__title #notification-title { (title) }
            }
            div.govuk-notification-banner__content {
                p.govuk-notification-banner__heading { (sentence) }
            }
        }
    }
}

/// A passage set apart from the text around it.
pub fn inset(content: impl Render) -> Markup {
    html! { div.govuk-inset-text { (content) } }
}

/// A sentence that must not be overlooked.
pub fn warning(sentence: &str) -> Markup {
    html! {
        div.govuk-warning-text {
            span.govuk-warning-text__icon aria-hidden="true" { "!" }
            strong.govuk-warning-text__text {
                span.govuk-visually-hidden { "Warning: " }
                (sentence)
            }
        }
    }
}

/// A passage that most readers do not need, folded away.
pub fn details(summary: &str, content: &Markup) -> Markup {
    html! {
        details.govuk-details {
            summary.govuk-details__summary { span.govuk-details__summary-text { (summary) } }
            div.govuk-details__text { (content) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_summary_leads_to_each_fault_and_is_absent_without_one() {
        assert_eq!(ErrorSummary(&Faults::default()).render().into_string(), "");
        let page = ErrorSummary(&Faults::one("to", "Enter the last day"))
            .render()
            .into_string();
        assert!(page.contains(r##"href="#to""##), "{page}");
    }
}
