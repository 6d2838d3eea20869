//! Every SQL text of this room.

pub mod asides;
pub mod batches;
pub mod due;
pub mod facts;
pub mod holds;
pub mod payloads;
pub mod tombstones;

use tongli_kernel::{Fault, Said};
use tongli_store::sealed::SealedColumn;

/// What this room keeps sealed.
pub const SEALED: &[SealedColumn] = &[
    SealedColumn::by_id("legal_holds", "reason", holds::REASON),
    SealedColumn::by_id("legal_holds", "reference", holds::REFERENCE),
    SealedColumn::by_id("legal_holds", "lift_reason", holds::LIFT),
    SealedColumn::by_id("asides", "reason", asides::REASON),
    SealedColumn::by_id("asides", "back_reason", asides::BACK),
    SealedColumn::by_id("aside_openings", "reason", asides::OPENING),
    SealedColumn::by_id("destructions", "reason", batches::REASON),
];

/// Nobody was faster.
fn changed(rows: u64) -> Result<(), Fault> {
    if rows == 1 {
        Ok(())
    } else {
        Err(Fault::Conflict(Said::new("fault-somebody-was-faster")))
    }
}
