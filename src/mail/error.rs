//! The ways in which a letter can fail to leave.

/// Why a letter did not leave. The relay's own words are not kept: they may repeat the address.
#[derive(Debug, Clone, Copy, thiserror::Error, PartialEq, Eq)]
pub enum MailError {
    /// Refused for now (4xx, or the connection broke before the text was sent): try again later.
    #[error("not taken for now{}", reply(.0))]
    Transient(Option<u16>),
    /// Refused for good (5xx): never try this address again.
    #[error("refused for good{}", reply(.0))]
    Permanent(Option<u16>),
    /// The text was sent and no answer came: it may have arrived, so it is never sent again by itself.
    #[error("sent, but no answer came")]
    Unknown,
    /// Nothing of this letter: the relay cannot be reached, offers no TLS, or refuses us. No letter will leave.
    #[error("the mail relay takes no letters from us{}: check HEARD_SMTP_URL (or HEARD_MAIL_FOLDER) and HEARD_MAIL_FROM", reply(.0))]
    Relay(Option<u16>),
}

fn reply(code: &Option<u16>) -> String {
    code.map(|code| format!(" (reply {code})")).unwrap_or_default()
}
