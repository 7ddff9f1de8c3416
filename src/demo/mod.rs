//! The demonstration: a private cluster, a clock that can be moved, simulated victims, an inbox, the attack.
//! It seeds through `operations` only, so that nothing it shows went round the real acts.

pub mod accounts;
mod advance;
mod answering;
pub mod attack;
pub mod bench;
pub mod calendar;
mod children;
pub mod cluster;
pub mod crew;
mod crowd;
pub mod error;
mod form;
pub mod inbox;
pub mod pages;
pub mod people;
mod publishing;
pub mod relink;
pub mod remote;
pub mod run;
mod seed;
pub mod stage;
pub mod traces;
pub mod victims;
