//! Counting a contact, taking it back, looking at what days came to.

mod count;
mod look;
mod undo;

pub use count::{Button, fresh, tap};
pub use look::{Counted, Looked, counted, is_workday, look, of_today, target_of};
pub use undo::undo;

use tongli_kernel::{Fault, Permission, StaffId, Viewer};

/// Who counts; a round or the command line stands at no desk.
fn actor(viewer: &Viewer, permission: Permission) -> Result<StaffId, Fault> {
    if !viewer.may(permission) {
        return Err(Fault::Forbidden(permission));
    }
    viewer.staff().ok_or(Fault::Forbidden(permission))
}
