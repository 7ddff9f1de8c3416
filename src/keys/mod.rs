//! Key files: who may read which, their modes, making and destroying them.

mod settings;

pub use settings::Settings;
