//! In which language a page is said. Before a sitting it is chosen by a link on the page itself, which puts it into the
//! address; until then the browser's own languages count. Nothing of a contact file is asked and nothing of a link, so
//! that a page is the same for everybody who asks alike.

use std::sync::Arc;

use actix_web::HttpRequest;
use actix_web::http::header::{AcceptLanguage, Header};

use crate::survey::questionnaire::{Definitions, ENGLISH, LANGUAGE_QUERY, Wording};
use crate::web::error::Error;
use crate::web::shop::Shop;

use super::cookie;
use super::desk::{ADDRESS, cookie_seal};
use super::pages::neutral::{Language, query_of};

/// Languages of a browser that are looked at: nobody reads more.
const LOOKED_AT: usize = 10;

/// What such a page is written in, and what else it could be.
pub struct Spoken {
    /// What it says.
    pub words: Arc<Wording>,
    /// Every language on offer, this one among them.
    pub all: Vec<Language>,
}

impl Spoken {
    /// As the address asks, or else the browser; English where neither asks for what is offered. Waits for no
    /// database that is away: English alone is then on offer.
    pub async fn of(request: &HttpRequest, shop: &Shop) -> Spoken {
        let Ok(definitions) = shop.definitions().await else {
            return Spoken {
                words: Arc::default(),
                all: vec![],
            };
        };
        let offered = definitions.wordings_for(shop.stage.audience());
        Spoken {
            words: chosen(&definitions, shop, &asked(request)),
            all: offered.map(|wording| language(wording)).collect(),
        }
    }

    /// What is added to an address so that the next page stays in this language.
    pub fn query(&self) -> String {
        query_of(&self.words)
    }
}

/// What a page says that ends or takes the place of one of a sitting: in the language of the form it answers, of the
/// sitting, or of the browser.
pub async fn words_for(request: &HttpRequest, shop: &Shop, of_form: &str) -> Arc<Wording> {
    match shop.definitions().await {
        Ok(definitions) => chosen(&definitions, shop, &known(request, shop, of_form)),
        Err(_) => Arc::default(),
    }
}

/// What the page of a request says that could not be served. A database that is away is not asked again: the
/// questionnaires at hand are used.
pub async fn words_of_problem(request: &HttpRequest, shop: &Shop, fault: Option<&Error>) -> Arc<Wording> {
    match fault {
        Some(Error::Away(_) | Error::Fault(_)) => shop
            .definitions_at_hand()
            .map(|definitions| chosen(&definitions, shop, &known(request, shop, "")))
            .unwrap_or_default(),
        _ => words_for(request, shop, "").await,
    }
}

fn language(wording: &Wording) -> Language {
    Language {
        language: wording.language().to_owned(),
        name: wording.name().to_owned(),
        html: wording.html().to_owned(),
    }
}

fn chosen(definitions: &Definitions, shop: &Shop, tags: &[String]) -> Arc<Wording> {
    let audience = shop.stage.audience();
    match definitions.wording_of_tags(tags.iter().map(String::as_str), audience) {
        Some(wording) => Arc::clone(wording),
        None => definitions.wording(ENGLISH, audience),
    }
}

/// The form's language, then the sitting's where the address is a sitting's, then what [`asked`] finds.
fn known(request: &HttpRequest, shop: &Shop, of_form: &str) -> Vec<String> {
    let of_sitting = match request.path() {
        ADDRESS => cookie::language(request, &cookie_seal(shop)),
        _ => String::new(),
    };
    let mut tags = vec![of_form.to_owned(), of_sitting];
    tags.retain(|tag| !tag.is_empty());
    tags.extend(asked(request));
    tags
}

/// The languages that the request asks for, the most wanted first.
fn asked(request: &HttpRequest) -> Vec<String> {
    let of_browser = AcceptLanguage::parse(request).map(|header| header.ranked());
    let of_browser = of_browser.into_iter().flatten().filter_map(|one| one.into_item());
    in_address(request.query_string())
        .map(str::to_owned)
        .into_iter()
        .chain(of_browser.take(LOOKED_AT).map(|tag| tag.to_string()))
        .collect()
}

fn in_address(query: &str) -> Option<&str> {
    let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    pairs
        .find(|(name, _)| *name == LANGUAGE_QUERY)
        .map(|(_, value)| value)
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn the_address_asks_for_a_language_or_for_nothing() {
        assert_eq!(in_address("in=pl"), Some("pl"));
        assert_eq!(in_address("a=b&in=ne&in=pl"), Some("ne"));
        assert_eq!(in_address("inn=pl"), None);
        assert_eq!(in_address(""), None);
    }

    #[test]
    fn the_address_comes_before_the_browser_and_the_browser_has_an_order() {
        let request =
            TestRequest::with_uri("/?in=ne").insert_header(("Accept-Language", "en;q=0.5, pl-PL, *;q=0.1"));
        assert_eq!(asked(&request.to_http_request()), ["ne", "pl-PL", "en"]);
    }

    #[test]
    fn a_header_that_is_none_asks_for_nothing() {
        for odd in ["", ";;;", "q=", "x y z"] {
            let request = TestRequest::default().insert_header(("Accept-Language", odd));
            assert!(asked(&request.to_http_request()).is_empty(), "{odd}");
        }
    }
}
