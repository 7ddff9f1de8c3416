//! The contact file's rows, eligibility, exclusion reasons, frame counts, waves.
