//! What truly differs between the two engines: two files of the same outline.

pub(crate) mod postgres;
pub(crate) mod sqlite;
