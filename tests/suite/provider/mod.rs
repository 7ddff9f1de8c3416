//! The office's pages, as its three roles meet them.

mod accounts;
mod cards;
pub mod contact_files;
mod helplines;
mod questionnaires;
mod sign_in;
mod waves;
