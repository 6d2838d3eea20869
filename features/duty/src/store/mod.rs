//! Every SQL text about the night.

pub mod calls;
pub mod events;
pub mod marks;
