//! The patient's side on both engines.

#![allow(clippy::unwrap_used, reason = "a test says what it expects")]

mod house;
mod pages;
mod receipts;
