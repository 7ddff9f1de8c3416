//! The instrument: blocks, items, code lists, conditions, routing, and the checks before it may be used.

mod fault;

pub use fault::{Fault, SourceFile};
