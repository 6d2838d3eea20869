//! Clocks, work lists, rounds and pages, in both databases.
#![allow(clippy::unwrap_used, reason = "a test says what it expects")]

mod clocks;
mod house;
mod pages;
mod rounds;
