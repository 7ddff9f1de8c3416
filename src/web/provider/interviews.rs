//! Where an interviewer begins: what she may know, and the way to the pages of the survey.

use actix_web::{HttpResponse, web};
use maud::{Markup, Render, html};

use crate::operations::chance::system_rng;
use crate::survey::response::Mode;
use crate::web::components::{
    Choice, ErrorSummary, Radios, bullets, button, heading, inset, link_button, subheading,
};
use crate::web::error::Error;
use crate::web::extract::{Faults, Staff, Typed};
use crate::web::pages::{OfficePage, html_page};
use crate::web::respondent::interview::pass_for;
use crate::web::shop::Shop;

/// The name of the field.
const MODE: &str = "mode";

struct InterviewsPage<'a> {
    staff: &'a Staff,
    /// Where the interview that was just asked for begins.
    begins: Option<&'a str>,
    faults: Faults,
}

impl Render for InterviewsPage<'_> {
    fn render(&self) -> Markup {
        let content = html! {
            div.reading {
                (ErrorSummary(&self.faults))
                (heading("Interviews"))
                @match self.begins {
                    Some(address) => (begin(address)),
                    None => {
                        p.lede { "Somebody answers by telephone, or with you in the room, and you type what is said. The answers go into the same sealed box as everybody's." }
                        (self.form())
                    }
                }
                (what_you_may_know())
            }
        };
        OfficePage {
            title: "Interviews",
            signed_in: Some(self.staff.frame()),
            here: "/interviews",
            faulty: !self.faults.is_empty(),
            content,
            ..OfficePage::default()
        }
        .render()
    }
}

impl InterviewsPage<'_> {
    fn form(&self) -> Markup {
        html! {
            form method="post" action="/interviews" novalidate {
                (Radios {
                    name: MODE,
                    legend: "How do you speak with this person?",
                    hint: Some("It stands among the answers and leaves them alone, on a slip with nothing else."),
                    fault: self.faults.of(MODE),
                    choices: vec![
                        Choice::new(Mode::Telephone.as_str(), "On the telephone", false),
                        Choice::new(Mode::FaceToFace.as_str(), "Face to face", false),
                    ],
                    ..Radios::default()
                })
                (button("Go on"))
            }
        }
    }
}

fn begin(address: &str) -> Markup {
    html! {
        p.lede { "The pages open on the survey's own site, which does not know who you are." }
        p.govuk-body { "You need the code of a card, or the letters at the end of the person's own link, read out to you. This way in holds for half an hour and for as many people as you like." }
        p { (link_button(address, "Begin the interview")) }
        p.govuk-body { a.govuk-link href="/interviews" { "Choose again" } }
    }
}

fn what_you_may_know() -> Markup {
    html! {
        (subheading("What you may know, and what nobody will"))
        (bullets([
            "You hear the answers. That is all you may do with them: type what is said, write nothing down, tell nobody.",
            "Tell the person this before you begin, and that they may skip any question, stop, or end the call.",
            "Ask whether they are alone and can speak freely. If not, offer another time.",
            "After Send nobody can see these answers again, you included.",
            "No record joins your account to an interview: neither that you began one, nor which code you typed. Only the time of your last click in the office is kept, as for everybody, for as long as you are signed in.",
            "Use a card that was handed out or kept for interviews. Never look for a person's link in a contact file.",
        ]))
        (inset("If somebody is in danger now, stop and call 999. Answers are read by nobody, so nothing said there brings help."))
    }
}

/// `GET /interviews`
pub async fn page(staff: Staff) -> HttpResponse {
    let page = InterviewsPage {
        staff: &staff,
        begins: None,
        faults: Faults::default(),
    };
    html_page(HttpResponse::Ok(), &page)
}

/// `POST /interviews`: writes nothing down. An audit row here would stand beside a ballot in time.
///
/// # Errors
/// The pass cannot be sealed.
pub async fn begin_one(typed: Typed, staff: Staff, shop: web::Data<Shop>) -> Result<HttpResponse, Error> {
    let mode = typed
        .get(MODE)
        .and_then(Mode::parse)
        .filter(|mode| mode.is_interview());
    let Some(mode) = mode else {
        let page = InterviewsPage {
            staff: &staff,
            begins: None,
            faults: Faults::one(MODE, "Choose how you speak with this person"),
        };
        return Ok(html_page(HttpResponse::UnprocessableEntity(), &page));
    };
    let pass = pass_for(mode, &shop, &mut system_rng())
        .ok_or_else(|| Error::Fault("an interview's pass could not be sealed".to_owned()))?;
    let address = shop
        .settings
        .survey_url
        .join(&format!("/interview/{pass}"))
        .map_err(|_| Error::Fault("an interview's address could not be made".to_owned()))?;
    let page = InterviewsPage {
        staff: &staff,
        begins: Some(address.as_str()),
        faults: Faults::default(),
    };
    Ok(html_page(HttpResponse::Ok(), &page))
}
