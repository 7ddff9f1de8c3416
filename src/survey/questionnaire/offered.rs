//! Which wording set somebody gets: of those that may be shown to her, the one that was asked for.

use std::sync::Arc;

use super::definitions::Definitions;
use super::wording::ENGLISH;
use super::wording_set::{Audience, Wording};

/// What stands in the address of a respondent's page before the short name of its language.
pub const LANGUAGE_QUERY: &str = "in";

impl Definitions {
    /// The wording sets that these may choose from, English first.
    pub fn wordings_for(&self, audience: Audience) -> impl Iterator<Item = &Arc<Wording>> {
        self.wordings()
            .iter()
            .filter(move |wording| wording.is_for(audience))
    }

    /// The wording set of a short name, if these may choose it; otherwise English.
    pub fn wording(&self, language: &str, audience: Audience) -> Arc<Wording> {
        let chosen = self.offered(language, audience);
        let english = || {
            self.wordings()
                .iter()
                .find(|wording| wording.language() == ENGLISH)
        };
        chosen.or_else(english).cloned().unwrap_or_default()
    }

    /// The first wording set that these may choose and that a list of language tags asks for: for `pl-PL` that is
    /// `pl` where there is nothing closer (RFC 4647, section 3.4, "Lookup"). None where nothing on the list is offered.
    pub fn wording_of_tags<'t>(
        &self,
        tags: impl IntoIterator<Item = &'t str>,
        audience: Audience,
    ) -> Option<&Arc<Wording>> {
        tags.into_iter().find_map(|tag| {
            let tag = tag.to_ascii_lowercase();
            let mut wanted = std::iter::successors(Some(tag.as_str()), |tag| Some(tag.rsplit_once('-')?.0));
            wanted.find_map(|tag| self.offered(tag, audience))
        })
    }

    fn offered(&self, language: &str, audience: Audience) -> Option<&Arc<Wording>> {
        self.wordings_for(audience)
            .find(|wording| wording.language() == language)
    }
}
