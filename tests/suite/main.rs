//! Everything that needs PostgreSQL, in one binary: behaviour of Heard on real parts.

mod anonymity;
mod fieldwork;
mod harness;
mod respondent;
