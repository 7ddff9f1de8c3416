//! The respondent's side through real HTTP, under the web's own role.

mod browser;
mod fieldwork;
mod forms;
mod host;
mod journey;
mod leaving;
mod moving;
mod neutral;
mod page;
mod sending;
mod walk;
