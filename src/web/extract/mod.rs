//! Arguments of handlers, made right before a handler sees them.

mod form;

pub use form::CheckedForm;

pub use crate::web::typed::{Faults, Typed};
