//! What the respondent sees. Plain data in, markup out; nothing here reads a request or a table.

pub mod away;
pub mod block;
pub mod card;
pub mod check;
pub mod closing;
pub mod contact;
pub mod neutral;
pub mod notice;
pub mod opening;
pub mod pause;
pub mod pictures;
pub mod question;
pub mod sheet;
pub mod words;
