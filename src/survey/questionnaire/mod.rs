//! The instrument: blocks, items, code lists, conditions, routing, and the checks before it may be used.

pub use crate::survey::source::{Fault, SourceFile};
