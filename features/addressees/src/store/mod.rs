//! Every SQL text of this room.

pub mod records;
pub mod reports;

use tongli_kernel::{Moment, Private, StaffId};
use tongli_store::sealed::SealedColumn;

/// What this room keeps sealed.
pub const SEALED: &[SealedColumn] = &[
    SealedColumn::by_id("addressee_records", "body", records::BODY),
    SealedColumn::by_id("minor_reports", "body", reports::BODY),
];

/// One version of something, with who wrote it when.
#[derive(Debug, Clone)]
pub struct Written<T> {
    pub version: i64,
    pub body: Private<T>,
    pub by: Option<StaffId>,
    pub at: Moment,
}
