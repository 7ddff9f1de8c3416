//! Everything that needs PostgreSQL, in one binary: behaviour of Heard on real parts.

mod access;
mod anonymity;
mod demo;
mod fieldwork;
mod harness;
mod headers;
mod provider;
mod reports;
mod respondent;
