//! What somebody without an account does.

pub mod away;
pub mod look_up;
pub mod submit;
