//! Letters and how they leave: SMTP, a folder, or memory. Only text/plain, only neutral words.
//!
//! Not here: who is written to and when (`operations::deliver_letters`), what was sent (`store::outbox`).
//! Rules followed: RFC 5321 and 5322 (SMTP and letters), RFC 3834 (automatic mail), RFC 8058 (one-click stop).

mod connection;
mod error;
mod letter;
mod mailer;
mod settings;
mod smtp;
mod words;

pub use error::MailError;
pub use letter::{Contents, Letter, LetterError, Note, StaffAddress};
pub use mailer::Mailer;
pub use settings::{Relay, Sender, Settings, Transport, is_this_machine};
pub use words::{Kind, telling_word};
