//! `/contact-me`: a form of its own that asks the team to get in touch. It knows of no sitting: no handler here
//! reads the cookie but to end the one that is left after Send, so that the form is sent without it.

use actix_web::http::StatusCode;
use actix_web::http::header::LOCATION;
use actix_web::{HttpRequest, HttpResponse, web};

use crate::operations::ask_for_contact::{Message, Request, SupportDesk, ask_for_contact};
use crate::operations::chance::system_rng;
use crate::survey::questionnaire::{Say, Wording};
use crate::web::error::Error;
use crate::web::shop::Shop;
use crate::web::typed::{Faults, Typed};

use super::cookie;
use super::desk::Leaf;
use super::exit::{Call, call};
use super::language::Spoken;
use super::pages::contact::{self, ContactForm, Sending};
use super::show::Visitor;

/// Letters that one field may hold.
const LONGEST: usize = 500;

/// `GET /contact-me`
///
/// # Errors
/// Nobody is there to contact anybody.
pub async fn page(request: HttpRequest, shop: web::Data<Shop>) -> Result<HttpResponse, Error> {
    desk(&shop)?;
    let spoken = Spoken::of(&request, &shop).await;
    let (typed, faults) = (Typed::default(), Faults::default());
    let leaf = leaf(&spoken, &typed, &faults, Sending::NotTried);
    let mut response = leaf.answer(StatusCode::OK, &shop);
    // A page of another site that calls this address ends nothing.
    if call(request.headers()) == Call::Leaving && matches!(Visitor::of(&request, &shop), Visitor::Sent) {
        response.add_cookie(&cookie::ended()).ok();
    }
    Ok(response)
}

/// `POST /contact-me`
///
/// # Errors
/// Nobody is there to contact anybody.
pub async fn act(request: HttpRequest, typed: Typed, shop: web::Data<Shop>) -> Result<HttpResponse, Error> {
    let desk = desk(&shop)?;
    let spoken = Spoken::of(&request, &shop).await;
    let faults = faults_of(&typed, &spoken.words);
    let (status, sending) = if !faults.is_empty() {
        (StatusCode::UNPROCESSABLE_ENTITY, Sending::NotTried)
    } else if !shop.requests.take(shop.clock.machine_now()) {
        (StatusCode::TOO_MANY_REQUESTS, Sending::TooMany)
    } else {
        match ask_for_contact(desk, &asked(&typed), shop.clock.now(), &mut system_rng()).await {
            Ok(()) => {
                let place = format!("/contact-me/sent{}", spoken.query());
                return Ok(HttpResponse::SeeOther().insert_header((LOCATION, place)).finish());
            }
            Err(error) => {
                tracing::error!("A request to be contacted did not leave: {error}.");
                (StatusCode::SERVICE_UNAVAILABLE, Sending::Away)
            }
        }
    };
    let leaf = leaf(&spoken, &typed, &faults, sending);
    Ok(leaf.answer(status, &shop))
}

/// `GET /contact-me/sent`
///
/// # Errors
/// Nobody is there to contact anybody.
pub async fn sent(request: HttpRequest, shop: web::Data<Shop>) -> Result<HttpResponse, Error> {
    desk(&shop)?;
    let words = Spoken::of(&request, &shop).await.words;
    let title = words.say(Say::FrameNeutralTitle);
    let leaf = Leaf::new(&words, title, contact::sent(&words));
    Ok(leaf.answer(StatusCode::OK, &shop))
}

fn desk(shop: &Shop) -> Result<&SupportDesk, Error> {
    shop.support.as_ref().ok_or(Error::Unknown)
}

fn leaf(spoken: &Spoken, typed: &Typed, faults: &Faults, sending: Sending) -> Leaf {
    let words = &spoken.words;
    let form = ContactForm {
        words,
        typed,
        faults,
        sending,
    };
    Leaf::new(words, words.say(Say::FrameNeutralTitle), form.render()).with(faults)
}

fn faults_of(typed: &Typed, words: &Wording) -> Faults {
    let mut faults = Faults::default();
    let value = |name| typed.get(name).unwrap_or_default().trim();
    if value(contact::WAY).is_empty() {
        faults.add(contact::WAY, words.say(Say::ContactFaultWay));
    }
    for name in [contact::WAY, contact::TIME, contact::CODE_WORD, contact::NAME] {
        let letters = value(name).chars().count();
        if letters > LONGEST {
            let (most, now) = (LONGEST.to_string(), letters.to_string());
            let sentence = words.fill(Say::FaultTooLong, &[("most", &most), ("now", &now)]);
            faults.add(name, &sentence);
        }
    }
    faults
}

fn asked(typed: &Typed) -> Request {
    let value = |name| typed.get(name).unwrap_or_default().trim().to_owned();
    Request {
        name: value(contact::NAME),
        way: value(contact::WAY),
        time: value(contact::TIME),
        message: match typed.get(contact::MESSAGE) {
            Some(contact::MESSAGE_ALLOWED) => Message::Allowed,
            _ => Message::Never,
        },
        code_word: value(contact::CODE_WORD),
    }
}
