//! Subjects whose work is for their own people. The seal lies on the subject, so that
//! no room that opens an item can forget it.

use tongli_kernel::Tenant;
use tongli_store::{StoreError, Subject, Tx, args};

/// Narrows a statement over `work_items i` to what anybody of the list may see.
pub(crate) const UNSEALED: &str = " AND NOT EXISTS (SELECT 1 FROM sealed_subjects z
      WHERE z.tenant = i.tenant AND z.subject_kind = i.subject_kind
        AND z.subject_id = i.subject_id)";

pub async fn seal_subject(tx: &mut Tx, tenant: Tenant, subject: Subject) -> Result<(), StoreError> {
    tx.run(
        "INSERT INTO sealed_subjects (tenant, subject_kind, subject_id) VALUES ($1,$2,$3)
         ON CONFLICT DO NOTHING",
        args![tenant, subject.kind, subject.id],
    )
    .await?;
    Ok(())
}

pub(crate) async fn is_sealed(
    tx: &mut Tx,
    tenant: Tenant,
    subject: Subject,
) -> Result<bool, StoreError> {
    let found = tx
        .count(
            "SELECT COUNT(*) AS n FROM sealed_subjects
             WHERE tenant = $1 AND subject_kind = $2 AND subject_id = $3",
            args![tenant, subject.kind, subject.id],
        )
        .await?;
    Ok(found > 0)
}
