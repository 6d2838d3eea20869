//! The people room on both engines: accounts, roles, signing in, screens.

#![allow(clippy::unwrap_used, reason = "a test says what it expects")]

mod accounts;
mod departments;
mod deputies;
mod house;
mod pages;
mod settings;
mod signing_in;
mod taking_over;
