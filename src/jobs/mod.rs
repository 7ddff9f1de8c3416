//! The worker loops: what is due is computed from the states in the store, so that every job can be repeated.

mod settings;

pub use settings::Settings;
