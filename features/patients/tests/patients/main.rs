//! Persons and contacts in both databases.
#![allow(clippy::unwrap_used, reason = "a test says what it expects")]

mod house;
mod records;
