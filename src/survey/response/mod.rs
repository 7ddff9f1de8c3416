//! What becomes of answers: finished and sealed, then opened into what nobody can be found by.

pub mod coarsening;
pub mod finished;
pub mod mode;

pub use coarsening::{CodeAnswer, Comment, Keep, OpenResponse, Slip, class_of, open_up};
pub use finished::{BALLOT_BYTES, Finished, FinishedFault};
pub use mode::Mode;

pub use crate::survey::questionnaire::{Answer, Answers};
