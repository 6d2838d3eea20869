//! The verbs of this room, one a file, and the question all others ask: what may leave.

mod record;
mod report;
mod tell;

pub use record::{Recording, record_addressee};
pub use report::{Reporting, report_minor};
pub use tell::{Told, is_report_owed, told, told_with_code};

use tongli_cases::{Case, Verb};
use tongli_kernel::{Fault, Gate, Said, Viewer};
use tongli_store::Tx;

/// The case for a change of this room, at the version the caller saw. What was archived,
/// handed over or joined to another case stays as it is.
async fn read(
    tx: &mut Tx,
    viewer: &Viewer,
    number: &str,
    version: Option<i64>,
) -> Result<Case, Fault> {
    let case = tongli_cases::read(tx, viewer, Verb::Amend, number).await?;
    if version.is_some_and(|version| version != case.version) {
        return Err(Fault::Conflict(Said::new("fault-somebody-was-faster")));
    }
    if case.stage.is_terminal() {
        let gate = Gate::new("stage", Said::new("addressees-gate-over"));
        return Err(Fault::Gated(vec![gate]));
    }
    Ok(case)
}
