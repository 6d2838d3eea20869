//! Cases in both databases.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test says what it expects"
)]

mod endings;
mod export;
mod finding;
mod house;
mod later;
mod lists;
mod months;
mod oracle;
mod ride;
mod rooms;
mod scope;
mod search;
mod web;
mod words;
