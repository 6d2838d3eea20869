//! What is done with an old register, one verb a file.

mod bring_in;
mod cancel;
mod confirm;
mod import_now;
mod publish;
mod read_file;
mod told;
mod try_file;
mod withdraw;

pub(crate) use bring_in::LEASE_SECONDS;
pub use bring_in::{Report, bring_in_rows, number_of};
pub use cancel::cancel;
pub use confirm::{JOB, confirm};
pub use import_now::{dry_run, import_now};
pub use publish::publish;
pub use read_file::read_file;
pub use told::{BadLine, FlawTold, Outcome, RowTold};
pub use try_file::{Tried, try_file};
pub use withdraw::withdraw;

use tongli_kernel::{Fault, Viewer};
use tongli_store::Tx;

use crate::access::RUN;
use crate::import::{Import, ImportId};
use crate::store;

/// An import of this hospital, for whoever may bring registers in.
pub async fn read(tx: &mut Tx, viewer: &Viewer, id: ImportId) -> Result<Import, Fault> {
    if !viewer.may(RUN) {
        return Err(Fault::NotFound);
    }
    store::imports::find(tx, viewer.tenant, id)
        .await?
        .ok_or(Fault::NotFound)
}
