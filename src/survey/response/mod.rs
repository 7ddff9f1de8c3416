//! Answers, what Send seals, and what comes out of the mix.
