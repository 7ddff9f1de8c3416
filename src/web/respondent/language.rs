//! The language of the pages before a sitting: chosen by a link on the page itself, which puts it into
//! the address. Nothing of a contact file is asked, so that the first page is the same for everybody.

use std::sync::Arc;

use actix_web::HttpRequest;

use crate::survey::questionnaire::{ENGLISH, Wording};
use crate::web::shop::Shop;

use super::pages::neutral::{LANGUAGE_QUERY, Language, query_of};

/// What such a page is written in, and what else it could be.
pub struct Spoken {
    /// What it says.
    pub words: Arc<Wording>,
    /// Every language on offer, this one among them.
    pub all: Vec<Language>,
}

impl Spoken {
    /// As the address asks; English where it asks for nothing or for what is not offered. Waits for no
    /// database that is away: English alone is then on offer.
    pub async fn of(request: &HttpRequest, shop: &Shop) -> Spoken {
        let audience = shop.stage.audience();
        let Ok(definitions) = shop.definitions().await else {
            return Spoken {
                words: Arc::default(),
                all: vec![],
            };
        };
        let offered = definitions.wordings_for(audience);
        Spoken {
            words: definitions.wording(asked(request.query_string()).unwrap_or(ENGLISH), audience),
            all: offered.map(|wording| language(wording)).collect(),
        }
    }

    /// What is added to an address so that the next page stays in this language.
    pub fn query(&self) -> String {
        query_of(&self.words)
    }
}

fn language(wording: &Wording) -> Language {
    Language {
        language: wording.language().to_owned(),
        name: wording.name().to_owned(),
        html: wording.html().to_owned(),
    }
}

fn asked(query: &str) -> Option<&str> {
    let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    pairs
        .find(|(name, _)| *name == LANGUAGE_QUERY)
        .map(|(_, value)| value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_asks_for_a_language_or_for_nothing() {
        assert_eq!(asked("in=pl"), Some("pl"));
        assert_eq!(asked("a=b&in=ne&in=pl"), Some("ne"));
        assert_eq!(asked("inn=pl"), None);
        assert_eq!(asked(""), None);
    }
}
