//! The words of letters, as data: what invitations and reminders say, and which words none of them may show.

use chrono::NaiveDate;

/// Which letter of a contact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// The first.
    Invitation,
    /// The second and last.
    Reminder,
}

/// The languages that letters are written in, the first of them where a contact's own is missing.
const WORDINGS: &[(&str, &str, &str)] = &[(
    "en",
    include_str!("wording/en/invitation.txt"),
    include_str!("wording/en/reminder.txt"),
)];

const TELLING_WORDS: &str = include_str!("wording/telling-words.txt");

/// From this length on a telling word is found inside other words too.
const FOUND_INSIDE: usize = 6;

/// Subject and text of a letter. A wording's first line is its subject.
pub(super) fn wording(kind: Kind, language: &str) -> (&'static str, &'static str) {
    let (_, invitation, reminder) = WORDINGS
        .iter()
        .find(|(known, _, _)| *known == language)
        .unwrap_or(&WORDINGS[0]);
    let whole = match kind {
        Kind::Invitation => invitation,
        Kind::Reminder => reminder,
    };
    let (subject, text) = whole.split_once('\n').unwrap_or((whole, ""));
    (subject.trim(), text.trim_start())
}

/// A date as a person says it: `5 July 2026`.
pub(super) fn spoken(date: NaiveDate) -> String {
    date.format("%-d %B %Y").to_string()
}

/// The first word in `text` that tells what the survey is about, if one does: for senders, subjects, first lines
/// and host names.
pub fn telling_word(text: &str) -> Option<&'static str> {
    let text = text.to_lowercase();
    let words: Vec<&str> = text.split(|letter: char| !letter.is_alphabetic()).collect();
    telling_words().find(|telling| {
        words.iter().any(|word| {
            word.starts_with(telling) || (telling.len() >= FOUND_INSIDE && word.contains(telling))
        })
    })
}

fn telling_words() -> impl Iterator<Item = &'static str> {
    TELLING_WORDS
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_wording_says_a_telling_word_anywhere() {
        for (language, invitation, reminder) in WORDINGS {
            assert_eq!(telling_word(invitation), None, "invitation in {language}");
            assert_eq!(telling_word(reminder), None, "reminder in {language}");
        }
    }

    #[test]
    fn every_wording_has_a_subject_and_says_link_stop_and_last_day_once() {
        for (language, invitation, reminder) in WORDINGS {
            for whole in [invitation, reminder] {
                for place in ["{link}", "{stop}", "{until}"] {
                    assert_eq!(whole.matches(place).count(), 1, "{place} in {language}");
                }
                assert!(
                    whole
                        .lines()
                        .next()
                        .is_some_and(|subject| !subject.trim().is_empty())
                );
                assert!(
                    whole.lines().all(|line| line.len() <= 76),
                    "a line in {language} is too long"
                );
            }
        }
    }

    #[test]
    fn a_language_without_a_wording_gets_the_first() {
        assert_eq!(wording(Kind::Invitation, "xx"), wording(Kind::Invitation, "en"));
    }

    #[test]
    fn telling_words_are_found_in_names_and_hosts_and_not_in_innocent_words() {
        assert_eq!(telling_word("Victims’ feedback"), Some("victim"));
        assert_eq!(telling_word("survey.kentpolice.example"), Some("police"));
        assert_eq!(telling_word("Hate Crime Team"), Some("crime"));
        assert_eq!(
            telling_word("Whatever you think, a grape is courteous-free"),
            Some("court")
        );
        assert_eq!(
            telling_word("Whatever suits you: your feedback, showcase, grapes"),
            None
        );
    }
}
