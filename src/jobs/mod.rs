//! The worker loops: what is due is computed from the states in the store, so that every job can be repeated.
//!
//! `heard work` opens, gates, closes and purges waves, delivers letters and makes editions; `heard mix`, a process
//! with keys and a role of its own, makes epochs and mixes. One process at a time works a job; a job that fails is told once and stops no other.

mod forever;
mod mix;
mod round;
mod settings;
mod turn;
mod work;

pub use forever::{run_mix_forever, run_work_forever};
pub use mix::{MixShop, OpenMixShopError, run_mix_once};
pub use round::{Done, JobError, Round};
pub use settings::Settings;
pub use work::{OpenShopError, WorkShop, run_work_once};
