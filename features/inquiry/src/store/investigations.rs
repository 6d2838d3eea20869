//! The investigation form of a case.

use tongli_kernel::{Fault, Moment, Private, StaffId, Tenant};
use tongli_store::{Row, StoreError, Tx, args};
use tongli_web::App;

use super::statements::{changed, seal};
use crate::investigation::{Investigation, Record};

pub async fn find(
    tx: &mut Tx,
    app: &App,
    tenant: Tenant,
    case_id: i64,
) -> Result<Option<Investigation>, StoreError> {
    tx.find(
        "SELECT body, changed_by, changed_at, finders, found_at, reviewed_by, reviewed_at,
                sent_back, review_reason, version
         FROM investigations WHERE tenant = $1 AND case_id = $2",
        args![tenant, case_id],
        |row| investigation(row, app, tenant),
    )
    .await
}

/// Writes the form down; `version` is 0 where there was none.
pub async fn write(
    tx: &mut Tx,
    app: &App,
    tenant: Tenant,
    case_id: i64,
    record: &Record,
    by: Option<StaffId>,
    version: i64,
) -> Result<(), Fault> {
    let plain = serde_json::to_string(record).map_err(StoreError::bug)?;
    let body = seal(app, tenant, "investigations.body", &plain)?;
    let now = app.now();
    let rows = if version == 0 {
        tx.run(
            "INSERT INTO investigations (tenant, case_id, body, changed_by, changed_at, finders, sent_back,
                 version, retention_class)
             VALUES ($1,$2,$3,$4,$5,'[]',0,1,'case') ON CONFLICT DO NOTHING",
            args![tenant, case_id, body, by, now],
        )
        .await?
    } else {
        tx.run(
            "UPDATE investigations SET body = $4, changed_by = $5, changed_at = $6, version = version + 1
             WHERE tenant = $1 AND case_id = $2 AND version = $3 AND found_at IS NULL",
            args![tenant, case_id, version, body, by, now],
        )
        .await?
    };
    changed(rows)
}

/// Notes who found; `whole` once nothing is left to judge, which locks the form.
pub async fn mark_found(
    tx: &mut Tx,
    tenant: Tenant,
    case_id: i64,
    finders: &[StaffId],
    whole: bool,
    now: Moment,
) -> Result<(), Fault> {
    let finders = serde_json::to_string(finders).map_err(StoreError::bug)?;
    changed(
        tx.run(
            "UPDATE investigations SET finders = $3, found_at = $4, version = version + 1
             WHERE tenant = $1 AND case_id = $2 AND reviewed_at IS NULL",
            args![tenant, case_id, finders, whole.then_some(now)],
        )
        .await?,
    )
}

/// A review said yes.
pub async fn mark_reviewed(
    tx: &mut Tx,
    tenant: Tenant,
    case_id: i64,
    by: Option<StaffId>,
    now: Moment,
) -> Result<(), Fault> {
    changed(
        tx.run(
            "UPDATE investigations SET reviewed_by = $3, reviewed_at = $4, version = version + 1
             WHERE tenant = $1 AND case_id = $2 AND reviewed_at IS NULL",
            args![tenant, case_id, by, now],
        )
        .await?,
    )
}

/// A review sent the findings back: the form opens again.
pub async fn mark_sent_back(
    tx: &mut Tx,
    app: &App,
    tenant: Tenant,
    case_id: i64,
    reason: &str,
) -> Result<(), Fault> {
    let reason = seal(app, tenant, "investigations.review_reason", reason)?;
    changed(
        tx.run(
            "UPDATE investigations SET finders = '[]', found_at = NULL, reviewed_by = NULL,
                 reviewed_at = NULL, sent_back = sent_back + 1, review_reason = $3,
                 version = version + 1
             WHERE tenant = $1 AND case_id = $2",
            args![tenant, case_id, reason],
        )
        .await?,
    )
}

fn investigation(row: &Row, app: &App, tenant: Tenant) -> Result<Investigation, StoreError> {
    let body: String = row.get("body")?;
    let plain = app.keys.open(tenant, "investigations.body", &body)?;
    let record: Record = serde_json::from_str(&plain).map_err(StoreError::bug)?;
    let finders: String = row.get("finders")?;
    let reason = row
        .get::<Option<String>>("review_reason")?
        .map(|sealed| {
            app.keys
                .open(tenant, "investigations.review_reason", &sealed)
        })
        .transpose()?;
    Ok(Investigation {
        record: Private::new(record),
        changed_by: row.get("changed_by")?,
        changed_at: row.get("changed_at")?,
        finders: serde_json::from_str(&finders).map_err(StoreError::bug)?,
        found_at: row.get("found_at")?,
        reviewed_by: row.get("reviewed_by")?,
        reviewed_at: row.get("reviewed_at")?,
        sent_back: row.get("sent_back")?,
        review_reason: reason.map(Private::new),
        version: row.get("version")?,
    })
}
