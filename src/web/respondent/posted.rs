//! What a form of the sitting asks for. Reading it never fails: a page can then always be shown again
//! with what was typed.

use crate::survey::questionnaire::Noticed;
use crate::web::typed::Typed;

use super::pages::sheet::{
    ASK_FIELD, Ask, CHANGE_FIELD, LANGUAGE_FIELD, LATE_FIELD, NONCE_FIELD, NOTED_FIELD, PAGE_FIELD,
    SEEN_FIELD,
};

/// A posted form of the sitting.
pub struct Posted {
    pairs: Vec<(String, String)>,
}

impl From<Typed> for Posted {
    /// Browsers send line breaks as CR LF; a text is kept with LF, so that its length is what she sees.
    fn from(typed: Typed) -> Self {
        let tidy = |(name, value): (String, String)| (name, value.replace("\r\n", "\n"));
        Posted {
            pairs: typed.0.into_iter().map(tidy).collect(),
        }
    }
}

impl Posted {
    /// Every field, in the order they came.
    pub fn pairs(&self) -> &[(String, String)] {
        &self.pairs
    }

    /// The fields that answer questions: not those of the form itself, which begin with an underscore.
    pub fn answers(&self) -> impl Iterator<Item = &(String, String)> {
        self.pairs.iter().filter(|(name, _)| !name.starts_with('_'))
    }

    /// The first field of this name.
    pub fn field(&self, name: &str) -> Option<&str> {
        self.pairs
            .iter()
            .find(|(field, _)| field == name)
            .map(|(_, value)| value.as_str())
    }

    /// Which page the form belongs to.
    pub fn page(&self) -> &str {
        self.field(PAGE_FIELD).unwrap_or_default()
    }

    /// Which sitting the form belongs to.
    pub fn nonce(&self) -> &str {
        self.field(NONCE_FIELD).unwrap_or_default()
    }

    /// In which language the form was shown.
    pub fn language(&self) -> &str {
        self.field(LANGUAGE_FIELD).unwrap_or_default()
    }

    /// What was answered on the page when it was shown; None for a page that does not say.
    pub fn seen(&self) -> Option<&str> {
        self.field(SEEN_FIELD)
    }

    /// What another page must carry along so that nothing of this one is lost.
    pub fn carried(&self) -> Vec<(String, String)> {
        self.pairs
            .iter()
            .filter(|(name, _)| !name.starts_with('_') || name == SEEN_FIELD || name == LATE_FIELD)
            .cloned()
            .collect()
    }

    /// The page of the late form whose answers this one carries.
    pub fn late(&self) -> Option<&str> {
        self.field(LATE_FIELD)
    }

    /// Whether the page has pointed this out already.
    pub fn was_told(&self, what: Noticed) -> bool {
        let told = self.field(NOTED_FIELD).unwrap_or_default();
        told.split(' ').any(|key| key == what.say().key())
    }

    /// Which button was pressed.
    pub fn ask(&self) -> Ask {
        Ask::of(self.field(ASK_FIELD))
    }

    /// Which "change" button of the list was pressed.
    pub fn change(&self) -> Option<&str> {
        self.field(CHANGE_FIELD)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn posted(pairs: &[(&str, &str)]) -> Posted {
        let pairs = pairs
            .iter()
            .map(|&(name, value)| (name.to_owned(), value.to_owned()));
        Posted::from(Typed(pairs.collect()))
    }

    #[test]
    fn a_form_without_anything_is_read_as_going_on_from_nowhere() {
        let empty = posted(&[]);
        assert_eq!(
            (empty.page(), empty.nonce(), empty.ask()),
            ("", "", Ask::Continue)
        );
    }

    #[test]
    fn a_line_break_counts_as_one_letter() {
        assert_eq!(posted(&[("t", "a\r\nb")]).field("t"), Some("a\nb"));
    }
}
