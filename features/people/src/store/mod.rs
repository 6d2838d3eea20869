//! Every SQL text of this room, one file a table.

pub mod audit;
pub mod credentials;
pub mod departments;
pub mod deputies;
pub mod sessions;
pub mod set_up;
pub mod settings;
pub mod staff;
pub mod staff_list;
pub mod tokens;
