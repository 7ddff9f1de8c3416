//! Bases, weights, proportions with intervals, change between periods, tabulation.
//!
//! Every formula names its author, title and section. How weights go together with printed totals stands in [`weight`].

mod base;
mod change;
mod proportion;
mod tabulate;
pub mod weight;

pub use base::{DesignEffect, effective_base, half_width};
pub use change::{Difference, discoveries, newcombe, smallest_shown, two_proportion_z, two_sided_p};
pub use proportion::{Interval, compared_base, interval, wilson};
pub use tabulate::{Age, Answered, Item, Plan, RESPONDED, Sex, Tabulation, Tally};
pub use weight::{Estimate, Margin, factors};

/// The 97.5th percentile of the standard normal distribution: 95 % intervals on both sides.
pub const Z_95: f64 = 1.959_963_984_540_054;

#[cfg(test)]
mod r_tests;
#[cfg(test)]
mod reference_tests;
