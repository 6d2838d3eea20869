//! Delivering a message, reading a notice.

pub mod deliver;
pub mod read;
