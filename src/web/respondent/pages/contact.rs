//! The form that asks to be contacted, and the page after it. Anybody may open them, so they say nothing of
//! what the questions were about.

use maud::{Markup, html};

use crate::survey::questionnaire::{Say, Wording};
use crate::web::components::{Choice, ErrorSummaryIn, Radios, TextArea, TextInput, inset};
use crate::web::typed::{Faults, Typed};

use super::words::{heading, paragraph, small};

/// What she wants to be called.
pub const NAME: &str = "name";
/// A safe way to reach her.
pub const WAY: &str = "way";
/// A safe time.
pub const TIME: &str = "time";
/// Whether a message may be left.
pub const MESSAGE: &str = "message";
/// The value that allows one.
pub const MESSAGE_ALLOWED: &str = "yes";
/// A word that the caller says first.
pub const CODE_WORD: &str = "code-word";

/// What came of a try to send.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sending {
    /// Nothing was tried yet.
    NotTried,
    /// The relay is away.
    Away,
    /// Too many asked within a minute.
    TooMany,
}

/// The form, as it stands.
pub struct ContactForm<'a> {
    /// What the page says.
    pub words: &'a Wording,
    /// What was typed.
    pub typed: &'a Typed,
    /// What is wrong with it.
    pub faults: &'a Faults,
    /// What came of the last try.
    pub sending: Sending,
}

impl ContactForm<'_> {
    /// The whole page.
    pub fn render(&self) -> Markup {
        let words = self.words;
        html! {
            (ErrorSummaryIn(self.faults, small(words)))
            (self.not_sent())
            (heading(words, Say::ContactHeading))
            (inset(words.say(Say::ContactDanger)))
            (paragraph(words, Say::ContactTeam))
            (paragraph(words, Say::ContactOnly))
            // Without an address of its own the form goes back to this one, language and all.
            form method="post" novalidate autocomplete="off" {
                (self.way())
                (self.line(TIME, Say::ContactTime, Say::ContactTimeHint))
                (self.message())
                (self.line(CODE_WORD, Say::ContactCodeWord, Say::ContactCodeWordHint))
                (self.line(NAME, Say::ContactName, Say::ContactNameHint))
                div class="govuk-button-group" {
                    button type="submit" class="govuk-button" { (words.say(Say::ContactButton)) }
                }
            }
            (paragraph(words, Say::ContactNothing))
        }
    }

    fn value(&self, name: &str) -> &str {
        self.typed.get(name).unwrap_or_default()
    }

    fn way(&self) -> TextArea<'_> {
        TextArea {
            name: WAY,
            label: self.words.say(Say::ContactWay),
            hint: Some(self.words.say(Say::ContactWayHint)),
            value: self.value(WAY),
            fault: self.faults.of(WAY),
            rows: 3,
            small: small(self.words),
        }
    }

    fn line<'f>(&'f self, name: &'f str, label: Say, hint: Say) -> TextInput<'f> {
        TextInput {
            name,
            label: self.words.say(label),
            hint: Some(self.words.say(hint)),
            value: self.value(name),
            fault: self.faults.of(name),
            small: small(self.words),
            ..TextInput::default()
        }
    }

    fn message(&self) -> Radios<'_> {
        let choice = |value, label| Choice::new(value, self.words.say(label), self.value(MESSAGE) == value);
        Radios {
            name: MESSAGE,
            legend: self.words.say(Say::ContactMessage),
            hint: Some(self.words.say(Say::ContactMessageHint)),
            fault: self.faults.of(MESSAGE),
            choices: vec![
                choice("no", Say::ContactMessageNo),
                choice(MESSAGE_ALLOWED, Say::ContactMessageYes),
            ],
            small: small(self.words),
            ..Radios::default()
        }
    }

    /// Nothing is lost: what was typed stands below.
    fn not_sent(&self) -> Markup {
        let why = match self.sending {
            Sending::NotTried => return html! {},
            Sending::Away => Say::ContactAway,
            Sending::TooMany => Say::ContactMany,
        };
        html! {
            div class="govuk-error-summary" data-faults="" tabindex="-1" {
                div role="alert" {
                    h2 class="govuk-error-summary__title" { (self.words.say(Say::ContactNotSent)) }
                    (paragraph(self.words, why))
                }
            }
        }
    }
}

/// After it was sent.
pub fn sent(words: &Wording) -> Markup {
    html! {
        (heading(words, Say::PassedHeading))
        p class="govuk-body-l" { (words.say(Say::PassedText)) }
        (paragraph(words, Say::PassedSoon))
        (inset(words.say(Say::ContactDanger)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_typed_stands_in_the_form_again_as_text() {
        let typed = Typed(vec![
            (WAY.to_owned(), "</textarea><script>".to_owned()),
            (MESSAGE.to_owned(), MESSAGE_ALLOWED.to_owned()),
            (CODE_WORD.to_owned(), "\"heron\"".to_owned()),
        ]);
        let form = ContactForm {
            words: &Wording::default(),
            typed: &typed,
            faults: &Faults::default(),
            sending: Sending::Away,
        };
        let page = form.render().into_string();
        assert!(page.contains("&lt;/textarea&gt;&lt;script&gt;"), "{page}");
        assert!(
            page.contains("&quot;heron&quot;") && page.contains("role=\"alert\""),
            "{page}"
        );
        assert_eq!(page.matches(" checked").count(), 1);
    }
}
