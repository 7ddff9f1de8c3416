//! What an edition contains and the sentences it may say.
//!
//! An edition is a fixed list of tables in code: no filter, no date picker. [`assemble`] takes the
//! tallies of closed periods and gives the reports, every figure through `disclosure::protect`.
//! Weights, changes between periods, the gate's verdict and the reports on rights, on men and boys and
//! for the audit join here; each is a report more or a step between tallies and tables, no other wall moves.

mod assemble;
mod contents;
mod participation;
mod period;
mod programme;
mod sentences;
mod tables;

pub use assemble::assemble;
pub use contents::{Edition, Exhibit, Facts, FrameTotal, Material, Report, Section, Show};
pub use participation::name_of_count;
pub use period::{Period, Span};
pub use programme::{Choice, Class, FamilyName, MeasuredItem, Programme, Theme};
pub use sentences::{AGED, grouped, note_on_base, note_on_response, note_on_support};

#[cfg(test)]
pub(crate) mod specimen;
#[cfg(test)]
mod tests;
