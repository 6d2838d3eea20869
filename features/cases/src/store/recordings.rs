//! For which cases recordings may be kept, as the room of consents says.

use tongli_kernel::Tenant;
use tongli_store::{StoreError, Tx, args};

use crate::case::CaseId;

pub async fn set(
    tx: &mut Tx,
    tenant: Tenant,
    case: CaseId,
    allowed: bool,
) -> Result<(), StoreError> {
    if allowed {
        tx.run(
            "INSERT INTO case_recordings (tenant, case_id) VALUES ($1,$2) ON CONFLICT DO NOTHING",
            args![tenant, case],
        )
        .await?;
    } else {
        tx.run(
            "DELETE FROM case_recordings WHERE tenant = $1 AND case_id = $2",
            args![tenant, case],
        )
        .await?;
    }
    Ok(())
}

pub async fn are_allowed(tx: &mut Tx, tenant: Tenant, case: CaseId) -> Result<bool, StoreError> {
    let found = tx
        .count(
            "SELECT COUNT(*) AS n FROM case_recordings WHERE tenant = $1 AND case_id = $2",
            args![tenant, case],
        )
        .await?;
    Ok(found > 0)
}
