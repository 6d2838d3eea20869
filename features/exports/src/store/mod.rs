//! Every statement of this room.

use tongli_store::sealed::SealedColumn;

pub mod exports;
pub mod parts;

/// What this room keeps sealed.
pub const SEALED: &[SealedColumn] = &[SealedColumn::by_id("exports", "filter", exports::FILTER)];
