//! What surrounds every page. The office says who it is; the survey host says nothing.

use maud::{DOCTYPE, Markup, Render, html};

use crate::survey::questionnaire::{Say, Wording};
use crate::web::assets::path_of;
use crate::web::components::back_link;
use crate::web::host::Host;

/// A page of the office host.
#[derive(Clone, Debug, Default)]
pub struct OfficePage<'a> {
    /// The title; the name of the service is added.
    pub title: &'a str,
    /// Who is signed in, with the places of that role's menu: address and words.
    pub signed_in: Option<SignedIn<'a>>,
    /// The place of the menu this page belongs to, by address.
    pub here: &'a str,
    /// The way back: address and words.
    pub back: Option<(&'a str, &'a str)>,
    /// Whether a form on this page has faults: the title says so first.
    pub faulty: bool,
    /// Everything else.
    pub content: Markup,
}

/// What the frame shows of the person who is signed in.
#[derive(Clone, Copy, Debug)]
pub struct SignedIn<'a> {
    /// The name they sign in with.
    pub username: &'a str,
    /// Their role, in words.
    pub role: &'a str,
    /// Where they may go: address and words.
    pub menu: &'a [(&'static str, &'static str)],
}

impl Render for OfficePage<'_> {
    fn render(&self) -> Markup {
        let title = format!(
            "{}{} – Heard",
            if self.faulty { "Error: " } else { "" },
            self.title
        );
        let body = html! {
            (skip_link(Tongue::default().skip))
            (self.masthead())
            (self.menu())
            div.page-body { div.govuk-width-container {
                @if let Some((href, text)) = self.back { (back_link(href, text)) }
                main.govuk-main-wrapper #main-content { (self.content) }
            } }
            footer.foot { div.govuk-width-container {
                ul {
                    li { a.govuk-link href="/published" { "Published reports" } }
                    li { a.govuk-link href="/anonymity" { "How answers stay anonymous" } }
                }
                p { "Heard is an independent survey of how victims of crime were served." }
            } }
        };
        document(Host::Office, Tongue::default(), &title, &body)
    }
}

impl OfficePage<'_> {
    fn masthead(&self) -> Markup {
        html! {
            header.masthead { div.govuk-width-container { div.masthead__row {
                a.masthead__name href="/" { "Heard" }
                @match self.signed_in {
                    Some(person) => div.masthead__who {
                        span { a href="/account" { (person.username) } ", " (person.role) }
                        form method="post" action="/sign-out" {
                            button.masthead__out type="submit" { "Sign out" }
                        }
                    },
                    None => div.masthead__who { a href="/sign-in" { "Sign in" } },
                }
            } } }
        }
    }

    fn menu(&self) -> Markup {
        html! {
            @if let Some(person) = self.signed_in {
                nav.menu aria-label="Menu" { div.govuk-width-container { ul {
                    @for (href, text) in person.menu {
                        li { a href=(href) aria-current=[(*href == self.here).then_some("page")] { (text) } }
                    }
                } } }
            }
        }
    }
}

/// A page of the survey host: no name, no colour of an office, one column.
#[derive(Clone, Debug, Default)]
pub struct SurveyPage<'a> {
    /// The title: neutral, since it stands in the browser's history.
    pub title: &'a str,
    /// The language of the page and what its frame says.
    pub tongue: Tongue<'a>,
    /// Whether the way out stands on top: on every page of a sitting.
    pub leave: bool,
    /// The neutral site, which the script asks for itself where our own way there is slow; empty where the
    /// page does not know it.
    pub exit: &'a str,
    /// For how many seconds the page waits, where it says so shortly before it closes.
    pub waits_seconds: Option<i64>,
    /// Whether a form on this page has faults: the title says so first.
    pub faulty: bool,
    /// Everything else.
    pub content: Markup,
}

