//! Persons and contacts in both databases.
#![allow(clippy::unwrap_used, reason = "a test says what it expects")]

mod found;
mod house;
mod records;
