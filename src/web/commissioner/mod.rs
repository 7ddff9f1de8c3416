//! The commissioner's pages: editions asked for, looked at, released.

pub mod edition;
pub mod editions;
