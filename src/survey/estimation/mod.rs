//! Bases, proportions with intervals, change between periods, tabulation.
//!
//! Every formula names its author, title and section. Weights of a later edition join here: they
//! enter as a design effect, which [`DesignEffect::NONE`] stands for until then.

mod base;
mod change;
mod proportion;
mod tabulate;

pub use base::{DesignEffect, effective_base, half_width};
pub use change::{Difference, newcombe, two_proportion_z};
pub use proportion::{Interval, Printed, interval, wilson};
pub use tabulate::{Answered, Item, Plan, RESPONDED, Sex, Tabulation, Tally};

/// The 97.5th percentile of the standard normal distribution: 95 % intervals on both sides.
pub const Z_95: f64 = 1.959_963_984_540_054;

#[cfg(test)]
mod reference_tests;
