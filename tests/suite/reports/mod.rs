//! From rows that came out of a mix to an edition that everybody can read.

mod editions;
mod room;
