//! The contact file's rows, eligibility, exclusion reasons, frame counts, waves.
//!
//! A row is read ([`ContactRow`]), judged by the dated rules of `survey-defs/sample/` ([`SampleRules::judge`]), put on
//! the [`Roll`], which sees who stands in the file twice, and counted ([`FrameCounts`]). What is kept of a file is a
//! [`Summary`]: totals, and faults by line and reason, never a row. Where bytes come from is in `documents`, where
//! rows go is in `operations::load_sample`.

mod contact_row;
mod crowd;
mod eligibility;
mod frame;
mod header;
#[cfg(test)]
mod judging;
mod quarter;
mod reason;
mod roll;
mod row_fault;
mod rules;
mod summary;
mod wave;

pub use contact_row::{ContactRow, Person, RowSex, SafeMark};
pub use crowd::{CohortSize, CrowdFault, PrivateDomains, crowd_test};
pub use eligibility::{Judged, When};
pub use frame::{ANY, AgeBand, CARD, Class, FrameCount, FrameCounts, Stage};
pub use header::{Fields, Header, HeaderFault, OPTIONAL, REQUIRED};
pub use quarter::{Quarter, QuarterError};
pub use reason::Reason;
pub use roll::{Draw, Roll, Struck};
pub use row_fault::RowFault;
pub use rules::{SampleRules, Settings};
pub use summary::{FamilyTotals, ListedFault, Summary};
pub use wave::{FieldworkPeriod, PeriodError};
