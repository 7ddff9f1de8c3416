//! Bases, proportions with intervals, tabulation.
