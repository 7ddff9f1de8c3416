//! What everybody may read: published editions, at addresses that stay.

pub mod editions;
