//! The frames of both hosts and the pages that belong to no role.

pub mod frame;
pub mod problem;

pub use frame::{OfficePage, SurveyPage};
