//! Every SQL text of this room.

pub mod investigations;
pub mod statements;
