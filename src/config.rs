//! The environment, read once: every fault is reported at once, every value stands redacted in `Debug`.
