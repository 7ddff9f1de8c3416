//! What everybody may read: published editions, at addresses that stay.

pub mod edition_files;
pub mod editions;
