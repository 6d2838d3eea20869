//! The investigation forms of a case, one a round, and what stood in them before.

use tongli_cases::Case;
use tongli_kernel::{Fault, Moment, Private, StaffId, Tenant};
use tongli_store::{Query, Row, StoreError, Tx, args};
use tongli_web::App;

use super::statements::{changed, seal};
use crate::investigation::{Earlier, Investigation, Record};

/// Where a body is sealed; an earlier one keeps its seal when it is put aside.
pub(super) const BODY: &str = "investigations.body";

const COLUMNS: &str = "SELECT round, body, changed_by, changed_at, finders, found_at, reviewed_by,
        reviewed_at, sent_back, review_reason, version
     FROM investigations WHERE tenant = ";

/// The form of the round the case is in.
pub async fn find(
    tx: &mut Tx,
    app: &App,
    tenant: Tenant,
    case: &Case,
) -> Result<Option<Investigation>, StoreError> {
    let mut query = Query::new(COLUMNS);
    query
        .bind(tenant)
        .push(" AND case_id = ")
        .bind(case.id)
        .push(" AND round = ")
        .bind(case.round);
    let (sql, args) = query.finish();
    tx.find(sql, args, |row| investigation(row, app, tenant))
        .await
}

/// The forms of the rounds before, the newest first.
pub async fn list_before(
    tx: &mut Tx,
    app: &App,
    tenant: Tenant,
    case: &Case,
) -> Result<Vec<Investigation>, StoreError> {
    let mut query = Query::new(COLUMNS);
    query
        .bind(tenant)
        .push(" AND case_id = ")
        .bind(case.id)
        .push(" AND round < ")
        .bind(case.round)
        .push(" ORDER BY round DESC");
    let (sql, args) = query.finish();
    tx.all(sql, args, |row| investigation(row, app, tenant))
        .await
}

/// What stood in the form of this round before, the newest first.
pub async fn list_earlier(
    tx: &mut Tx,
    app: &App,
    tenant: Tenant,
    case: &Case,
) -> Result<Vec<Earlier>, StoreError> {
    tx.all(
        "SELECT body, written_by, written_at FROM investigation_bodies
         WHERE tenant = $1 AND case_id = $2 AND round = $3 ORDER BY version DESC",
        args![tenant, case.id, case.round],
        |row| {
            Ok(Earlier {
                record: record(row, app, tenant)?,
                written_by: row.get("written_by")?,
                written_at: row.get("written_at")?,
            })
        },
    )
    .await
}

/// Writes the form down; `version` is 0 where there was none. What stood there
/// before is put aside.
pub async fn write(
    tx: &mut Tx,
    app: &App,
    tenant: Tenant,
    case: &Case,
    record: &Record,
    by: Option<StaffId>,
    version: i64,
) -> Result<(), Fault> {
    let plain = serde_json::to_string(record).map_err(StoreError::bug)?;
    let body = seal(app, tenant, BODY, &plain)?;
    let now = app.now();
    if version == 0 {
        return changed(insert(tx, tenant, case, body, by, now).await?);
    }
    tx.run(
        "INSERT INTO investigation_bodies (tenant, case_id, round, version, body, written_by, written_at)
         SELECT tenant, case_id, round, version, body, changed_by, changed_at FROM investigations
         WHERE tenant = $1 AND case_id = $2 AND round = $3 AND version = $4",
        args![tenant, case.id, case.round, version],
    )
    .await?;
    changed(
        tx.run(
            "UPDATE investigations SET body = $5, changed_by = $6, changed_at = $7, version = version + 1
             WHERE tenant = $1 AND case_id = $2 AND round = $3 AND version = $4 AND reviewed_at IS NULL",
            args![tenant, case.id, case.round, version, body, by, now],
        )
        .await?,
    )
}

async fn insert(
    tx: &mut Tx,
    tenant: Tenant,
    case: &Case,
    body: String,
    by: Option<StaffId>,
    now: Moment,
) -> Result<u64, StoreError> {
    tx.run(
        "INSERT INTO investigations (tenant, case_id, round, body, changed_by, changed_at, finders,
             sent_back, version, retention_class)
         VALUES ($1,$2,$3,$4,$5,$6,'[]',0,1,'case') ON CONFLICT DO NOTHING",
        args![tenant, case.id, case.round, body, by, now],
    )
    .await
}

/// The form of this round, begun empty where there is none yet.
pub async fn find_or_begin(
    tx: &mut Tx,
    app: &App,
    tenant: Tenant,
    case: &Case,
    by: Option<StaffId>,
) -> Result<Investigation, Fault> {
    if let Some(form) = find(tx, app, tenant, case).await? {
        return Ok(form);
    }
    write(tx, app, tenant, case, &Record::default(), by, 0).await?;
    find(tx, app, tenant, case)
        .await?
        .ok_or_else(|| Fault::bug("a form just begun is not there"))
}

/// Notes who found; `whole` once nothing is left to judge, which locks the form.
pub async fn mark_found(
    tx: &mut Tx,
    tenant: Tenant,
    case: &Case,
    finders: &[StaffId],
    whole: bool,
    now: Moment,
) -> Result<(), Fault> {
    let finders = serde_json::to_string(finders).map_err(StoreError::bug)?;
    changed(
        tx.run(
            "UPDATE investigations SET finders = $4, found_at = $5, version = version + 1
             WHERE tenant = $1 AND case_id = $2 AND round = $3 AND reviewed_at IS NULL",
            args![tenant, case.id, case.round, finders, whole.then_some(now)],
        )
        .await?,
    )
}

/// A review said yes.
pub async fn mark_reviewed(
    tx: &mut Tx,
    tenant: Tenant,
    case: &Case,
    by: Option<StaffId>,
    now: Moment,
) -> Result<(), Fault> {
    changed(
        tx.run(
            "UPDATE investigations SET reviewed_by = $4, reviewed_at = $5, version = version + 1
             WHERE tenant = $1 AND case_id = $2 AND round = $3 AND reviewed_at IS NULL",
            args![tenant, case.id, case.round, by, now],
        )
        .await?,
    )
}

/// A review sent the findings back: the form opens again.
pub async fn mark_sent_back(
    tx: &mut Tx,
    app: &App,
    tenant: Tenant,
    case: &Case,
    reason: &str,
) -> Result<(), Fault> {
    let reason = seal(app, tenant, "investigations.review_reason", reason)?;
    changed(
        tx.run(
            "UPDATE investigations SET finders = '[]', found_at = NULL, reviewed_by = NULL,
                 reviewed_at = NULL, sent_back = sent_back + 1, review_reason = $4,
                 version = version + 1
             WHERE tenant = $1 AND case_id = $2 AND round = $3",
            args![tenant, case.id, case.round, reason],
        )
        .await?,
    )
}

fn record(row: &Row, app: &App, tenant: Tenant) -> Result<Private<Record>, StoreError> {
    let body: String = row.get("body")?;
    let plain = app.keys.open(tenant, BODY, &body)?;
    Ok(Private::new(
        serde_json::from_str(&plain).map_err(StoreError::bug)?,
    ))
}

fn investigation(row: &Row, app: &App, tenant: Tenant) -> Result<Investigation, StoreError> {
    let finders: String = row.get("finders")?;
    let reason = row
        .get::<Option<String>>("review_reason")?
        .map(|sealed| {
            app.keys
                .open(tenant, "investigations.review_reason", &sealed)
        })
        .transpose()?;
    Ok(Investigation {
        round: row.get("round")?,
        record: record(row, app, tenant)?,
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
