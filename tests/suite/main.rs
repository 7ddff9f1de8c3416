//! Everything that needs PostgreSQL, in one binary: behaviour of Heard on real parts.

#![expect(
    clippy::expect_used,
    reason = "a test stops where something is not as it must be"
)]

mod access;
mod anonymity;
mod crash;
mod demo;
mod fieldwork;
mod harness;
mod headers;
mod provider;
mod reports;
mod respondent;
