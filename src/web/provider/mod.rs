//! The pages of the office: start, waves, contact files, questionnaires, accounts, and how answers stay anonymous.

pub mod account;
pub mod anonymity;
pub mod staff;
pub mod start;
