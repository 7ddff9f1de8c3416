//! The office's pages, as its three roles meet them.

mod accounts;
mod sign_in;
