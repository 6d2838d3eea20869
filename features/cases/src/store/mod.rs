//! Every statement of this room.

pub mod allegations;
pub mod among;
pub mod away;
pub mod cases;
pub mod clues;
pub mod concern;
pub mod export;
pub mod figures;
pub mod found;
pub mod imported;
pub mod index_check;
pub mod list;
pub mod matters;
pub mod months;
mod narrow;
pub mod notes;
pub mod recordings;
pub mod refusals;
pub mod respondents;
pub mod scope;
