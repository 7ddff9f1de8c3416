//! One request of a sitting at work: the sitting, its draft, and the ways it can answer. Every answer
//! renews the cookie, so that the sitting counts as used.

use std::sync::Arc;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::LOCATION;
use chrono::{DateTime, Utc};
use maud::{Markup, Render};
use zeroize::Zeroizing;

use crate::ballot::{DraftKey, LinkSecret};
use crate::operations::chance::system_rng;
use crate::operations::{BeginDraftError, DraftOf, SavePageError, begin_draft, find_draft, save_page};
use crate::store;
use crate::survey::questionnaire::{Definitions, ENGLISH, Questionnaire, Wording, path};
use crate::web::error::Error;
use crate::web::pages::SurveyPage;
use crate::web::shop::Shop;
use crate::web::typed::Faults;

use super::cookie;
use super::draft::Draft;
use super::journey::Place;
use super::lapse;
use super::pages::words::tongue;
use super::sitting::{CookieSeal, DraftHandle, Pass, Sitting};

/// The one address of every page of a sitting.
pub const ADDRESS: &str = "/q";

/// A page's title and content, before it is framed.
pub struct Leaf {
    /// Neutral: it stands in the browser's history.
    pub title: String,
    /// The language it is in.
    pub words: Arc<Wording>,
    /// Whether a form on it has faults.
    pub faulty: bool,
    /// Everything under the way out.
    pub content: Markup,
}

impl Leaf {
    /// A page without faults.
    pub fn new(words: &Arc<Wording>, title: &str, content: Markup) -> Leaf {
        Leaf {
            title: title.to_owned(),
            words: Arc::clone(words),
            faulty: false,
            content,
        }
    }

    /// The page with these faults on it.
    #[must_use]
    pub fn with(mut self, faults: &Faults) -> Leaf {
        self.faulty = !faults.is_empty();
        self
    }

    /// The page as an answer.
    pub fn answer(self, status: StatusCode) -> HttpResponse {
        let page = SurveyPage {
            title: &self.title,
            tongue: tongue(&self.words),
            leave: true,
            faulty: self.faulty,
            content: self.content,
        };
        HttpResponse::build(status)
            .content_type("text/html; charset=utf-8")
            .body(page.render().into_string())
    }
}

/// A sitting under way.
pub struct Desk<'a> {
    /// The service.
    pub shop: &'a Shop,
    /// The questionnaires in force.
    pub definitions: Arc<Definitions>,
    /// What its pages say.
    pub words: Arc<Wording>,
    /// The sitting.
    pub sitting: Sitting,
    /// The time of fieldwork.
    pub now: DateTime<Utc>,
}

