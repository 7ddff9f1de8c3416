//! The commissioner's pages: editions asked for, looked at, released; the account of the ballots.

pub mod certificates;
pub mod edition;
pub mod editions;
