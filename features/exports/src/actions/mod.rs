//! What is done with files of lists, one verb a file.

mod ask;
mod erase;
mod make;
mod pieces;
mod take;

pub use ask::ask;
pub use erase::{Ending, erase, erase_expired, leave_out};
pub use make::{lease, make};
pub use take::{Taking, take};

use tongli_cases::access::EXPORT;
use tongli_kernel::{Fault, Viewer};
use tongli_store::Tx;
use tongli_store::jobs::JobId;

use crate::export::Export;
use crate::store;

/// What the jobs are called.
pub const JOB: &str = "case_export";

/// Files of one page.
const PAGE: i64 = 50;

/// Somebody's own file: nobody else knows that it is there.
pub async fn read(tx: &mut Tx, viewer: &Viewer, id: JobId) -> Result<Export, Fault> {
    if !viewer.may(EXPORT) {
        return Err(Fault::Forbidden(EXPORT));
    }
    let found = store::exports::find(tx, viewer.tenant, id).await?;
    found
        .filter(|one| viewer.staff() == Some(one.by))
        .ok_or(Fault::NotFound)
}

/// Somebody's own files, newest first.
pub async fn list(tx: &mut Tx, viewer: &Viewer) -> Result<Vec<Export>, Fault> {
    if !viewer.may(EXPORT) {
        return Err(Fault::Forbidden(EXPORT));
    }
    let Some(staff) = viewer.staff() else {
        return Ok(Vec::new());
    };
    Ok(store::exports::list(tx, viewer.tenant, staff, PAGE).await?)
}
