//! Fields that take a choice from a list.

use maud::{Markup, Render, html};

use super::{SmallWords, described_by, fault_of, group, hint_of};

/// One line of a list of choices.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choice<'a> {
    /// What is sent.
    pub value: &'a str,
    /// What is read.
    pub label: &'a str,
    /// A word of help under it.
    pub hint: Option<&'a str>,
    /// Whether it is the one (or one of those) chosen.
    pub chosen: bool,
    /// Stands apart from those above it: "or".
    pub after_or: bool,
}

impl<'a> Choice<'a> {
    /// A line that sends `value` and reads `label`.
    pub fn new(value: &'a str, label: &'a str, chosen: bool) -> Self {
        Self {
            value,
            label,
            chosen,
            ..Self::default()
        }
    }
}

/// One choice of several.
pub type Radios<'a> = ChoiceList<'a, One>;
/// Any number of choices.
pub type Checkboxes<'a> = ChoiceList<'a, Several>;

/// Marks a list of which one line can be chosen.
#[derive(Clone, Copy, Debug, Default)]
pub struct One;
/// Marks a list of which several lines can be chosen.
#[derive(Clone, Copy, Debug, Default)]
pub struct Several;

/// How many lines of a list can be chosen, as markup says it.
pub trait HowMany {
    /// The style sheet's name for the list.
    const BLOCK: &'static str;
    /// What the browser makes of a line.
    const KIND: &'static str;
}

impl HowMany for One {
    const BLOCK: &'static str = "govuk-radios";
    const KIND: &'static str = "radio";
}

impl HowMany for Several {
    const BLOCK: &'static str = "govuk-checkboxes";
    const KIND: &'static str = "checkbox";
}

/// A list of choices under a question.
#[derive(Clone, Debug, Default)]
pub struct ChoiceList<'a, N> {
    /// Name; the id of the first line, those that follow carry a number.
    pub name: &'a str,
    /// What is asked.
    pub legend: &'a str,
    /// Whether the question is the heading of the page.
    pub legend_is_heading: bool,
    /// How to answer.
    pub hint: Option<&'a str>,
    /// What is wrong.
    pub fault: Option<&'a str>,
    /// The lines.
    pub choices: Vec<Choice<'a>>,
    /// What it says by itself.
    pub small: SmallWords<'a>,
    /// How many can be chosen.
    pub how_many: N,
}

impl<N: HowMany> Render for ChoiceList<'_, N> {
    fn render(&self) -> Markup {
        // The group's own ids must not clash with the first line's, which carries the bare name.
        let frame = format!("{}-group", self.name);
        let described = described_by(&frame, self.hint.is_some(), self.fault.is_some());
        group(
            self.fault,
            &html! {
                fieldset.govuk-fieldset aria-describedby=[described] {
                    @if self.legend_is_heading {
                        legend."govuk-fieldset__legend govuk-fieldset__legend--l" {
                            h1.govuk-fieldset__heading { (self.legend) }
                        }
                    } @else {
                        legend."govuk-fieldset__legend govuk-fieldset__legend--m" { (self.legend) }
                    }
                    (hint_of(&frame, self.hint))
                    (fault_of(&frame, self.fault, self.small))
                    div class=(N::BLOCK) {
                        @for (index, choice) in self.choices.iter().enumerate() { (self.line(index, choice)) }
                    }
                }
            },
        )
    }
}

impl<N: HowMany> ChoiceList<'_, N> {
    fn line(&self, index: usize, choice: &Choice<'_>) -> Markup {
        let (block, id) = (N::BLOCK, line_id(self.name, index));
        html! {
            @if choice.after_or { div class={ (block) "__divider" } { (self.small.or) } }
            div class={ (block) "__item" } {
                input class={ (block) "__input" } id=(id) name=(self.name) type=(N::KIND) value=(choice.value)
                    checked[choice.chosen] aria-describedby=[line_hint(&id, choice)];
                label class={ "govuk-label " (block) "__label" } for=(id) { (choice.label) }
                @if let Some(hint) = choice.hint {
                    div class={ "govuk-hint " (block) "__hint" } id={ (id) "-hint" } { (hint) }
                }
            }
        }
    }
}

/// The first line carries the bare name, so that the error summary leads to it.
fn line_id(name: &str, index: usize) -> String {
    if index == 0 {
        name.to_owned()
    } else {
        format!("{name}-{}", index + 1)
    }
}

fn line_hint(id: &str, choice: &Choice<'_>) -> Option<String> {
    choice.hint.map(|_| format!("{id}-hint"))
}

/// One choice of a long list.
#[derive(Clone, Debug, Default)]
pub struct Select<'a> {
    /// Name and id.
    pub name: &'a str,
    /// What is asked.
    pub label: &'a str,
    /// How to answer.
    pub hint: Option<&'a str>,
    /// What is wrong.
    pub fault: Option<&'a str>,
    /// The lines.
    pub choices: Vec<Choice<'a>>,
}

impl Render for Select<'_> {
    fn render(&self) -> Markup {
        let class = if self.fault.is_some() {
            "govuk-select govuk-select--error"
        } else {
            "govuk-select"
        };
        group(
            self.fault,
            &html! {
                label.govuk-label for=(self.name) { (self.label) }
                (hint_of(self.name, self.hint))
                (fault_of(self.name, self.fault, SmallWords::default()))
                select class=(class) id=(self.name) name=(self.name)
                    aria-describedby=[described_by(self.name, self.hint.is_some(), self.fault.is_some())] {
                    @for choice in &self.choices {
                        option value=(choice.value) selected[choice.chosen] { (choice.label) }
                    }
                }
            },
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_chosen_beforehand_and_the_first_line_answers_to_the_bare_name() {
        let page = Radios {
            name: "kind",
            legend: "Which?",
            choices: vec![Choice::new("a", "A", false), Choice::new("b", "B", false)],
            ..Radios::default()
        }
        .render()
        .into_string();
        assert!(!page.contains("checked"), "{page}");
        assert!(
            page.contains(r#"id="kind""#) && page.contains(r#"id="kind-2""#),
            "{page}"
        );
    }
}
