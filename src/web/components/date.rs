//! A date, or the part of it that is remembered.

use maud::{Markup, Render, html};

use super::{SmallWords, described_by, fault_of, group, hint_of};

/// Day, month and year, each of which may stay empty.
#[derive(Clone, Copy, Debug, Default)]
pub struct DateInput<'a> {
    /// The id of the first field; the fields are named `<name>-day`, `-month` and `-year`.
    pub name: &'a str,
    /// What is asked.
    pub legend: &'a str,
    /// How to answer.
    pub hint: Option<&'a str>,
    /// What is wrong.
    pub fault: Option<&'a str>,
    /// What stands in the three fields, in the order of [`DateInput::PARTS`].
    pub values: [&'a str; 3],
    /// What it says by itself.
    pub small: SmallWords<'a>,
}

impl DateInput<'_> {
    /// The fields' names after the hyphen.
    pub const PARTS: [&'static str; 3] = ["day", "month", "year"];
}

impl Render for DateInput<'_> {
    fn render(&self) -> Markup {
        // As with choices, the bare name is the id of the first field, to which the summary of faults leads.
        let frame = format!("{}-group", self.name);
        let described = described_by(&frame, self.hint.is_some(), self.fault.is_some());
        group(
            self.fault,
            &html! {
                fieldset.govuk-fieldset role="group" aria-describedby=[described] {
                    legend."govuk-fieldset__legend govuk-fieldset__legend--m" { (self.legend) }
                    (hint_of(&frame, self.hint))
                    (fault_of(&frame, self.fault, self.small))
                    div.govuk-date-input {
                        @for (at, value) in self.values.into_iter().enumerate() { (self.part(at, value)) }
                    }
                }
            },
        )
    }
}

impl DateInput<'_> {
    fn part(&self, at: usize, value: &str) -> Markup {
        let name = format!("{}-{}", self.name, Self::PARTS[at]);
        let id = if at == 0 { self.name } else { &name };
        let width = if at == 2 {
            "govuk-input--width-4"
        } else {
            "govuk-input--width-2"
        };
        let wrong = if self.fault.is_some() {
            " govuk-input--error"
        } else {
            ""
        };
        html! {
            div.govuk-date-input__item {
                label."govuk-label govuk-date-input__label" for=(id) { (self.small.date[at]) }
                input class={ "govuk-input govuk-date-input__input " (width) (wrong) } id=(id) name=(name)
                    type="text" inputmode="numeric" value=[(!value.is_empty()).then_some(value)]
                    autocomplete="off" spellcheck="false";
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_three_parts_have_names_of_their_own_and_keep_what_was_typed() {
        let page = DateInput {
            name: "when",
            legend: "When?",
            values: ["", "3", "2026"],
            ..DateInput::default()
        }
        .render()
        .into_string();
        assert!(page.contains(r#"id="when" name="when-day""#), "{page}");
        assert!(
            page.contains(r#"name="when-month" type="text" inputmode="numeric" value="3""#),
            "{page}"
        );
        assert!(
            page.contains(r#"name="when-year" type="text" inputmode="numeric" value="2026""#),
            "{page}"
        );
    }
}
