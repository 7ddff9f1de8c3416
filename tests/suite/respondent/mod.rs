//! The respondent's side through real HTTP, under the web's own role.

mod browser;
mod fieldwork;
mod host;
mod journey;
mod page;
mod walk;
