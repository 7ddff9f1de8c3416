//! One letter: text/plain, neutral, with the headers that let a reader stop by one click.

use std::fmt;
use std::time::SystemTime;

use chrono::{DateTime, NaiveDate, Utc};
use lettre::Address;
use lettre::address::Envelope;
use lettre::message::header::{ContentTransferEncoding, ContentType, HeaderName, HeaderValue};
use lettre::message::{Body, Mailbox, Message};
use url::Url;

use super::settings::Sender;
use super::words::{Kind, Told, speaks_letters, telling_word, text};
use crate::survey::questionnaire::{Say, Wording};

/// Letters of the text that a list of letters may show beside the subject.
const PREVIEW: usize = 200;

/// Letters of a line, its end not counted.
const LONGEST_LINE: usize = 998;

/// What a letter is made of. Its `Debug` is left out: it holds an address and a link.
pub struct Contents<'a> {
    /// To whom: an address and nothing else, no name.
    pub to: &'a str,
    /// Which letter.
    pub kind: Kind,
    /// What it says. A set that has not all the words of a letter is passed over for English.
    pub words: &'a Wording,
    /// How many minutes the shortest and the longest way through the questions take.
    pub minutes: (u32, u32),
    /// Opens the questionnaire.
    pub link: &'a Url,
    /// Stops all letters.
    pub stop: &'a Url,
    /// The last day on which the link works.
    pub until: NaiveDate,
    /// What stands before the `@` of the Message-ID: keyed, the same at every try, and not the link's secret.
    pub message_id: &'a str,
    /// The letter's date.
    pub now: DateTime<Utc>,
}

/// The address of people of the service itself. `Debug` shows it: it is nobody's who is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StaffAddress(Address);

impl StaffAddress {
    /// Parses `team@example.org`.
    ///
    /// # Errors
    /// A sentence, where it is no address.
    pub fn parse(text: &str) -> Result<StaffAddress, String> {
        text.parse()
            .map(StaffAddress)
            .map_err(|_| format!("is “{text}”, not an address"))
    }
}

/// What a note to people of the service is made of.
pub struct Note<'a> {
    /// What they see in the list.
    pub subject: &'a str,
    /// What it says.
    pub text: &'a str,
    /// What stands before the `@` of the Message-ID: random.
    pub message_id: &'a str,
    /// The letter's date.
    pub now: DateTime<Utc>,
}

/// Why a letter cannot be written. Neither case repeats the address.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum LetterError {
    /// The address cannot be written to.
    #[error("the address is none that a letter can be sent to")]
    Address,
    /// Something in sight would tell what the survey is about.
    #[error(
        "the letter shows “{0}” to whoever sees the inbox: change its sender, subject, first lines or host"
    )]
    Telling(&'static str),
    /// The parts do not make a letter.
    #[error("the letter cannot be built")]
    Parts,
}

/// A letter ready to leave. `Debug` shows nothing of it.
#[derive(Clone)]
pub struct Letter {
    message: Message,
    text: String,
    file_name: String,
}

impl Letter {
    /// Writes a letter.
    ///
    /// # Errors
    /// [`LetterError`], where the address or the words do not allow it.
    pub fn compose(sender: &Sender, contents: &Contents<'_>) -> Result<Letter, LetterError> {
        let to: Address = contents.to.parse().map_err(|_| LetterError::Address)?;
        let english = Wording::default();
        let words = match speaks_letters(contents.words) {
            true => contents.words,
            false => &english,
        };
        let subject = words.say(Say::LetterSubject);
        let told = Told {
            link: contents.link.as_str(),
            stop: contents.stop.as_str(),
            until: contents.until,
            minutes: contents.minutes,
        };
        let text = text(contents.kind, words, &told);
        let host = contents.link.host_str().unwrap_or_default();
        tells_nothing(&[&sender.mailbox().to_string(), subject, host], &text)?;
        let message = Message::builder()
            .from(sender.mailbox().clone())
            .to(Mailbox::new(None, to))
            .subject(subject)
            .date(SystemTime::from(contents.now))
            .message_id(Some(format!("<{}@{host}>", contents.message_id)))
            .header(ContentType::TEXT_PLAIN)
            .raw_header(header("List-Unsubscribe", format!("<{}>", contents.stop)))
            .raw_header(header(
                "List-Unsubscribe-Post",
                "List-Unsubscribe=One-Click".to_owned(),
            ))
            .raw_header(header("Auto-Submitted", "auto-generated".to_owned()))
            .body(encoded(&text))
            .map_err(|_| LetterError::Parts)?;
        Ok(Letter {
            message,
            text,
            file_name: format!("{}.eml", contents.message_id),
        })
    }

    /// Writes a note to people of the service itself: its words are theirs to see, and nobody stops it by a click.
    ///
    /// # Errors
    /// [`LetterError::Parts`].
    pub fn to_staff(sender: &Sender, to: &StaffAddress, note: &Note<'_>) -> Result<Letter, LetterError> {
        let message = Message::builder()
            .from(sender.mailbox().clone())
            .to(Mailbox::new(None, to.0.clone()))
            .subject(note.subject)
            .date(SystemTime::from(note.now))
            .message_id(Some(format!(
                "<{}@{}>",
                note.message_id,
                sender.mailbox().email.domain()
            )))
            .header(ContentType::TEXT_PLAIN)
            .raw_header(header("Auto-Submitted", "auto-generated".to_owned()))
            .body(encoded(note.text))
            .map_err(|_| LetterError::Parts)?;
        Ok(Letter {
            message,
            text: note.text.to_owned(),
            file_name: format!("{}.eml", note.message_id),
        })
    }

