//! Every statement of this room.

pub mod imports;
pub mod row_list;
pub mod rows;
