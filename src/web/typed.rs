//! What somebody typed into a form, and what is wrong with it. Plain data that pages and faults share.

/// The fields that no page repeats: passwords, and the codes that sign in or bring somebody back to a draft. Each by
/// its whole name, since a part of one may stand in the name of a question.
const SECRET: [&str; 6] = [
    "password",
    "old_password",
    "new_password",
    "repeated_password",
    "code",
    "_code",
];

/// The fields of a form in the order they came, names repeated as sent.
#[derive(Clone, Default)]
pub struct Typed(pub Vec<(String, String)>);

impl Typed {
    /// The first value under a name.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(field, _)| field == name)
            .map(|(_, value)| value.as_str())
    }

    /// The fields that may stand in a page again: no password, and no code that signs in or opens a draft.
    pub fn harmless(self) -> Vec<(String, String)> {
        let may = |(name, _): &(String, String)| !SECRET.contains(&name.as_str());
        self.0.into_iter().filter(may).collect()
    }
}

/// What is wrong with a form: a sentence a field, in the order of the fields' names on the page.
#[derive(Clone, Debug, Default)]
pub struct Faults(pub Vec<(String, String)>);

impl Faults {
    /// One fault of one field.
    pub fn one(field: &str, sentence: &str) -> Self {
        Self(vec![(field.to_owned(), sentence.to_owned())])
    }

    /// Adds a fault.
    pub fn add(&mut self, field: &str, sentence: impl Into<String>) {
        self.0.push((field.to_owned(), sentence.into()));
    }

    /// The sentence of a field, where it has one.
    pub fn of(&self, field: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(name, _)| name == field)
            .map(|(_, sentence)| sentence.as_str())
    }

    /// Whether nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(names: &[&str]) -> Vec<String> {
        let typed = names.iter().map(|name| ((*name).to_owned(), "x".to_owned()));
        let kept = Typed(typed.collect()).harmless();
        kept.into_iter().map(|(name, _)| name).collect()
    }

    #[test]
    fn the_page_of_an_absent_database_never_repeats_a_password() {
        assert_eq!(
            kept(&[
                "username",
                "password",
                "old_password",
                "new_password",
                "repeated_password",
                "code",
                "_code",
                "name"
            ]),
            ["username", "name"]
        );
    }

    #[test]
    fn the_page_of_an_absent_database_keeps_every_answer_whatever_its_question_is_named() {
        let answers = ["told-victims-code", "password-given", "code-word", "_seen"];
        assert_eq!(kept(&answers), answers);
    }
}
