//! Files of lists in both databases.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test says what it expects"
)]

mod ends;
mod hands;
mod house;
mod jobs;
mod pages;
mod sight;
