//! Every statement of this room.

use tongli_store::sealed::{KeyPart, SealedColumn};

pub mod imports;
pub mod row_list;
pub mod rows;

/// What this room keeps sealed.
pub const SEALED: &[SealedColumn] = &[
    SealedColumn::by_id("imports", "name", imports::NAME).plain_before(),
    SealedColumn::by_id("import_rows", "reason", rows::REASON)
        .keyed(&[KeyPart::Number("import_id"), KeyPart::Number("place")])
        .pinning(&["identity"]),
    SealedColumn::by_id("import_rows", "glimpse", rows::GLIMPSE)
        .keyed(&[KeyPart::Number("import_id"), KeyPart::Number("place")]),
];
