//! Disputes themselves.

use tongli_cases::CaseId;
use tongli_kernel::Tenant;
use tongli_store::{Query, Row, StoreError, Tx, args};

use crate::dispute::{Dispute, DisputeId};

const SELECT: &str =
    "SELECT id, number, version, case_id, reason, keeper, opened_at, died_at, frozen,
        body_at, body_left_at
 FROM disputes WHERE tenant = ";

fn dispute(row: &Row) -> Result<Dispute, StoreError> {
    Ok(Dispute {
        id: row.get("id")?,
        number: row.get("number")?,
        version: row.get("version")?,
        case: row.get("case_id")?,
        reason: row.get("reason")?,
        keeper: row.get("keeper")?,
        opened_at: row.get("opened_at")?,
        died_at: row.get("died_at")?,
        frozen: row.get("frozen")?,
        body_at: row.get("body_at")?,
        body_left_at: row.get("body_left_at")?,
    })
}

pub(crate) async fn insert(tx: &mut Tx, tenant: Tenant, new: &Dispute) -> Result<(), StoreError> {
    tx.run(
        "INSERT INTO disputes (tenant, id, number, version, case_id, reason, keeper, opened_at)
         VALUES ($1,$2,$3,$4,$5,$6,$7,$8)",
        args![
            tenant,
            new.id,
            &new.number,
            new.version,
            new.case,
            &new.reason,
            new.keeper,
            new.opened_at
        ],
    )
    .await?;
    Ok(())
}

/// Writes what may change; `false` if somebody was faster.
pub(crate) async fn update(
    tx: &mut Tx,
    tenant: Tenant,
    dispute: &Dispute,
) -> Result<bool, StoreError> {
    let changed = tx
        .run(
            "UPDATE disputes SET version = version + 1, died_at = $4, frozen = $5, body_at = $6,
                 body_left_at = $7
             WHERE tenant = $1 AND id = $2 AND version = $3",
            args![
                tenant,
                dispute.id,
                dispute.version,
                dispute.died_at,
                dispute.frozen,
                dispute.body_at,
                dispute.body_left_at
            ],
        )
        .await?;
    Ok(changed == 1)
}

pub(crate) async fn by_number(
    tx: &mut Tx,
    tenant: Tenant,
    number: &str,
) -> Result<Option<Dispute>, StoreError> {
    let mut query = Query::new(SELECT);
    query.bind(tenant).push(" AND number = ").bind(number);
    let (sql, args) = query.finish();
    tx.find(sql, args, dispute).await
}

pub(crate) async fn by_id(
    tx: &mut Tx,
    tenant: Tenant,
    id: DisputeId,
) -> Result<Option<Dispute>, StoreError> {
    let mut query = Query::new(SELECT);
    query.bind(tenant).push(" AND id = ").bind(id);
    let (sql, args) = query.finish();
    tx.find(sql, args, dispute).await
}

pub(crate) async fn of_case(
    tx: &mut Tx,
    tenant: Tenant,
    case: CaseId,
) -> Result<Option<Dispute>, StoreError> {
    let mut query = Query::new(SELECT);
    query.bind(tenant).push(" AND case_id = ").bind(case);
    let (sql, args) = query.finish();
    tx.find(sql, args, dispute).await
}

/// Disputes before one, newest first.
pub(crate) async fn list(
    tx: &mut Tx,
    tenant: Tenant,
    before: Option<DisputeId>,
    limit: i64,
) -> Result<Vec<Dispute>, StoreError> {
    let mut query = Query::new(SELECT);
    query.bind(tenant);
    if let Some(before) = before {
        query.push(" AND id < ").bind(before);
    }
    query.push(" ORDER BY id DESC LIMIT ").bind(limit);
    let (sql, args) = query.finish();
    tx.all(sql, args, dispute).await
}
