//! The house as a whole, in one binary: the census of rooms, routes, words and
//! texts, and stories over HTTP with a clock in hand.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test says what it expects"
)]

mod census;
mod house;
mod stories;
