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

/// Files that are said to be gone and of which pieces are left.
pub async fn left_behind(
    tx: &mut Tx,
    tenant: Tenant,
    limit: i64,
) -> Result<Vec<JobId>, StoreError> {
    tx.all(
        "SELECT DISTINCT p.export_id FROM export_parts p
         JOIN exports e ON e.tenant = p.tenant AND e.id = p.export_id
         WHERE p.tenant = $1 AND e.erased_at IS NOT NULL ORDER BY p.export_id LIMIT $2",
        args![tenant, limit],
        |row| row.get("export_id"),
    )
    .await
}

/// Every piece of every file, of whichever tenant.
pub async fn all(tx: &mut Tx) -> Result<Vec<String>, StoreError> {
    tx.all("SELECT digest FROM export_parts", vec![], |row| {
        row.get("digest")
    })
    .await
}

/// Forgets them.
pub async fn forget_all(tx: &mut Tx) -> Result<(), StoreError> {
    tx.run("DELETE FROM export_parts", vec![]).await?;
    Ok(())
}
