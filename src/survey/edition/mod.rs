//! What an edition contains and the sentences it may say.
//!
//! An edition is a fixed list of tables in code: no filter, no date picker. [`assemble`] takes the
//! tallies of closed periods and gives the reports, every figure through `disclosure::protect`.
//! Weights follow from the printed numbers of its waves (`weighting`); what may be called a difference from tests that
//! are declared in code (`comparisons`).

mod assemble;
mod between;
mod breaks;
mod chain;
mod characteristics;
mod comparisons;
mod contents;
mod family_tables;
mod margins;
mod men;
mod participation;
mod period;
mod programme;
mod rights;
mod sentences;
mod tables;
mod vawg;
mod weighting;

pub use assemble::assemble;
pub use breaks::{Break, breaks};
pub use contents::{
    Edition, Excluded, Exhibit, Facts, FrameTotal, Grid, Material, Report, Section, Show, SlipTally,
};
pub use participation::name_of_count;
pub use period::{Period, Span};
pub use programme::{
    Aspect, Characteristic, Choice, Class, FamilyName, MeasuredItem, Programme, RightName, Theme,
};
pub use sentences::{AGED, grouped, note_on_base, note_on_response, note_on_support};

#[cfg(test)]
mod report_tests;
#[cfg(test)]
pub(crate) mod specimen;
#[cfg(test)]
mod tests;
