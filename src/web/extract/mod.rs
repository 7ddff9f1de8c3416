//! Arguments of handlers, made right before a handler sees them.

mod conn;
mod form;
mod staff;

pub use conn::Conn;
pub use form::CheckedForm;
pub use staff::Staff;

pub use crate::web::typed::{Faults, Typed};
