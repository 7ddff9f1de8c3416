//! What the mail must be told: who writes, through which relay, within which time.

use std::fmt;
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::time::Duration;

use lettre::message::Mailbox;
use lettre::transport::smtp::authentication::Credentials;
use url::Url;

use super::words::telling_word;

/// How letters leave and what stands in them.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Who writes.
    pub sender: Sender,
    /// Root of the respondents' host: links in letters begin with it.
    pub survey_url: Url,
    /// Where letters go.
    pub transport: Transport,
    /// How long one letter may take to leave.
    pub time_limit: Duration,
    /// Letters sent at the same time.
    pub in_flight: NonZeroUsize,
}

/// Where letters go.
#[derive(Debug, Clone)]
pub enum Transport {
    /// Through a relay.
    Smtp(Relay),
    /// Into a directory, as `.eml` files.
    Folder(PathBuf),
}

/// The neutral sender of every letter.
#[derive(Debug, Clone)]
pub struct Sender(Mailbox);

impl Sender {
    /// Parses `Feedback <feedback@example.org>`.
    ///
    /// # Errors
    /// A sentence, where it is no sender or where a word of it tells what the survey is about.
    pub fn parse(text: &str) -> Result<Sender, String> {
        let mailbox: Mailbox = text
            .parse()
            .map_err(|_| format!("is “{text}”, not a name with an address"))?;
        match telling_word(text) {
            Some(word) => Err(format!("says “{word}” to whoever sees the inbox")),
            None => Ok(Sender(mailbox)),
        }
    }

    pub(super) fn mailbox(&self) -> &Mailbox {
        &self.0
    }
}

/// How the connection to the relay is kept from being read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Protection {
    /// TLS from the first byte.
    Tls,
    /// STARTTLS, and no letter where the relay does not offer it.
    StartTls,
    /// In clear: only to this machine itself.
    None,
}

/// The mail relay.
#[derive(Clone)]
pub struct Relay {
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) protection: Protection,
    pub(super) credentials: Option<Credentials>,
}

impl Relay {
    /// Parses `smtps://user:password@host`, `smtp://user:password@host:587` (STARTTLS) or, on this machine
    /// itself, `smtp://127.0.0.1:25` (in clear; `?tls=required` asks for STARTTLS there too).
    ///
    /// # Errors
    /// A sentence that does not repeat the text, since it may hold a password.
    pub fn parse(text: &str) -> Result<Relay, String> {
        let url = Url::parse(text).map_err(|_| "cannot be read as an address".to_owned())?;
        let host = url
            .host_str()
            .ok_or("names no host")?
            .trim_matches(['[', ']'])
            .to_owned();
        let tls_required = url
            .query_pairs()
            .any(|(key, value)| key == "tls" && value == "required");
        let (protection, port) = match url.scheme() {
            "smtps" => (Protection::Tls, 465),
            "smtp" if is_this_machine(&host) && !tls_required => (Protection::None, 25),
            "smtp" => (Protection::StartTls, 587),
            other => return Err(format!("begins with {other}:, not with smtp: or smtps:")),
        };
        let credentials = url
            .password()
            .map(|password| Credentials::new(decoded(url.username()), decoded(password)));
        Ok(Relay {
            host,
            port: url.port().unwrap_or(port),
            protection,
            credentials,
        })
    }
}

impl fmt::Debug for Relay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Relay({}:{}, {:?})", self.host, self.port, self.protection)
    }
}

/// Whether a host name or address is this machine itself, which no network lies between.
pub fn is_this_machine(host: &str) -> bool {
    let host = host.trim_matches(['[', ']']);
    host == "localhost"
        || host
            .parse::<std::net::IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}

fn decoded(part: &str) -> String {
    let pair = format!("x={}", part.replace('+', "%2B"));
    url::form_urlencoded::parse(pair.as_bytes())
        .map(|(_, value)| value.into_owned())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_relay_elsewhere_is_never_spoken_to_in_clear() {
        assert_eq!(
            Relay::parse("smtp://mail.example.org").unwrap().protection,
            Protection::StartTls
        );
        assert_eq!(
            Relay::parse("smtps://mail.example.org").unwrap().protection,
            Protection::Tls
        );
        assert_eq!(
            Relay::parse("smtp://127.0.0.1:2525").unwrap().protection,
            Protection::None
        );
        assert_eq!(
            Relay::parse("smtp://[::1]:2525?tls=required").unwrap().protection,
            Protection::StartTls
        );
    }

    #[test]
    fn a_password_with_odd_letters_is_understood_and_never_shown() {
        let relay = Relay::parse("smtp://post:p%40ss+w%C3%B6rd@mail.example.org").unwrap();
        assert_eq!(
            relay.credentials,
            Some(Credentials::new("post".into(), "p@ss+wörd".into()))
        );
        assert!(!format!("{relay:?}").contains("ss"));
    }

    #[test]
    fn a_sender_that_tells_is_refused() {
        assert!(Sender::parse("Feedback <feedback@example.org>").is_ok());
        let fault = Sender::parse("Victim Survey <feedback@example.org>").unwrap_err();
        assert!(fault.contains("victim"), "{fault}");
        assert!(Sender::parse("Feedback <hello@kent-police.example>").is_err());
        assert!(Sender::parse("no address").is_err());
    }
}
