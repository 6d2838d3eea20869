//! What a hospital sets for itself: one text a name.

use tongli_kernel::{Id, Moment, Tenant, Viewer};

use crate::{StoreError, Tx, args};

pub async fn find(tx: &mut Tx, tenant: Tenant, name: &str) -> Result<Option<String>, StoreError> {
    tx.find(
        "SELECT value FROM settings WHERE tenant = $1 AND name = $2",
        args![tenant, name],
        |row| row.get("value"),
    )
    .await
}

pub async fn set(
    tx: &mut Tx,
    viewer: &Viewer,
    name: &str,
    value: &str,
    now: Moment,
) -> Result<(), StoreError> {
    tx.run(
        "INSERT INTO settings (tenant, name, value, changed_at, by_id) VALUES ($1,$2,$3,$4,$5)
         ON CONFLICT (tenant, name) DO UPDATE
         SET value = excluded.value, changed_at = excluded.changed_at, by_id = excluded.by_id",
        args![viewer.tenant, name, value, now, viewer.staff().map(Id::raw)],
    )
    .await?;
    Ok(())
}
