//! Whether somebody may handle a case at all.

use tongli_kernel::{DepartmentId, Fault, Said, StaffId, Tenant};
use tongli_store::Tx;
use tongli_web::App;

use crate::access;
use crate::case::{Allegation, Case};
use crate::store;

/// Whether the person is complained of, or belongs to a department complained of.
/// Somebody who could not handle any case is refused at once.
pub(super) async fn conflicted(
    tx: &mut Tx,
    app: &App,
    tenant: Tenant,
    staff: StaffId,
    (case, allegations): (&Case, &[Allegation]),
) -> Result<bool, Fault> {
    let unfit = || Fault::field("owner", Said::new("cases-owner-unfit"));
    let person = tongli_people::viewer_of(tx, app, staff)
        .await?
        .ok_or_else(unfit)?;
    if person.tenant != tenant || !person.may(access::HANDLE) {
        return Err(unfit());
    }
    Ok(case.respondents.contains(&staff)
        || is_complained_of(staff, &person.departments, allegations))
}

/// Whoever speaks with the person is not one of those they complain of.
pub(super) async fn check_speaker(
    tx: &mut Tx,
    tenant: Tenant,
    speaker: Option<StaffId>,
    (case, allegations): (&Case, &[Allegation]),
) -> Result<(), Fault> {
    let Some(staff) = speaker else {
        return Ok(());
    };
    let departments = tongli_people::find_staff(tx, tenant, staff)
        .await?
        .map(|one| one.departments)
        .unwrap_or_default();
    if case.respondents.contains(&staff) || is_complained_of(staff, &departments, allegations) {
        let said = Said::new("cases-speaker-complained-of");
        return Err(Fault::field("speaker", said));
    }
    Ok(())
}

/// Whether whoever handles the case may go on, now that the allegations are these.
pub(super) async fn owner_is_complained_of(
    tx: &mut Tx,
    tenant: Tenant,
    case: &Case,
    allegations: &[Allegation],
) -> Result<bool, Fault> {
    let Some(owner) = case.owner else {
        return Ok(false);
    };
    if store::respondents::of(tx, tenant, case.id)
        .await?
        .contains(&owner)
    {
        return Ok(true);
    }
    let departments = tongli_people::find_staff(tx, tenant, owner)
        .await?
        .map(|one| one.departments)
        .unwrap_or_default();
    Ok(is_complained_of(owner, &departments, allegations))
}

/// Whether a person of these departments is among those complained of.
fn is_complained_of(
    staff: StaffId,
    departments: &[DepartmentId],
    allegations: &[Allegation],
) -> bool {
    allegations.iter().any(|one| {
        one.respondents.iter().any(|who| who.staff == Some(staff))
            || one
                .departments
                .iter()
                .any(|place| departments.contains(place))
    })
}
