//! The two hosts: the respondent's and the office's. The only floor that knows HTTP.
//!
//! `routes` lists every route with its host and who may use it; `server` builds both servers from it.
//! A handler takes arguments that are already right (`extract`), makes one call to an operation or one
//! read, and returns a page (`pages`, `provider`, `commissioner`, `respondent`) or a redirect.
//! Markup is made of `components`; what goes wrong is an `error::Error` and becomes a page in `delivery`.

pub mod admission;
pub mod assets;
mod checked;
mod commissioner;
pub mod components;
pub mod delivery;
pub mod error;
pub mod extract;
mod fault_page;
pub mod headers;
mod health;
pub mod host;
mod limit;
pub mod origin;
pub mod pages;
mod provider;
mod public;
pub mod respondent;
pub mod routes;
pub mod server;
pub mod session_cookie;
mod settings;
pub mod shop;
mod sign_in;
pub mod tries;
pub mod typed;

pub use settings::Settings;