/// A language as the frame of a page needs it.
#[derive(Clone, Copy, Debug)]
pub struct Tongue<'a> {
    /// The `lang` attribute.
    pub language: &'a str,
    /// The `dir` attribute.
    pub direction: &'a str,
    /// What the way out says.
    pub leave: &'a str,
    /// What the way to the content says.
    pub skip: &'a str,
    /// What a title says first where a form has faults.
    pub error: &'a str,
    /// What a screen reader says when Shift was pressed: two more times, once more, leaving.
    pub shifts: [&'a str; 3],
    /// What a covered page says, and its one button.
    pub cover: [&'a str; 2],
    /// What a page says before it closes, and the button that gives more time.
    pub closes: [&'a str; 2],
}

impl<'a> Tongue<'a> {
    /// The frame's words of a wording set.
    pub fn of(words: &'a Wording) -> Tongue<'a> {
        Tongue {
            language: words.html(),
            direction: words.direction().as_str(),
            leave: words.say(Say::FrameLeave),
            skip: words.say(Say::FrameSkip),
            error: words.say(Say::FrameError),
            shifts: [Say::FrameShiftTwo, Say::FrameShiftOne, Say::FrameLeaving].map(|say| words.say(say)),
            cover: [Say::FrameCovered, Say::FrameUncover].map(|say| words.say(say)),
            closes: [Say::FrameCloses, Say::ButtonStay].map(|say| words.say(say)),
        }
    }
}

impl Default for Tongue<'_> {
    /// English, for pages that know nothing of who reads them.
    fn default() -> Self {
        Tongue {
            language: "en",
            direction: "ltr",
            leave: "Leave this page",
            skip: "Skip to main content",
            error: "Error:",
            shifts: [
                "Shift. Press it two more times to leave.",
                "Shift. Press it once more to leave.",
                "Leaving.",
            ],
            cover: [
                "This page was not used for a while, so it is covered.",
                "Show the page again",
            ],
            closes: [
                "This page closes in about five minutes if you do nothing.",
                "I need more time",
            ],
        }
    }
}

impl Render for SurveyPage<'_> {
    fn render(&self) -> Markup {
        let tongue = self.tongue;
        let title = match self.faulty {
            true => format!("{} {}", tongue.error, self.title),
            false => self.title.to_owned(),
        };
        let body = html! {
            // The way out comes first for the keyboard too, before the way to the content.
            @if self.leave {
                nav.leave aria-label=(tongue.leave) { div.govuk-width-container {
                    a."govuk-button leave__link" href="/exit" rel="nofollow noreferrer" data-leave=(self.exit) { (tongue.leave) }
                } }
            }
            (skip_link(tongue.skip))
            div.page-body { div.govuk-width-container {
                main.govuk-main-wrapper #main-content { (self.content) }
            } }
            @if self.leave { (self.aids()) }
        };
        document(Host::Survey, tongue, &title, &body)
    }
}

impl SurveyPage<'_> {
    /// What only the script shows: nothing of it is seen without one.
    fn aids(&self) -> Markup {
        let Tongue {
            shifts,
            cover,
            closes,
            ..
        } = self.tongue;
        html! {
            p.govuk-visually-hidden role="status" data-said="" data-two=(shifts[0]) data-one=(shifts[1])
                data-leaving=(shifts[2]) {}
            @if let Some(seconds) = self.waits_seconds {
                div.closes role="alert" data-waits=(seconds) hidden { div.govuk-width-container {
                    p.govuk-body { (closes[0]) }
                    button.govuk-button type="submit" form="sheet" name="_ask" value="stay" { (closes[1]) }
                } }
            }
            div.cover data-cover="" hidden {
                p.govuk-body { (cover[0]) }
                button.govuk-button type="button" { (cover[1]) }
            }
        }
    }
}

fn skip_link(text: &str) -> Markup {
    html! { a.govuk-skip-link href="#main-content" { (text) } }
}

/// The whole document. No inline script or style: the policy of `headers` would refuse it.
fn document(host: Host, tongue: Tongue<'_>, title: &str, body: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html.govuk-template lang=(tongue.language) dir=(tongue.direction) {
            head {
                meta charset="utf-8";
                title { (title) }
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="referrer" content="no-referrer";
                meta name="robots" content="noindex, nofollow";
                meta name="format-detection" content="telephone=no";
                link rel="icon" href=(path_of(host, "svg")) type="image/svg+xml";
                link rel="stylesheet" href=(path_of(host, "css"));
                script src=(path_of(host, "js")) defer {}
            }
            body.govuk-template__body {
                (body)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_of_the_survey_host_names_neither_the_service_nor_its_subject() {
        let page = SurveyPage {
            title: "Questions",
            leave: true,
            ..SurveyPage::default()
        }
        .render()
        .into_string()
        .to_lowercase();
        for word in ["heard", "victim", "crime", "police", "survey of", "http"] {
            assert!(!page.contains(word), "{word} in {page}");
        }
    }

    #[test]
    fn a_faulty_page_says_so_in_its_title() {
        let page = OfficePage {
            title: "Sign in",
            faulty: true,
            ..OfficePage::default()
        };
        assert!(
            page.render()
                .into_string()
                .contains("<title>Error: Sign in – Heard</title>")
        );
    }
}
