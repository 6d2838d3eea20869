//! Every statement of this room.

pub mod imports;
pub mod rows;
