//! "Try to find out who said this": an attacker with the whole disk, every log, every key left and the
//! upload file lays used links beside answers, on Heard's own tables and on copies of them that are
//! deliberately broken, each in one measure, where she must succeed.
//!
//! `guess` holds the guesses, pure; `judge` the types that keep the truth from them; `look`, `wal` and
//! `leftovers` read what lies on the disk; `broken` plays the copies. `run` drives a wave through the
//! operations for the demonstration's page; `demo::relink` drives the real processes over HTTP.

mod broken;
mod guess;
mod judge;
mod leftovers;
mod look;
mod play;
mod run;
mod truth;
mod wal;

pub use broken::Variant;
pub use guess::{ATTACKS, Attack, Clue, limit_of_chance, limit_of_classes};
pub use judge::{Batch, Committed, Control, Evidence, Outcome, Report, Sight, Strictness, Trace, Trial};
pub use play::sweep;
pub use run::run;
pub use truth::SealedTruth;

pub(super) use broken::{Said, try_all_copies};
pub(super) use leftovers::{FileRow, Holdings, fits, holdings};
pub(super) use look::{Looking, at_ours};
pub(super) use wal::{WalMark, forget_mark};
