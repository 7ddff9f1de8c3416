//! In which words letters are written: those of the questionnaires in force, in the contact's language where it is
//! offered to these readers, and in English otherwise.

use std::sync::{Arc, Mutex, PoisonError};

use diesel_async::AsyncPgConnection;

use crate::operations::load_questionnaires::{DefinitionsError, definitions_of};
use crate::store::questionnaires;
use crate::survey::questionnaire::{Audience, Definitions, ENGLISH, Wording};

/// The words of letters. The definitions are read once a version and kept.
pub struct Spoken {
    audience: Audience,
    kept: Mutex<Option<Arc<Definitions>>>,
}

impl Spoken {
    /// Words for these readers.
    pub fn to(audience: Audience) -> Spoken {
        Spoken {
            audience,
            kept: Mutex::default(),
        }
    }

    /// The definitions in force.
    ///
    /// # Errors
    /// None were ever loaded, or the database is away.
    pub(super) async fn definitions(
        &self,
        conn: &mut AsyncPgConnection,
    ) -> Result<Arc<Definitions>, DefinitionsError> {
        let live = questionnaires::find_live(conn)
            .await?
            .ok_or(DefinitionsError::NoneLoaded)?;
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(kept) = kept.filter(|kept| kept.hash() == live) {
            return Ok(kept);
        }
        let read = Arc::new(definitions_of(conn, &live).await?);
        *self.kept.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&read));
        Ok(read)
    }

    /// The words for a contact of this language.
    pub(super) fn words(&self, definitions: &Definitions, language: &str) -> Arc<Wording> {
        match definitions.wording_of_tags([language], self.audience) {
            Some(words) => Arc::clone(words),
            None => definitions.wording(ENGLISH, self.audience),
        }
    }
}
