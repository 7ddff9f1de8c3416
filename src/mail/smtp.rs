//! One letter over SMTP, in two phases with a time limit each: what fails before the text is sent may be tried
//! again, what fails after it may not (RFC 5321 section 4.5.3.2.6; a second copy in a shared inbox is harm).

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use lettre::transport::smtp::Error;
use lettre::transport::smtp::client::TlsParameters;
use lettre::transport::smtp::commands::{Data, Mail, Rcpt, Rset};
use tokio::time::timeout;

use super::connection::{Connection, connect, tls_for};
use super::error::MailError;
use super::letter::Letter;
use super::settings::{Relay, Settings};

/// The relay and the connections that wait for the next letter.
pub struct Smtp {
    relay: Relay,
    tls: Option<TlsParameters>,
    time_limit: Duration,
    most_idle: usize,
    idle: Mutex<Vec<Connection>>,
}

impl Smtp {
    pub(super) fn new(relay: Relay, settings: &Settings) -> Result<Smtp, MailError> {
        Ok(Smtp {
            tls: tls_for(&relay).map_err(|_| MailError::Relay(None))?,
            relay,
            time_limit: settings.time_limit,
            most_idle: settings.in_flight.get(),
            idle: Mutex::default(),
        })
    }

    pub(super) async fn send(&self, letter: &Letter) -> Result<(), MailError> {
        let mut connection = self.announced(letter).await?;
        let text = letter.to_bytes();
        match timeout(self.time_limit, connection.message(&text)).await {
            Ok(Ok(_)) => {
                self.keep(connection);
                Ok(())
            }
            Ok(Err(error)) => Err(after_the_text(&error)),
            Err(_elapsed) => Err(MailError::Unknown),
        }
    }

    /// A connection whose relay has agreed to take this letter's text. A kept connection may have gone stale, or the
    /// relay says goodbye on it after a long pause: then one fresh one is tried, since nothing of the letter has left.
    async fn announced(&self, letter: &Letter) -> Result<Box<Connection>, MailError> {
        if let Some(kept) = self.take_idle() {
            match self.announce(kept, letter).await {
                Ok(Announced::Taken(connection)) => return Ok(connection),
                Ok(Announced::Broken) | Err(MailError::Transient(Some(SERVICE_CLOSING))) => {}
                Err(error) => return Err(error),
            }
        }
        let fresh = timeout(self.time_limit, connect(&self.relay, self.tls.clone()))
            .await
            .map_err(|_elapsed| MailError::Relay(None))?
            .map_err(|error| MailError::Relay(error.code))?;
        match self.announce(Box::new(fresh), letter).await? {
            Announced::Taken(connection) => Ok(connection),
            Announced::Broken => Err(MailError::Transient(None)),
        }
    }

    async fn announce(
        &self,
        mut connection: Box<Connection>,
        letter: &Letter,
    ) -> Result<Announced, MailError> {
        let envelope = letter.envelope();
        let dialogue = async {
            connection
                .command(Mail::new(envelope.from().cloned(), vec![]))
                .await
                .map_err(Refused::Sender)?;
            for recipient in envelope.to() {
                let rcpt = Rcpt::new(recipient.clone(), vec![]);
                connection.command(rcpt).await.map_err(Refused::Recipient)?;
            }
            connection.command(Data).await.map_err(Refused::Recipient)
        };
        match timeout(self.time_limit, dialogue).await {
            Ok(Ok(_)) => Ok(Announced::Taken(connection)),
            Ok(Err(refused)) => self.refused(connection, refused).await,
            Err(_elapsed) => Err(MailError::Transient(None)),
        }
    }

    async fn refused(
        &self,
        mut connection: Box<Connection>,
        refused: Refused,
    ) -> Result<Announced, MailError> {
        let (Refused::Sender(error) | Refused::Recipient(error)) = &refused;
        let Some(code) = code_of(error) else {
            return Ok(Announced::Broken);
        };
        if code != SERVICE_CLOSING
            && matches!(
                timeout(self.time_limit, connection.command(Rset)).await,
                Ok(Ok(_))
            )
        {
            self.keep(connection);
        }
        Err(match refused {
            Refused::Sender(error) if error.is_permanent() => MailError::Relay(Some(code)),
            Refused::Recipient(error) if is_policy(&error) => MailError::Relay(Some(code)),
            Refused::Recipient(error) if error.is_permanent() => MailError::Permanent(Some(code)),
            Refused::Sender(_) | Refused::Recipient(_) => MailError::Transient(Some(code)),
        })
    }

    fn take_idle(&self) -> Option<Box<Connection>> {
        self.idle
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .pop()
            .map(Box::new)
    }

    fn keep(&self, connection: Box<Connection>) {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if !connection.has_broken() && idle.len() < self.most_idle {
            idle.push(*connection);
        }
    }
}

/// 421: the relay closes the connection (RFC 5321 section 3.8).
const SERVICE_CLOSING: u16 = 421;

enum Announced {
    Taken(Box<Connection>),
    Broken,
}

enum Refused {
    Sender(Error),
    Recipient(Error),
}

fn after_the_text(error: &Error) -> MailError {
    match code_of(error) {
        Some(code) if is_policy(error) => MailError::Relay(Some(code)),
        Some(code) if error.is_permanent() => MailError::Permanent(Some(code)),
        Some(code) => MailError::Transient(Some(code)),
        None => MailError::Unknown,
    }
}

fn code_of(error: &Error) -> Option<u16> {
    error.status().map(u16::from)
}

/// An enhanced status 5.7.x is about us, not about the recipient (RFC 3463 section 3.8: security or policy).
fn is_policy(error: &Error) -> bool {
    let reply = std::error::Error::source(error)
        .map(ToString::to_string)
        .unwrap_or_default();
    error.is_permanent() && reply.starts_with("5.7.")
}