    /// The letter as it travels, without the envelope.
    pub fn to_bytes(&self) -> Vec<u8> {
        self.message.formatted()
    }

    /// What it says, before it is encoded for the way.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// To whom it goes.
    pub fn recipient(&self) -> String {
        self.envelope().to().iter().map(ToString::to_string).collect()
    }

    pub(super) fn envelope(&self) -> &Envelope {
        self.message.envelope()
    }

    pub(super) fn file_name(&self) -> &str {
        &self.file_name
    }
}

impl fmt::Debug for Letter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Letter(…)")
    }
}

fn tells_nothing(in_sight: &[&str], text: &str) -> Result<(), LetterError> {
    let preview: String = text.chars().take(PREVIEW).collect();
    let seen = in_sight.iter().copied().chain([preview.as_str()]);
    match seen.filter_map(telling_word).next() {
        Some(word) => Err(LetterError::Telling(word)),
        None => Ok(()),
    }
}

/// Text of ASCII lines travels as it is: a link that is longer than a line of quoted-printable stays in one piece
/// (RFC 5322 section 2.1.1 allows 998 letters a line). Anything else is encoded.
fn encoded(text: &str) -> Body {
    let fits = text.is_ascii() && text.lines().all(|line| line.len() < LONGEST_LINE);
    match fits {
        true => Body::dangerous_pre_encoded(
            text.replace('\n', "\r\n").into_bytes(),
            ContentTransferEncoding::SevenBit,
        ),
        false => Body::new(text.to_owned()),
    }
}

fn header(name: &'static str, value: String) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value)
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone;

    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    fn letter_to(to: &str, kind: Kind, host: &str) -> Result<Letter, LetterError> {
        let sender = Sender::parse("Feedback <feedback@example.org>").unwrap();
        let contents = Contents {
            to,
            kind,
            words: &Wording::default(),
            minutes: (4, 23),
            link: &url(&format!("https://{host}/s/abcdefghijklmnopqrstuvwxyz")),
            stop: &url(&format!("https://{host}/stop/zyxwvutsrqponmlkjihgfedcba")),
            until: NaiveDate::from_ymd_opt(2026, 7, 5).unwrap(),
            message_id: "0123456789abcdef",
            now: Utc.with_ymd_and_hms(2026, 6, 1, 10, 0, 0).unwrap(),
        };
        Letter::compose(&sender, &contents)
    }

    #[test]
    fn an_invitation_is_plain_text_with_link_stop_and_one_click() {
        let letter = letter_to("anna@example.net", Kind::Invitation, "answers.example").unwrap();
        let raw = String::from_utf8(letter.to_bytes()).unwrap();
        for line in [
            "From: Feedback <feedback@example.org>",
            "To: anna@example.net",
            "Subject: Your feedback",
            "Message-ID: <0123456789abcdef@answers.example>",
            "Content-Type: text/plain; charset=utf-8",
            "List-Unsubscribe: <https://answers.example/stop/zyxwvutsrqponmlkjihgfedcba>",
            "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
            "Auto-Submitted: auto-generated",
            "https://answers.example/s/abcdefghijklmnopqrstuvwxyz",
            "https://answers.example/stop/zyxwvutsrqponmlkjihgfedcba",
        ] {
            assert!(
                raw.lines().any(|found| found == line),
                "no line “{line}” in\n{raw}"
            );
        }
        assert!(raw.contains("until 5 July 2026"));
        assert!(!raw.contains("<html") && !raw.contains("multipart"));
    }

    #[test]
    fn a_link_to_a_host_with_a_long_name_stays_in_one_piece() {
        let host = format!("answers.{}.example", "a-rather-long-name".repeat(3));
        let letter = letter_to("anna@example.net", Kind::Invitation, &host).unwrap();
        let raw = String::from_utf8(letter.to_bytes()).unwrap();
        let link = format!("https://{host}/s/abcdefghijklmnopqrstuvwxyz");
        assert!(raw.lines().any(|line| line == link), "{raw}");
        assert!(
            raw.split("\r\n").all(|line| !line.contains('\n')),
            "every line ends as mail's lines do"
        );
    }

    #[test]
    fn both_kinds_of_letter_are_the_same_at_every_try() {
        for kind in [Kind::Invitation, Kind::Reminder] {
            let one = letter_to("anna@example.net", kind, "answers.example").unwrap();
            let other = letter_to("anna@example.net", kind, "answers.example").unwrap();
            assert_eq!(one.to_bytes(), other.to_bytes());
        }
    }

    #[test]
    fn a_host_that_tells_makes_no_letter() {
        let fault = letter_to("anna@example.net", Kind::Invitation, "victim-survey.example").unwrap_err();
        assert_eq!(fault, LetterError::Telling("victim"));
    }

    #[test]
    fn an_address_that_would_forge_a_header_makes_no_letter() {
        for forged in [
            "anna@example.net\r\nBcc: eve@example.net",
            "anna",
            "",
            "a@b@c",
            "anna@example.net>, <eve@x.y",
        ] {
            assert_eq!(
                letter_to(forged, Kind::Invitation, "answers.example").unwrap_err(),
                LetterError::Address,
                "{forged:?}"
            );
        }
    }

    #[test]
    fn debug_of_a_letter_shows_nothing() {
        let letter = letter_to("anna@example.net", Kind::Invitation, "answers.example").unwrap();
        assert_eq!(format!("{letter:?}"), "Letter(…)");
    }
}
