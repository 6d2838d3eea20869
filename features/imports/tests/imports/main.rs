//! Old registers in both databases, with books invented for it.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test says what it expects"
)]

mod actions;
mod books;
mod house;
mod pages;
mod reading;