impl<'a> Desk<'a> {
    /// A desk for this request.
    ///
    /// # Errors
    /// The questionnaires in force cannot be read.
    pub async fn new(shop: &'a Shop, sitting: Sitting) -> Result<Desk<'a>, Error> {
        let definitions = shop.definitions().await?;
        Ok(Desk {
            shop,
            words: definitions.wording(&sitting.language, shop.stage.audience()),
            definitions,
            sitting,
            now: shop.clock.now(),
        })
    }

    /// In which words the questions of a module are asked: hers, or English where she would find only
    /// part of them in her language.
    pub fn words_of_module(&self, module: &str) -> Arc<Wording> {
        match self.words.covers(module) {
            true => Arc::clone(&self.words),
            false => self.definitions.wording(ENGLISH, self.shop.stage.audience()),
        }
    }

    /// The questionnaire of a draft.
    pub fn questionnaire(&self, draft: &Draft) -> &Questionnaire {
        draft.questionnaire(&self.definitions)
    }

    /// The blocks on the path of a draft, by id.
    pub fn blocks(&self, draft: &Draft) -> Vec<String> {
        path(self.questionnaire(draft), &draft.answers)
            .iter()
            .map(|step| step.block.id.clone())
            .collect()
    }

    /// The draft; None where none was begun or it is no longer there.
    pub async fn draft(&self) -> Result<Option<Draft>, Error> {
        let Some(handle) = &self.sitting.draft else {
            return Ok(None);
        };
        let mut conn = self.shop.connection().await?;
        let key = DraftKey::from_bytes(handle.key);
        let body = find_draft(&mut conn, handle.id, &key, self.shop.clock.today()).await?;
        let draft = body.and_then(|body| serde_json::from_slice::<Draft>(&body).ok());
        Ok(draft.map(|draft| draft.under(&self.definitions)))
    }

    /// Keeps a draft: the first one is begun, later ones replace it. One that is gone (the database lost
    /// it) is begun again with the same content.
    pub async fn keep(&mut self, draft: &Draft) -> Result<(), NotKept> {
        let content = serde_json::to_vec(draft)
            .map(Zeroizing::new)
            .map_err(|_| NotKept::fault("a draft could not be written"))?;
        match &self.sitting.draft {
            None => self.begin(&content).await,
            Some(handle) => match self.replace(handle, &content).await {
                Err(SavePageError::Gone) => self.begin(&content).await,
                outcome => Ok(outcome?),
            },
        }
    }

    async fn replace(&self, handle: &DraftHandle, content: &[u8]) -> Result<(), SavePageError> {
        let mut conn = store::get(&self.shop.pool).await?;
        let of = DraftOf {
            link: &self.link(),
            id: handle.id,
            key: &DraftKey::from_bytes(handle.key),
        };
        save_page(&mut conn, of, content, self.shop.clock.today(), &mut system_rng()).await
    }

    async fn begin(&mut self, content: &[u8]) -> Result<(), NotKept> {
        let conn = self.shop.connection().await?;
        let today = self.shop.clock.today();
        let pepper = &self.shop.keys.pepper;
        let begun = begin_draft(conn, pepper, self.link(), content, today, &mut system_rng()).await?;
        self.sitting.draft = Some(DraftHandle {
            id: begun.id,
            key: *begun.key.expose(),
        });
        Ok(())
    }

    /// The link secret of the sitting.
    pub fn link(&self) -> LinkSecret {
        LinkSecret::from_bytes(self.sitting.link)
    }

    /// Sends the browser on to a page of the sitting.
    pub fn go(mut self, place: Place) -> Result<HttpResponse, Error> {
        self.sitting.place = place;
        self.with_cookie(
            HttpResponse::SeeOther()
                .insert_header((LOCATION, ADDRESS))
                .finish(),
        )
    }

    /// Shows a page of the sitting.
    pub fn show(self, status: StatusCode, leaf: Leaf) -> Result<HttpResponse, Error> {
        self.with_cookie(leaf.answer(status))
    }

    fn with_cookie(mut self, mut response: HttpResponse) -> Result<HttpResponse, Error> {
        self.sitting.last_seen = self.now;
        set_cookie(&mut response, &Pass::Answering(self.sitting), self.shop)?;
        Ok(response)
    }
}

/// Why a draft was not kept, as far as the respondent is told.
#[derive(Debug)]
pub enum NotKept {
    /// Fieldwork has ended in the middle of the sitting.
    Closed,
    /// The link was begun too often.
    TooMany,
    /// What every page may meet.
    Error(Error),
}

impl NotKept {
    fn fault(sentence: &str) -> NotKept {
        NotKept::Error(Error::Fault(sentence.to_owned()))
    }

    /// The answer that says so.
    pub fn answer(self, words: &Arc<Wording>) -> Result<HttpResponse, Error> {
        match self {
            NotKept::Closed => Ok(lapse::closed(words)),
            NotKept::TooMany => Ok(lapse::too_many(words)),
            NotKept::Error(error) => Err(error),
        }
    }
}

impl From<Error> for NotKept {
    fn from(error: Error) -> Self {
        NotKept::Error(error)
    }
}

impl From<SavePageError> for NotKept {
    fn from(error: SavePageError) -> Self {
        match error {
            SavePageError::FieldworkClosed => NotKept::Closed,
            SavePageError::UnknownLink => NotKept::Error(Error::Unknown),
            SavePageError::Store(error) => NotKept::Error(error.into()),
            SavePageError::Gone | SavePageError::Seal(_) => NotKept::fault(&error.to_string()),
        }
    }
}

impl From<BeginDraftError> for NotKept {
    fn from(error: BeginDraftError) -> Self {
        match error {
            BeginDraftError::FieldworkClosed => NotKept::Closed,
            BeginDraftError::TooManyDrafts => NotKept::TooMany,
            BeginDraftError::UnknownLink => NotKept::Error(Error::Unknown),
            BeginDraftError::Store(error) => NotKept::Error(error.into()),
            BeginDraftError::Seal(_) => NotKept::fault(&error.to_string()),
        }
    }
}

/// Gives an answer the cookie that carries `pass`.
pub fn set_cookie(response: &mut HttpResponse, pass: &Pass, shop: &Shop) -> Result<(), Error> {
    cookie::carrying(pass, &cookie_seal(shop), &mut system_rng())
        .and_then(|cookie| response.add_cookie(&cookie).ok())
        .ok_or_else(|| Error::Fault("a sitting's cookie could not be sealed".to_owned()))
}

/// What seals the sitting's cookie and the start page's nonce.
pub fn cookie_seal(shop: &Shop) -> CookieSeal {
    CookieSeal::new(shop.keys.cookie.expose())
}
