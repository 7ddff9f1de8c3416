//! The file that certificates travel in: one document with the whole chain.

use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};

use super::faults::UnreadableChain;
use super::key::CertificateKey;
use super::statement::{FIRST, Statement};

/// More than a chain of a hundred years: a larger file is none, and is not read.
pub const MOST_BYTES: usize = 16 << 20;
/// The version of the file.
const FORMAT: &str = "heard certificates 1";

/// A statement with its signature.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Certificate {
    /// What is certified.
    pub statement: Statement,
    /// The public key, in hexadecimal digits.
    pub key: String,
    /// The signature, in hexadecimal digits.
    pub signature: String,
}

impl Certificate {
    /// Signs a statement.
    pub fn sign(statement: Statement, key: &CertificateKey) -> Self {
        let signature = key.sign(statement.signed_text().as_bytes());
        Self {
            statement,
            key: key.public().to_string(),
            signature: HEXLOWER.encode(&signature),
        }
    }
}

/// All certificates, one after the other.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Chain {
    /// Always "heard certificates 1".
    pub format: String,
    /// How many there are.
    pub count: usize,
    /// The hash of the last statement.
    pub head: String,
    /// The certificates.
    pub certificates: Vec<Certificate>,
}

impl Chain {
    /// The chain of these certificates, in their order.
    pub fn of(certificates: Vec<Certificate>) -> Self {
        let last = certificates.last();
        Self {
            format: FORMAT.to_owned(),
            count: certificates.len(),
            head: last.map_or_else(|| FIRST.to_owned(), |last| last.statement.hash()),
            certificates,
        }
    }

    /// The document.
    #[expect(
        clippy::expect_used,
        reason = "texts, numbers and dates are written whatever they hold"
    )]
    pub fn written(&self) -> String {
        let document = serde_json::to_string_pretty(self).expect("a chain can be written");
        document + "\n"
    }

    /// Reads a document. It must be written exactly as [`Chain::written`] writes it.
    ///
    /// # Errors
    /// Why it is no chain, with the line.
    pub fn read(bytes: &[u8]) -> Result<Self, UnreadableChain> {
        if bytes.iter().all(u8::is_ascii_whitespace) {
            return Err(UnreadableChain::Empty);
        }
        if bytes.len() > MOST_BYTES {
            return Err(UnreadableChain::TooLarge);
        }
        let chain: Self = serde_json::from_slice(bytes).map_err(|error| UnreadableChain::of(&error))?;
        if chain.format != FORMAT {
            return Err(UnreadableChain::Format(chain.format));
        }
        match line_of_difference(bytes, chain.written().as_bytes()) {
            Some(line) => Err(UnreadableChain::Rewritten { line }),
            None => Ok(chain),
        }
    }
}

/// The line of the first byte in which two texts differ.
fn line_of_difference(found: &[u8], wanted: &[u8]) -> Option<usize> {
    let alike = found
        .iter()
        .zip(wanted)
        .take_while(|(one, other)| one == other)
        .count();
    let differ = alike < found.len().max(wanted.len());
    differ.then(|| 1 + found[..alike].iter().filter(|byte| **byte == b'\n').count())
}
