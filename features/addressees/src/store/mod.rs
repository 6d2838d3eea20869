//! Every SQL text of this room.

pub mod records;
pub mod reports;

use tongli_kernel::{Moment, Private, StaffId};

/// One version of something, with who wrote it when.
#[derive(Debug, Clone)]
pub struct Written<T> {
    pub version: i64,
    pub body: Private<T>,
    pub by: Option<StaffId>,
    pub at: Moment,
}
