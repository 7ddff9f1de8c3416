//! The demonstration: a private cluster, a clock that can be moved, simulated victims, an inbox, the attack.
//! It seeds through `operations` only, so that nothing it shows went round the real acts.

pub mod calendar;
pub mod cluster;
pub mod error;
pub mod inbox;
pub mod people;
pub mod stage;
pub mod victims;
