//! Who answers, approves and delivers. The permissions are the cases room's,
//! because its life cycle reads a case for a verb.

pub use tongli_cases::access::{ANSWER, APPROVE};
use tongli_kernel::Permission;

/// Whoever has to do with answers at all.
pub const CONCERNED: &[Permission] = &[ANSWER, APPROVE];
