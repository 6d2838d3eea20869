//! What somebody could know of when a file was made, so that it is given to nobody who
//! may know of less by the time it is taken.

use tongli_cases::access::scope;
use tongli_kernel::{Reach, Viewer};
use tongli_store::sha256;

/// A digest of the viewer's scope.
pub fn mark(viewer: &Viewer) -> String {
    let scope = scope(viewer);
    let reach = match scope.reach {
        Reach::Nothing => "nothing".to_owned(),
        Reach::Hospital => "hospital".to_owned(),
        Reach::Departments(mut departments) => {
            departments.sort();
            format!("{departments:?}")
        }
    };
    let staff = scope.staff.map(tongli_kernel::Id::raw);
    sha256(format!("{reach}|{}|{staff:?}", scope.clearance.code()).as_bytes())
}
