//! The ballot box under its real roles: nobody is lost, nobody is found.

mod accounting;
mod canaries;
mod cards;
mod carrying;
mod certificates;
mod drafts;
mod given;
mod lost_keys;
mod offices;
mod purge;
mod release;
mod relink;
mod roles;
mod self_check;
mod send;
pub mod station;
mod tables;
mod watching;
