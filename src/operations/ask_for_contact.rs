//! Somebody asks to be contacted. What she writes is sealed to the support team's key and given to the mail relay
//! before she is told that it has left. Nothing of it is stored here, and nothing of a sitting, a link or a ballot
//! comes near: the team learns that somebody asked, and neither what she answered nor whether.

use std::fmt::{self, Write};
use std::path::Path;
use std::time::Duration;

use chrono::{DateTime, Utc};
use rand::CryptoRng;
use zeroize::Zeroizing;

use crate::ballot::{
    SealError, SupportPublicKey, armoured, open_request, random_id, seal_request, unarmoured,
};
use crate::keys::{KeyError, SupportKeys};
use crate::mail::{self, Letter, LetterError, MailError, Mailer, Note, StaffAddress};

/// Somebody waits for the page that says whether it has left.
const LONGEST_WAIT: Duration = Duration::from_secs(15);

/// Where requests go.
#[derive(Clone)]
pub struct SupportDesk {
    mailer: Mailer,
    sender: mail::Sender,
    to: StaffAddress,
    key: SupportPublicKey,
}

impl SupportDesk {
    /// The desk as it is set.
    ///
    /// # Errors
    /// The relay cannot be prepared.
    pub fn open(
        mut settings: mail::Settings,
        to: StaffAddress,
        key: SupportPublicKey,
    ) -> Result<SupportDesk, MailError> {
        settings.time_limit = settings.time_limit.min(LONGEST_WAIT);
        Ok(SupportDesk {
            mailer: Mailer::new(&settings)?,
            sender: settings.sender,
            to,
            key,
        })
    }

    /// The same desk with another mailer, such as one that keeps its letters in memory.
    #[must_use]
    pub fn with_mailer(mut self, mailer: Mailer) -> SupportDesk {
        self.mailer = mailer;
        self
    }
}

/// Whether a message may be left where somebody else might hear it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Message {
    /// She said that it may.
    Allowed,
    /// She said no, or nothing.
    Never,
}

/// What she asks for. `Debug` shows nothing of it.
#[derive(Clone, PartialEq, Eq)]
pub struct Request {
    /// What she wants to be called.
    pub name: String,
    /// How she can be reached safely: a number, an address, a place.
    pub way: String,
    /// When that is safe.
    pub time: String,
    /// Whether a message may be left.
    pub message: Message,
    /// What the caller says first, so that she knows who it is.
    pub code_word: String,
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Request(…)")
    }
}

impl Request {
    /// What the team reads.
    fn written(&self) -> Zeroizing<String> {
        let message = match self.message {
            Message::Allowed => "Yes, a message may be left.",
            Message::Never => "NO. Leave no message, and say nothing to anybody else who answers.",
        };
        let mut text = Zeroizing::new(String::new());
        for (label, said) in [
            ("Name to use", self.name.as_str()),
            ("A safe way to reach this person", &self.way),
            ("A safe time", &self.time),
            ("May a message be left", message),
            ("Code word, to be said first", &self.code_word),
        ] {
            let said = match said.trim() {
                "" => "(not given)",
                said => said,
            };
            // Writing into a string does not fail.
            let _ = writeln!(text, "{label}:\n  {}\n", said.replace('\n', "\n  "));
        }
        text.push_str(
            "Use only what stands here. Nothing is known of what this person answered, or whether.\n",
        );
        text
    }
}

/// Why a request did not leave. What was typed is the page's to keep.
#[derive(Debug, thiserror::Error)]
pub enum AskForContactError {
    /// The relay did not take it, or did not say so.
    #[error(transparent)]
    Mail(#[from] MailError),
    /// It is too long.
    #[error(transparent)]
    Seal(#[from] SealError),
    /// No letter can be made of it.
    #[error(transparent)]
    Letter(#[from] LetterError),
}

/// Seals the request and gives it to the relay. A relay that fell silent after the text counts as a failure:
/// a request that comes twice harms nobody.
///
/// # Errors
/// [`AskForContactError`]; then it must be taken for not sent.
pub async fn ask_for_contact(
    desk: &SupportDesk,
    request: &Request,
    now: DateTime<Utc>,
    rng: &mut (impl CryptoRng + Send),
) -> Result<(), AskForContactError> {
    let sealed = seal_request(&desk.key, &request.written(), rng)?;
    let text = format!(
        "Somebody asks to be contacted. Only the support team can read how.\n\n\
         Save this letter as a file on the team's own machine and run there:\n\n    \
         heard support open FILE\n\n{}\n",
        armoured(&sealed)
    );
    let letter = Letter::to_staff(
        &desk.sender,
        &desk.to,
        &Note {
            subject: "A request to be contacted",
            text: &text,
            message_id: &random_id(rng).simple().to_string(),
            now,
        },
    )?;
    Ok(desk.mailer.send(&letter).await?)
}

/// Why a request cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum OpenRequestError {
    /// The team's key.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The text holds no request.
    #[error(
        "there is no sealed request in this file: save the whole letter, with its lines of letters, and try again"
    )]
    NoRequest,
    /// It belongs to another key, or was changed on its way.
    #[error(
        "the request does not open: it was sealed to another key than the one in this folder, or was changed"
    )]
    DoesNotOpen,
}

/// Reads a request from a saved letter, with the team's key in `folder`.
///
/// # Errors
/// [`OpenRequestError`].
pub fn open_request_in(letter: &str, folder: &Path) -> Result<Zeroizing<String>, OpenRequestError> {
    let keys = SupportKeys::load(folder)?;
    let sealed = unarmoured(letter).ok_or(OpenRequestError::NoRequest)?;
    let opened = open_request(&keys.private, &sealed).map_err(|_| OpenRequestError::DoesNotOpen)?;
    Ok(Zeroizing::new(printable(&opened)))
}

/// The text without what a terminal would obey: anybody can write here. Line breaks stay.
fn printable(text: &str) -> String {
    let shown = |letter: char| match letter {
        '\n' => Some('\n'),
        '\r' => None,
        letter if letter.is_control() => Some(char::REPLACEMENT_CHARACTER),
        letter => Some(letter),
    };
    text.chars().filter_map(shown).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_somebody_wrote_commands_the_teams_terminal() {
        assert_eq!(
            printable("07700\r\n900\u{1b}[2Jé\u{9b}1m\t."),
            "07700\n900\u{fffd}[2Jé\u{fffd}1m\u{fffd}."
        );
    }
}
