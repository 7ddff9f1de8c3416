//! The survey host: what a respondent meets, from her link to the thank-you.
//!
//! Nothing before Start says what the questions are about, and every page of a sitting has one
//! address, so that a browser's history tells nothing. A sitting lives in its cookie (`sitting`), its
//! answers in a sealed draft (`draft`); where a button leads is decided in `journey`, without a server.
//! `show` and `post` are the sitting's two handlers; `start`, `stop` and `exit` stand beside them.

mod block_page;
pub mod card;
pub mod contact_me;
mod cookie;
mod desk;
mod draft;
pub mod exit;
mod foreign;
pub mod interview;
mod journey;
mod language;
mod lapse;
mod late;
mod leaves;
mod pages;
pub mod post;
mod posted;
mod return_code;
mod send;
pub mod show;
mod sitting;
pub mod start;
pub mod stop;

pub use language::words_of_problem;
