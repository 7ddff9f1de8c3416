//! Everything that needs PostgreSQL, in one binary: behaviour of Heard on real parts.

mod fieldwork;
mod harness;
mod respondent;
