//! What somebody without an account does.

pub mod look_up;
pub mod submit;
