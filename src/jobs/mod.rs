//! The worker loops: what is due is computed from the states in the store, so that every job can be repeated.
//!
//! One process at a time works a job; a job that fails is told once and stops no other.

mod forever;
mod round;
mod settings;
mod turn;
mod work;

pub use forever::run_work_forever;
pub use round::{Done, JobError, Round};
pub use settings::Settings;
pub use work::{OpenShopError, WorkShop, run_work_once};
