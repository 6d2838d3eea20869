//! Every SQL text of the library.

pub(crate) mod counts;
pub(crate) mod entries;
pub(crate) mod lists;
pub(crate) mod questions;
pub(crate) mod terms;
