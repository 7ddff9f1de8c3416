//! The respondent's side through real HTTP, under the web's own role.

pub mod browser;
mod cards;
mod coming_back;
mod contacting;
pub mod fieldwork;
mod forms;
pub mod host;
mod journey;
mod languages;
mod leaving;
mod moving;
mod neutral;
pub mod page;
mod round_trips;
mod scanner;
mod sending;
mod texts;
pub mod walk;
mod windows;
