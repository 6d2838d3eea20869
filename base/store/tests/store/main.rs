//! The ground floor on both engines.

#![allow(clippy::unwrap_used, reason = "a test says what it expects")]

mod chains;
mod house;
mod keys;
mod lent;
mod proofs;
mod search;
mod signers;
mod statistics;
mod tables;
