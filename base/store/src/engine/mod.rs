//! What truly differs between the two engines: two files of the same outline.

mod places;
pub(crate) mod postgres;
pub(crate) mod sqlite;
