//! The pages of the office: start, waves, contact files, questionnaires, accounts, and how answers stay anonymous.

pub mod account;
pub mod anonymity;
pub mod cards;
mod cards_page;
mod family_table;
pub mod helplines;
pub mod interviews;
pub mod questionnaires;
pub mod staff;
pub mod start;
pub mod upload;
mod upload_page;
pub mod wave;
mod wave_page;
pub mod waves;
pub mod words;
