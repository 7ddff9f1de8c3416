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
use crate::operations::{
    BeginDraftError, Begun, DraftOf, SavePageError, Written, begin_draft, find_draft, save_page,
};
use crate::survey::questionnaire::{Definitions, ENGLISH, Questionnaire, Wording};
use crate::web::error::Error;
use crate::web::pages::{SurveyPage, Tongue};
use crate::web::shop::Shop;
use crate::web::typed::Faults;

use super::cookie;
use super::draft::Draft;
use super::journey::Place;
use super::lapse;
use super::sitting::{CookieSeal, Device, DraftHandle, Pass, Sitting};

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
    /// For how many seconds it waits, where it says so before it closes.
    pub waits_seconds: Option<i64>,
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
            waits_seconds: None,
            content,
        }
    }

    /// The page with these faults on it.
    #[must_use]
    pub fn with(mut self, faults: &Faults) -> Leaf {
        self.faulty = !faults.is_empty();
        self
    }

    /// The page as an answer, with its way out known to the script too.
    pub fn answer(self, status: StatusCode, shop: &Shop) -> HttpResponse {
        let page = SurveyPage {
            title: &self.title,
            tongue: Tongue::of(&self.words),
            leave: true,
            exit: shop.settings.exit_url.as_str(),
            waits_seconds: self.waits_seconds,
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
        draft.blocks(&self.definitions)
    }

    /// The draft; None where none was begun or it is no longer there.
    pub async fn draft(&self) -> Result<Option<Draft>, Error> {
        let Some(handle) = &self.sitting.draft else {
            return Ok(None);
        };
        let mut conn = self.shop.connection().await?;
        let key = DraftKey::from_bytes(handle.key);
        let today = self.shop.clock.today();
        let body = find_draft(&mut conn, &self.shop.drafts, handle.id, &key, today).await?;
        Ok(body.and_then(|body| read(&body, &self.definitions)))
    }

    /// Changes the draft and keeps it, unless `write` leaves it. `write` may be asked more than once: where
    /// another window was faster it is given what that one wrote. None where there is no draft any more.
    pub async fn change<T>(
        &self,
        mut write: impl FnMut(&mut Draft) -> Change<T>,
    ) -> Result<Option<T>, NotKept> {
        let Some(handle) = &self.sitting.draft else {
            return Ok(None);
        };
        let mut conn = self.shop.connection().await?;
        let (link, key) = (self.link(), DraftKey::from_bytes(handle.key));
        let of = DraftOf {
            link: &link,
            id: handle.id,
            key: &key,
        };
        let (at_hand, today) = (&self.shop.drafts, self.shop.clock.today());
        let mut rng = system_rng();
        let written = save_page(&mut conn, at_hand, of, today, &mut rng, |content| {
            let Some(mut draft) = read(content, &self.definitions) else {
                return Written::Leave(None);
            };
            match (write(&mut draft), content_of(&draft)) {
                (Change::Keep(told), Some(content)) => Written::Keep(content, Some(told)),
                (Change::Leave(told), _) => Written::Leave(Some(told)),
                (Change::Keep(_), None) => Written::Leave(None),
            }
        });
        match written.await {
            Err(SavePageError::Gone) => Ok(None),
            outcome => Ok(outcome?),
        }
    }

    /// Begins a draft with its first content.
    pub async fn begin(&mut self, draft: &Draft) -> Result<(), NotKept> {
        let content = content_of(draft).ok_or_else(|| NotKept::fault("a draft could not be written"))?;
        let conn = self.shop.connection().await?;
        let today = self.shop.clock.today();
        let pepper = &self.shop.keys.pepper;
        let begun = begin_draft(conn, pepper, self.link(), &content, today, &mut system_rng()).await?;
        self.hold(&begun);
        Ok(())
    }

    /// From now on the sitting writes to this draft.
    pub fn hold(&mut self, begun: &Begun) {
        self.sitting.draft = Some(DraftHandle {
            id: begun.id,
            key: *begun.key.expose(),
        });
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
    pub fn show(self, status: StatusCode, mut leaf: Leaf) -> Result<HttpResponse, Error> {
        // Only a short wait is worth a word; the long one is a day's work away.
        leaf.waits_seconds = match self.sitting.device {
            Device::Shared => Some(Device::Shared.idle_limit().num_seconds()),
            Device::Own => None,
        };
        let answer = leaf.answer(status, self.shop);
        self.with_cookie(answer)
    }

    fn with_cookie(mut self, mut response: HttpResponse) -> Result<HttpResponse, Error> {
        self.sitting.last_seen = self.now;
        set_cookie(&mut response, &Pass::Answering(self.sitting), self.shop)?;
        Ok(response)
    }
}

/// What becomes of a draft that was changed.
pub enum Change<T> {
    /// It is kept as it is now.
    Keep(T),
    /// It stays as it was.
    Leave(T),
}

fn read(content: &[u8], definitions: &Definitions) -> Option<Draft> {
    let draft = serde_json::from_slice::<Draft>(content).ok()?;
    Some(draft.under(definitions))
}

fn content_of(draft: &Draft) -> Option<Zeroizing<Vec<u8>>> {
    serde_json::to_vec(draft).ok().map(Zeroizing::new)
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
    pub fn answer(self, desk: &Desk<'_>) -> Result<HttpResponse, Error> {
        match self {
            NotKept::Closed => Ok(lapse::closed(&desk.words, desk.shop)),
            NotKept::TooMany => Ok(lapse::too_many(&desk.words, desk.shop)),
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
