//! What letters say, in the words of a wording set, and which words none of them may show.

use chrono::{Datelike, NaiveDate};

use crate::survey::questionnaire::{OF_LETTERS, Say, Wording};

/// Which letter of a contact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// The first.
    Invitation,
    /// The second and last.
    Reminder,
}

/// Letters of a line; RFC 5322, section 2.1.1, asks for no more than 78.
const LINE: usize = 72;

const TELLING_WORDS: &str = include_str!("wording/telling-words.txt");

/// From this length on a telling word is found inside other words too.
const FOUND_INSIDE: usize = 6;

/// What a letter puts into its words.
pub(super) struct Told<'a> {
    /// Opens the questionnaire.
    pub link: &'a str,
    /// Stops all letters.
    pub stop: &'a str,
    /// The last day on which the link works.
    pub until: NaiveDate,
    /// How many minutes the shortest and the longest way through take.
    pub minutes: (u32, u32),
}

/// Whether a letter can be written in a wording set without a word of another language.
pub(super) fn speaks_letters(words: &Wording) -> bool {
    OF_LETTERS.iter().all(|&say| words.has(say))
}

/// The text of a letter: paragraphs of short lines, each address whole on a line of its own.
pub(super) fn text(kind: Kind, words: &Wording, told: &Told<'_>) -> String {
    let say = |say| words.say(say).to_owned();
    let first = match kind {
        Kind::Invitation => Say::LetterInvited,
        Kind::Reminder => Say::LetterReminded,
    };
    let paragraphs = [
        say(Say::LetterHello),
        say(first),
        format!("{} {}", how_long(words, told.minutes), words.say(Say::LetterTime)),
        say(Say::LetterChoice),
        say(Say::LetterNobody),
        begin(words, told.until),
        told.link.to_owned(),
        say(Say::LetterStop),
        told.stop.to_owned(),
        say(Say::LetterThanks),
    ];
    let folded: Vec<String> = paragraphs.iter().map(|paragraph| folded(paragraph)).collect();
    folded.join("\n\n") + "\n"
}

/// The sentence that the page about the questions says too, with the same figures.
fn how_long(words: &Wording, (shortest, longest): (u32, u32)) -> String {
    let (shortest, longest) = (shortest.to_string(), longest.to_string());
    words.fill(Say::AboutLong, &[("shortest", &shortest), ("longest", &longest)])
}

fn begin(words: &Wording, until: NaiveDate) -> String {
    let month = Say::month(until.month()).map_or("", |month| words.say(month));
    let (day, year) = (until.day().to_string(), until.year().to_string());
    words.fill(
        Say::LetterBegin,
        &[("day", &day), ("month", month), ("year", &year)],
    )
}

/// A paragraph in lines of no more than [`LINE`] letters. A word that is longer, such as a link, stays whole.
fn folded(paragraph: &str) -> String {
    let mut lines: Vec<String> = Vec::new();
    for word in paragraph.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= LINE => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines.join("\n")
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

    fn told<'a>() -> Told<'a> {
        Told {
            link: "https://answers.example/s/abcdefghijklmnopqrstuvwxyz",
            stop: "https://answers.example/stop/zyxwvutsrqponmlkjihgfedcba",
            until: NaiveDate::from_ymd_opt(2026, 7, 5).unwrap(),
            minutes: (4, 23),
        }
    }

    #[test]
    fn a_letter_says_link_stop_last_day_and_the_measured_minutes_in_short_lines() {
        for kind in [Kind::Invitation, Kind::Reminder] {
            let text = text(kind, &Wording::default(), &told());
            for once in [
                told().link,
                told().stop,
                "5 July 2026",
                "between 4 and 23 minutes",
            ] {
                assert_eq!(text.matches(once).count(), 1, "{once} in {text}");
            }
            assert!(text.lines().all(|line| line.chars().count() <= LINE), "{text}");
            assert_eq!(telling_word(&text), None);
        }
    }

    #[test]
    fn a_word_that_is_longer_than_a_line_stays_whole() {
        let link = "x".repeat(LINE + 9);
        assert_eq!(folded(&format!("Open {link} now")), format!("Open\n{link}\nnow"));
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
