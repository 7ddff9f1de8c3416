//! What may be published: cell-key rounding, base rules, and `protect`, the only maker of a `ReleasedTable`.
//!
//! The order is fixed: tallies are pooled where they are small ([`pool`]), rounded by their cell key
//! ([`CellKeySecret`]), judged by their rounded base, and only then turned into shares and intervals,
//! from the rounded numbers alone ([`protect`]). The gate, which bounds by linear programmes what a
//! reader of all editions could find out, will stand between the pooling and the release.

mod cell_key;
mod compare;
mod open;
mod pool;
mod protect;
mod released;
mod thresholds;

pub use cell_key::{CellKeySecret, STEP};
pub use compare::{Compared, Comparison, Contrast, FALSE_DISCOVERIES, Side, Verdict, compare, standardised};
pub use open::{CountRow, CountSource, FixedCount, Group, OpenBody, OpenTable, Row, RowName, Source};
pub use pool::{Pooled, Split, Unit, pool};
pub use protect::protect;
pub use released::{
    Figure, Mark, MeasureName, Participation, ReleasedBody, ReleasedRow, ReleasedTable, Share,
};
pub use thresholds::{Thresholds, TooLow};
