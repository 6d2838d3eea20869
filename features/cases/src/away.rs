//! A case that is out of sight: sealed away or destroyed.

use tongli_kernel::Moment;

use crate::case::CaseId;
use crate::codes::Kind;

/// What may be said of a case that nobody sees any more, to those who could.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Away {
    pub id: CaseId,
    pub number: String,
    pub kind: Kind,
    pub version: i64,
    pub aside_at: Option<Moment>,
    pub destroyed_at: Option<Moment>,
}
