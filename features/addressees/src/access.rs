//! Who records whom the office may tell. The permissions are the cases room's, because
//! its life cycle reads a case for a verb.

pub use tongli_cases::access::{AMEND, APPROVE};
use tongli_cases::access::{knows_contact, may_see_contact};
use tongli_kernel::Viewer;

/// Whether the viewer sees who is addressed and why: the office does, a department
/// handles the matter and not the person.
pub fn sees(viewer: &Viewer) -> bool {
    knows_contact(viewer)
}

/// Whether names stand in full.
pub fn sees_names(viewer: &Viewer) -> bool {
    may_see_contact(viewer)
}
