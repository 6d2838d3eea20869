//! Delivering the outbox and reading notices, in both databases.
#![allow(clippy::unwrap_used, reason = "a test says what it expects")]

mod deliver;
mod house;
mod pages;
