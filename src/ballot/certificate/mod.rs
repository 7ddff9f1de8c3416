//! Certificates: the account of the ballots, signed, each naming the hash of the one before.
//!
//! # The format, version 1
//!
//! A file is one JSON document, indented by two spaces, that ends with a line feed. Its members stand in this order:
//!
//! ```text
//! format         "heard certificates 1"
//! count          how many certificates follow
//! head           the hash of the last statement; of an empty chain 64 zeros
//! certificates   each with
//!   statement      what is certified
//!     format         "heard certificate 1"
//!     number         1, 2, 3 …
//!     before         the hash of the statement before; of the first 64 zeros
//!     on             the day of the mix, or of the close
//!     wave, quarter  which wave
//!     rules          the smallest batch and class of the mix, what counts are rounded to, from where they are shown
//!     account        at a mix: event "mix" and mixed, a total
//!                    at the close: event "close", rows (families and their figures) and total
//!   key            the public key, 64 hexadecimal digits
//!   signature      128 hexadecimal digits
//! ```
//!
//! A figure is a whole number or the words "too few". What is hashed (SHA-256) and signed (Ed25519, RFC 8032) is
//! the statement written without any space between its tokens, in UTF-8: `jq -jc '.certificates[0].statement'`.
//! A document that is written in any other way than this, by as little as a space, is not taken.
//!
//! No time of day, no address, no link and no name of a person can stand in a statement.

mod document;
mod faults;
mod key;
mod statement;
mod verify;

pub use document::{Certificate, Chain, MOST_BYTES};
pub use faults::{CertificateFault, UnreadableChain};
pub use key::{CertificateKey, CertificatePublicKey, NoPublicKey};
pub use statement::{Account, FIRST, Figure, Figures, Place, Row, Rules, Statement, TooFew};
pub use verify::{Checked, check};

#[cfg(test)]
mod tests;
