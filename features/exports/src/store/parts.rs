//! The pieces of files.

use tongli_kernel::Tenant;
use tongli_store::jobs::JobId;
use tongli_store::{StoreError, Tx, args};

pub async fn insert(
    tx: &mut Tx,
    tenant: Tenant,
    id: JobId,
    attempt: &str,
    seq: i64,
    digest: &str,
) -> Result<(), StoreError> {
    tx.run(
        "INSERT INTO export_parts (tenant, export_id, attempt, seq, digest)
         VALUES ($1,$2,$3,$4,$5)",
        args![tenant, id, attempt, seq, digest],
    )
    .await?;
    Ok(())
}

/// The digests of a file, from its beginning to its end.
pub async fn of_attempt(
    tx: &mut Tx,
    tenant: Tenant,
    id: JobId,
    attempt: &str,
) -> Result<Vec<String>, StoreError> {
    tx.all(
        "SELECT digest FROM export_parts
         WHERE tenant = $1 AND export_id = $2 AND attempt = $3 ORDER BY seq",
        args![tenant, id, attempt],
        |row| row.get("digest"),
    )
    .await
}

/// Every piece of a file, whoever wrote it, but for one hand's.
pub async fn others(
    tx: &mut Tx,
    tenant: Tenant,
    id: JobId,
    but: &str,
) -> Result<Vec<String>, StoreError> {
    tx.all(
        "SELECT digest FROM export_parts
         WHERE tenant = $1 AND export_id = $2 AND attempt <> $3",
        args![tenant, id, but],
        |row| row.get("digest"),
    )
    .await
}

/// Forgets pieces whose bytes are gone.
pub async fn forget_others(
    tx: &mut Tx,
    tenant: Tenant,
    id: JobId,
    but: &str,
) -> Result<(), StoreError> {
    tx.run(
        "DELETE FROM export_parts WHERE tenant = $1 AND export_id = $2 AND attempt <> $3",
        args![tenant, id, but],
    )
    .await?;
    Ok(())
}
