//! The library in both databases.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test says what it expects"
)]

mod finding;
mod house;
mod questions;
mod writing;
