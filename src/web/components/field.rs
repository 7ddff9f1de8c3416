//! Fields that take typed text or a file.

use maud::{Markup, Render, html};

use super::{SmallWords, described_by, fault_of, group, hint_of};

/// A single line of text.
#[derive(Clone, Copy, Debug)]
pub struct TextInput<'a> {
    /// Name and id.
    pub name: &'a str,
    /// What is asked.
    pub label: &'a str,
    /// How to answer, where the label does not say it.
    pub hint: Option<&'a str>,
    /// What stands in it.
    pub value: &'a str,
    /// What is wrong with it.
    pub fault: Option<&'a str>,
    /// The HTML type: `text`, `password`, `date` …
    pub kind: &'a str,
    /// The HTML autocomplete word; `off` where nothing should be kept.
    pub autocomplete: &'a str,
    /// How many letters wide it looks: 2, 3, 4, 5, 10, 20 or 30; none for the whole column.
    pub width: Option<u8>,
    /// What it says by itself.
    pub small: SmallWords<'a>,
}

impl Default for TextInput<'_> {
    fn default() -> Self {
        Self {
            name: "",
            label: "",
            hint: None,
            value: "",
            fault: None,
            kind: "text",
            autocomplete: "off",
            width: None,
            small: SmallWords::default(),
        }
    }
}

impl Render for TextInput<'_> {
    fn render(&self) -> Markup {
        let mut class = String::from("govuk-input");
        if let Some(width) = self.width {
            class.push_str(&format!(" govuk-input--width-{width}"));
        }
        if self.fault.is_some() {
            class.push_str(" govuk-input--error");
        }
        let numeric = (self.kind == "numeric").then_some("numeric");
        let kind = if numeric.is_some() { "text" } else { self.kind };
        group(
            self.fault,
            &html! {
                label.govuk-label for=(self.name) { (self.label) }
                (hint_of(self.name, self.hint))
                (fault_of(self.name, self.fault, self.small))
                input class=(class) id=(self.name) name=(self.name) type=(kind) value=[(!self.value.is_empty()).then_some(self.value)]
                    inputmode=[numeric] autocomplete=(self.autocomplete) spellcheck="false" autocorrect="off"
                    aria-describedby=[described_by(self.name, self.hint.is_some(), self.fault.is_some())];
            },
        )
    }
}

/// Several lines of text.
#[derive(Clone, Copy, Debug, Default)]
pub struct TextArea<'a> {
    /// Name and id.
    pub name: &'a str,
    /// What is asked.
    pub label: &'a str,
    /// How to answer.
    pub hint: Option<&'a str>,
    /// What stands in it.
    pub value: &'a str,
    /// What is wrong with it.
    pub fault: Option<&'a str>,
    /// How many lines it shows; five where this is nought.
    pub rows: u8,
    /// What it says by itself.
    pub small: SmallWords<'a>,
}

impl Render for TextArea<'_> {
    fn render(&self) -> Markup {
        let class = if self.fault.is_some() {
            "govuk-textarea govuk-textarea--error"
        } else {
            "govuk-textarea"
        };
        let rows = if self.rows == 0 { 5 } else { self.rows };
        group(
            self.fault,
            &html! {
                label.govuk-label for=(self.name) { (self.label) }
                (hint_of(self.name, self.hint))
                (fault_of(self.name, self.fault, self.small))
                textarea class=(class) id=(self.name) name=(self.name) rows=(rows) autocomplete="off"
                    spellcheck="false" autocorrect="off"
                    aria-describedby=[described_by(self.name, self.hint.is_some(), self.fault.is_some())] {
                    // A browser drops the first line break of a textarea.
                    @if self.value.starts_with('\n') { "\n" }
                    (self.value)
                }
            },
        )
    }
}

/// A file to send.
#[derive(Clone, Copy, Debug, Default)]
pub struct FileInput<'a> {
    /// Name and id.
    pub name: &'a str,
    /// What is asked.
    pub label: &'a str,
    /// How to answer.
    pub hint: Option<&'a str>,
    /// What is wrong with it.
    pub fault: Option<&'a str>,
    /// The endings that are offered, such as `.csv`.
    pub accept: &'a str,
}

impl Render for FileInput<'_> {
    fn render(&self) -> Markup {
        let class = if self.fault.is_some() {
            "govuk-file-upload govuk-file-upload--error"
        } else {
            "govuk-file-upload"
        };
        group(
            self.fault,
            &html! {
                label.govuk-label for=(self.name) { (self.label) }
                (hint_of(self.name, self.hint))
                (fault_of(self.name, self.fault, SmallWords::default()))
                input class=(class) id=(self.name) name=(self.name) type="file" accept=(self.accept)
                    aria-describedby=[described_by(self.name, self.hint.is_some(), self.fault.is_some())];
            },
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_is_tied_to_its_field() {
        let page = TextInput {
            name: "wave",
            label: "Name",
            hint: Some("Short."),
            fault: Some("Enter a name"),
            ..TextInput::default()
        }
        .render()
        .into_string();
        assert!(
            page.contains(r#"aria-describedby="wave-hint wave-error""#),
            "{page}"
        );
        assert!(page.contains(r#"id="wave-error""#), "{page}");
    }

    #[test]
    fn what_was_typed_comes_back_as_text_only() {
        let page = TextArea {
            name: "t",
            value: "</textarea><script>alert(1)</script>",
            ..TextArea::default()
        }
        .render()
        .into_string();
        assert!(!page.contains("<script>"), "{page}");
    }
}
