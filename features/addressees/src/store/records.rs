//! The versions of who may be told of a case.

use tongli_kernel::{Fault, Private, Said, StaffId, Tenant};
use tongli_store::{OnUnique, Row, StoreError, Tx, args};
use tongli_web::App;

use super::Written;
use crate::record::Record;

/// Where a body is sealed.
pub const BODY: &str = "addressee_records.body";

/// All versions of a case, the newest first.
pub async fn list(
    tx: &mut Tx,
    app: &App,
    tenant: Tenant,
    case_id: i64,
) -> Result<Vec<Written<Record>>, StoreError> {
    tx.all(
        "SELECT version, body, written_by, written_at FROM addressee_records
         WHERE tenant = $1 AND case_id = $2 ORDER BY version DESC",
        args![tenant, case_id],
        |row| written(row, app, tenant),
    )
    .await
}

/// The version that counts.
pub async fn newest(
    tx: &mut Tx,
    app: &App,
    tenant: Tenant,
    case_id: i64,
) -> Result<Option<Written<Record>>, StoreError> {
    tx.find(
        "SELECT version, body, written_by, written_at FROM addressee_records
         WHERE tenant = $1 AND case_id = $2 ORDER BY version DESC LIMIT 1",
        args![tenant, case_id],
        |row| written(row, app, tenant),
    )
    .await
}

/// Adds the version after the one its writer saw.
pub async fn add(
    tx: &mut Tx,
    app: &App,
    tenant: Tenant,
    (case_id, seen): (i64, i64),
    body: &Record,
    by: Option<StaffId>,
) -> Result<i64, Fault> {
    let version = seen + 1;
    let plain = serde_json::to_string(body).map_err(StoreError::bug)?;
    let sealed = app.keys.seal(tenant, BODY, &plain, &*app.chance)?;
    tx.run(
        "INSERT INTO addressee_records (tenant, id, case_id, version, body, written_by, written_at,
             retention_class)
         VALUES ($1,$2,$3,$4,$5,$6,$7,'case')",
        args![
            tenant,
            app.id::<Record>(),
            case_id,
            version,
            sealed,
            by,
            app.now()
        ],
    )
    .await
    .on_unique(|| Fault::Conflict(Said::new("fault-somebody-was-faster")))?;
    Ok(version)
}

fn written(row: &Row, app: &App, tenant: Tenant) -> Result<Written<Record>, StoreError> {
    let sealed: String = row.get("body")?;
    let plain = app.keys.open(tenant, BODY, &sealed)?;
    Ok(Written {
        version: row.get("version")?,
        body: Private::new(serde_json::from_str(&plain).map_err(StoreError::bug)?),
        by: row.get("written_by")?,
        at: row.get("written_at")?,
    })
}
