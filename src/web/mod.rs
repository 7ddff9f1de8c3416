//! The two hosts: the respondent's and the office's. The only floor that knows HTTP.

mod settings;

pub use settings::Settings;
