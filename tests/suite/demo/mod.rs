//! The demonstration: its pages over real HTTP, and the attack on real rows.

mod attack;
mod cluster;
mod office;
mod pages;
