//! The form that every page of the sitting is: its content, one clear button, and the quiet ways
//! on that carry along what was typed. Everything posts back to the one address of the sitting.

use maud::{Markup, html};

use crate::survey::questionnaire::{Say, Wording};

/// What a button of a sheet asks for. One list, so that a page and its reader cannot drift apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ask {
    /// Keep this page and go on.
    Continue,
    /// Keep this page and go to the one before.
    Back,
    /// Leave this page's questions unanswered and go on.
    Skip,
    /// Take back every answer of this page.
    Clear,
    /// Keep this page and look for help.
    Hard,
    /// Keep this page and go to the list, to send what is there.
    Stop,
    /// Leave the page as another window has kept it, and go on.
    Other,
    /// Keep this page and stay on it: more time.
    Stay,
    /// Keep this page and look at how to save and come back.
    Pause,
    /// Make a return code.
    Code,
    /// Come back with a return code.
    Return,
    /// Send the answers.
    Send,
    /// Delete the answers and end the sitting.
    Delete,
}

const ALL: [Ask; 13] = [
    Ask::Continue,
    Ask::Back,
    Ask::Skip,
    Ask::Clear,
    Ask::Hard,
    Ask::Stop,
    Ask::Other,
    Ask::Stay,
    Ask::Pause,
    Ask::Code,
    Ask::Return,
    Ask::Send,
    Ask::Delete,
];

impl Ask {
    /// The value in the form.
    pub fn word(self) -> &'static str {
        match self {
            Ask::Continue => "continue",
            Ask::Back => "back",
            Ask::Skip => "skip",
            Ask::Clear => "clear",
            Ask::Hard => "hard",
            Ask::Stop => "stop",
            Ask::Other => "other",
            Ask::Stay => "stay",
            Ask::Pause => "pause",
            Ask::Code => "code",
            Ask::Return => "return",
            Ask::Send => "send",
            Ask::Delete => "delete",
        }
    }

    /// The button that a form names; a form sent without one (by the Enter key of an odd browser)
    /// goes on, as the first button would.
    pub fn of(word: Option<&str>) -> Ask {
        ALL.into_iter()
            .find(|ask| Some(ask.word()) == word)
            .unwrap_or(Ask::Continue)
    }
}

// An underscore stands first in the name of every field of the form itself: no item is named so.

/// The name of the hidden field that says which page a form belongs to.
pub const PAGE_FIELD: &str = "_page";
/// The name of the hidden field that ties a form to its sitting.
pub const NONCE_FIELD: &str = "_nonce";
/// The name of the hidden field that says in which language a form was shown: a late form is answered in it.
pub const LANGUAGE_FIELD: &str = "_language";
/// The name of the hidden field that stands for what was answered when the page was shown.
pub const SEEN_FIELD: &str = "_seen";
/// The name of the hidden field that says what a page has pointed out already.
pub const NOTED_FIELD: &str = "_noted";
/// The name of the hidden field that says which page a late form was of, whose answers are carried along.
pub const LATE_FIELD: &str = "_late";
/// The name of the buttons.
pub const ASK_FIELD: &str = "_ask";
/// The form's own name, for the one button that stands outside it.
pub const FORM: &str = "sheet";
/// The name of the "change" buttons of the list.
pub const CHANGE_FIELD: &str = "_change";

/// A page of the sitting.
pub struct Sheet<'a> {
    /// Which page it is, for the reader of the form.
    pub page: &'a str,
    /// Shows that the form was fetched in this sitting.
    pub nonce: &'a str,
    /// What its buttons say.
    pub words: &'a Wording,
    /// What stands above the buttons.
    pub content: Markup,
    /// The first and largest button. It comes first in the form, so that the Enter key means it.
    pub main: (Ask, Say),
    /// Buttons beside it.
    pub beside: Vec<(Ask, Say)>,
    /// Quiet buttons below.
    pub below: Vec<(Ask, Say)>,
}

impl Sheet<'_> {
    /// The whole form.
    pub fn render(&self) -> Markup {
        html! {
            form id=(FORM) method="post" action="/q" novalidate autocomplete="off" {
                input type="hidden" name=(PAGE_FIELD) value=(self.page);
                input type="hidden" name=(NONCE_FIELD) value=(self.nonce);
                input type="hidden" name=(LANGUAGE_FIELD) value=(self.words.language());
                (self.content)
                div class="govuk-button-group" {
                    (self.button(self.main, "govuk-button"))
                    @for &beside in &self.beside {
                        (self.button(beside, "govuk-button govuk-button--secondary"))
                    }
                }
                @if !self.below.is_empty() {
                    div class="quiet" {
                        @for &below in &self.below { (self.button(below, "quiet__button")) }
                    }
                }
            }
        }
    }

    fn button(&self, (ask, label): (Ask, Say), class: &str) -> Markup {
        html! {
            button type="submit" class=(class) name=(ASK_FIELD) value=(ask.word()) { (self.words.say(label)) }
        }
    }
}

/// The hidden field by which an old page is known again.
pub fn seen(print: &str) -> Markup {
    html! { input type="hidden" name=(SEEN_FIELD) value=(print); }
}

/// Says that another window was faster. It takes the focus as a list of faults does.
pub fn overtaken_notice(words: &Wording, what: Say, content: &Markup) -> Markup {
    html! {
        div class="govuk-inset-text overtaken" role="alert" data-faults="" tabindex="-1" {
            h2 class="govuk-heading-s" { (words.say(what)) }
            (content)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_button_is_read_as_what_it_asks() {
        for ask in ALL {
            assert_eq!(Ask::of(Some(ask.word())), ask);
        }
        assert_eq!(Ask::of(None), Ask::Continue);
        assert_eq!(Ask::of(Some("send'--")), Ask::Continue);
    }

    #[test]
    fn the_enter_key_means_the_main_button() {
        let sheet = Sheet {
            page: "leaving",
            nonce: "n",
            words: &Wording::default(),
            content: html! {},
            main: (Ask::Continue, Say::ButtonContinue),
            beside: vec![(Ask::Back, Say::ButtonBack)],
            below: vec![],
        };
        let form = sheet.render().into_string();
        let first = form.find("<button").unwrap();
        assert!(
            form[first..].starts_with(
                "<button type=\"submit\" class=\"govuk-button\" name=\"_ask\" value=\"continue\""
            )
        );
    }
}
