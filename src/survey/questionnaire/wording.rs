//! Texts in one or more languages, with the names of services put in.

use std::collections::BTreeMap;

/// The language every text has.
pub const ENGLISH: &str = "en";

/// One text in one or more languages; always in English. Services are named already.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    english: String,
    others: BTreeMap<String, String>,
}

impl Text {
    /// A text in English only.
    pub fn english_only(text: impl Into<String>) -> Text {
        Text {
            english: text.into(),
            others: BTreeMap::new(),
        }
    }

    /// A text by language; `None` where English is missing.
    pub(super) fn by_language(mut texts: BTreeMap<String, String>) -> Option<Text> {
        let english = texts.remove(ENGLISH)?;
        Some(Text {
            english,
            others: texts,
        })
    }

    /// The text in a language (short name, e.g. `pl`), in English where it has none.
    pub fn in_language(&self, language: &str) -> &str {
        self.others.get(language).unwrap_or(&self.english)
    }

    /// Whether the text is written in this language itself.
    pub fn speaks(&self, language: &str) -> bool {
        language == ENGLISH || self.others.contains_key(language)
    }

    /// Adds the text in one more language; what a definition file says beside its English stands.
    pub(super) fn put(&mut self, language: &str, words: String) {
        self.others.entry(language.to_owned()).or_insert(words);
    }

    /// The English text.
    pub fn english(&self) -> &str {
        &self.english
    }

    /// Every language this text is written in.
    pub fn languages(&self) -> impl Iterator<Item = &str> {
        std::iter::once(ENGLISH).chain(self.others.keys().map(String::as_str))
    }

    /// Every wording of the text with its language, English first.
    pub(super) fn wordings(&self) -> impl Iterator<Item = (&str, &str)> {
        std::iter::once((ENGLISH, self.english.as_str())).chain(
            self.others
                .iter()
                .map(|(language, text)| (language.as_str(), text.as_str())),
        )
    }

    /// The same text with every `{service.<id>}` replaced by the service's name in that language.
    ///
    /// # Errors
    /// The first piece in braces that is not the name of a service: nothing else may be put into a text,
    /// least of all an answer.
    pub(super) fn naming(&self, services: &BTreeMap<String, Text>) -> Result<Text, String> {
        let mut named = BTreeMap::new();
        for (language, wording) in self.wordings() {
            named.insert(language.to_owned(), fill(wording, language, services)?);
        }
        Ok(Text::by_language(named).unwrap_or_else(|| self.clone()))
    }
}

pub(super) fn fill(
    wording: &str,
    language: &str,
    services: &BTreeMap<String, Text>,
) -> Result<String, String> {
    let mut filled = String::with_capacity(wording.len());
    let mut rest = wording;
    while let Some(at) = rest.find(['{', '}']) {
        let (before, from) = rest.split_at(at);
        let piece = match from.find('}') {
            Some(end) => &from[..=end],
            None => from,
        };
        let name = piece
            .strip_prefix("{service.")
            .and_then(|name| name.strip_suffix('}'))
            .and_then(|id| services.get(id))
            .ok_or_else(|| piece.to_owned())?;
        filled.push_str(before);
        filled.push_str(name.in_language(language));
        rest = &from[piece.len()..];
    }
    filled.push_str(rest);
    Ok(filled)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn services() -> BTreeMap<String, Text> {
        let police = [("en", "the police"), ("pl", "policja")].map(|(l, t)| (l.to_owned(), t.to_owned()));
        BTreeMap::from([("police".to_owned(), Text::by_language(police.into()).unwrap())])
    }

    #[test]
    fn a_service_is_named_in_the_language_of_the_text() {
        let text = [
            ("en", "Did {service.police} help?"),
            ("pl", "Czy {service.police} pomogła?"),
        ];
        let text = Text::by_language(text.map(|(l, t)| (l.to_owned(), t.to_owned())).into()).unwrap();
        let named = text.naming(&services()).unwrap();
        assert_eq!(named.english(), "Did the police help?");
        assert_eq!(named.in_language("pl"), "Czy policja pomogła?");
    }

    #[test]
    fn a_language_without_wording_gets_english() {
        assert_eq!(Text::english_only("Hello").in_language("ro"), "Hello");
    }

    #[test]
    fn an_answer_cannot_be_put_into_a_text() {
        let text = Text::english_only("You said {answer.reported}");
        assert_eq!(text.naming(&services()).unwrap_err(), "{answer.reported}");
        assert!(Text::english_only("open { brace").naming(&services()).is_err());
    }
}
