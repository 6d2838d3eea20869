//! Which cases came from an old register, and whether they may be seen.

use tongli_kernel::{Moment, Tenant};
use tongli_store::{StoreError, Tx, args};

use crate::case::CaseId;
use crate::codes::Stage;

/// Narrows a statement over `cases c`: what came with an import is seen once the
/// import is published, and no longer when it is withdrawn.
pub(super) const VISIBLE: &str = " AND NOT EXISTS (SELECT 1 FROM case_imports i
      WHERE i.tenant = c.tenant AND i.case_id = c.id AND NOT EXISTS (
          SELECT 1 FROM case_import_states s
          WHERE s.tenant = i.tenant AND s.import_id = i.import_id
            AND s.published_at IS NOT NULL))";

/// The case a row of a file has become.
pub async fn case_of_row(
    tx: &mut Tx,
    tenant: Tenant,
    import: i64,
    place: i64,
) -> Result<Option<CaseId>, StoreError> {
    tx.find(
        "SELECT case_id FROM case_imports WHERE tenant = $1 AND import_id = $2 AND place = $3",
        args![tenant, import, place],
        |row| row.get("case_id"),
    )
    .await
}

pub async fn insert(
    tx: &mut Tx,
    tenant: Tenant,
    case: CaseId,
    import: i64,
    place: i64,
    former_department: Option<&str>,
) -> Result<(), StoreError> {
    tx.run(
        "INSERT INTO case_imports (tenant, case_id, import_id, place, former_department)
         VALUES ($1,$2,$3,$4,$5)",
        args![tenant, case, import, place, former_department],
    )
    .await?;
    Ok(())
}

/// The import a case came with.
pub async fn import_of(
    tx: &mut Tx,
    tenant: Tenant,
    case: CaseId,
) -> Result<Option<i64>, StoreError> {
    tx.find(
        "SELECT import_id FROM case_imports WHERE tenant = $1 AND case_id = $2",
        args![tenant, case],
        |row| row.get("import_id"),
    )
    .await
}

/// What the register called departments the house did not know.
pub async fn former_department(
    tx: &mut Tx,
    tenant: Tenant,
    case: CaseId,
) -> Result<Option<String>, StoreError> {
    let found = tx
        .find(
            "SELECT former_department FROM case_imports WHERE tenant = $1 AND case_id = $2",
            args![tenant, case],
            |row| row.get::<Option<String>>("former_department"),
        )
        .await?;
    Ok(found.flatten())
}

/// Shows or hides all cases of an import with one row.
pub async fn set_published(
    tx: &mut Tx,
    tenant: Tenant,
    import: i64,
    at: Option<Moment>,
) -> Result<(), StoreError> {
    tx.run(
        "INSERT INTO case_import_states (tenant, import_id, published_at) VALUES ($1,$2,$3)
         ON CONFLICT (tenant, import_id) DO UPDATE SET published_at = excluded.published_at",
        args![tenant, import, at],
    )
    .await?;
    // Shown once and hidden once at most.
    let seq = at.map_or(-1, Moment::millis);
    super::figures::mark_import(tx, tenant, import, seq).await
}

/// How many cases of an import have been taken up again.
pub async fn count_taken_up(tx: &mut Tx, tenant: Tenant, import: i64) -> Result<i64, StoreError> {
    tx.count(
        "SELECT COUNT(*) AS n FROM case_imports i
         JOIN cases c ON c.tenant = i.tenant AND c.id = i.case_id
         WHERE i.tenant = $1 AND i.import_id = $2 AND (c.stage <> $3 OR c.round > 1)",
        args![tenant, import, Stage::Archived],
    )
    .await
}
