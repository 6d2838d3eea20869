//! What the office does about personal information, one transaction each.

mod consent;
mod disclose;
mod overview;
mod register;
mod requests;

pub use consent::{Consenting, check_consent_given, consents_of, decide};
pub use disclose::{
    Disclosing, approvers, complete, disclose, disclosure_of, disclosures_of, write_hand_overs,
};
pub use overview::{HeldCase, Overview, overview};
pub use register::{export, register};
pub use requests::{
    Asking, answer_request, cases_in_sight, cases_of, check_asker, list_requests, open_request,
    read_request, read_request_by_id, requests_known, reserve_number,
};

use tongli_cases::{Case, Verb};
use tongli_kernel::{Fault, Permission, Said, Viewer};
use tongli_store::Tx;

fn faster() -> Fault {
    Fault::Conflict(Said::new("fault-somebody-was-faster"))
}

/// The case of a number for whoever may do this to it. Who may not know of the case is
/// told that there is none; who is complained of in it decides nothing about it.
pub async fn read_case(
    tx: &mut Tx,
    viewer: &Viewer,
    permission: Permission,
    number: &str,
) -> Result<Case, Fault> {
    let case = tongli_cases::read(tx, viewer, Verb::Read, number).await?;
    if viewer.may(permission) && !case.complains_of(viewer) {
        Ok(case)
    } else {
        Err(Fault::Forbidden(permission))
    }
}
