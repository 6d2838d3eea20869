//! Whether somebody may handle a case at all.

use tongli_kernel::{Fault, Said, StaffId, Tenant};
use tongli_store::Tx;
use tongli_web::App;

use crate::access;
use crate::case::Allegation;

/// Whether the person belongs to a department complained of. Somebody who could not
/// handle any case is refused at once.
pub(super) async fn conflicted(
    tx: &mut Tx,
    app: &App,
    tenant: Tenant,
    staff: StaffId,
    allegations: &[Allegation],
) -> Result<bool, Fault> {
    let unfit = || Fault::field("owner", Said::new("cases-owner-unfit"));
    let person = tongli_people::viewer_of(tx, app, staff)
        .await?
        .ok_or_else(unfit)?;
    if person.tenant != tenant || !person.may(access::HANDLE) {
        return Err(unfit());
    }
    Ok(allegations
        .iter()
        .flat_map(|one| &one.departments)
        .any(|department| person.departments.contains(department)))
}
