//! Legal holds.

use tongli_cases::CaseId;
use tongli_kernel::{Fault, Tenant};
use tongli_store::{Query, Row, StoreError, Tx, Vault, args};

use super::changed;
use crate::hold::{Hold, HoldId, Lifted};

pub(super) const REASON: &str = "legal_holds.reason";
pub(super) const REFERENCE: &str = "legal_holds.reference";
pub(super) const LIFT: &str = "legal_holds.lift_reason";

const SELECT: &str = "SELECT id, case_id, version, reason, reference, placed_by, placed_at,
     lifted_by, lifted_at, lift_reason FROM legal_holds WHERE tenant = ";

fn hold(row: &Row, vault: &Vault, tenant: Tenant) -> Result<Hold, StoreError> {
    let lifted: Option<String> = row.get("lift_reason")?;
    Ok(Hold {
        id: row.get("id")?,
        case: row.get("case_id")?,
        version: row.get("version")?,
        reason: vault.open(tenant, REASON, &row.get::<String>("reason")?)?,
        reference: vault.open(tenant, REFERENCE, &row.get::<String>("reference")?)?,
        placed_by: row.get("placed_by")?,
        placed_at: row.get("placed_at")?,
        lifted: match (row.get("lifted_by")?, row.get("lifted_at")?) {
            (Some(by), Some(at)) => Some(Lifted {
                by,
                at,
                reason: vault.open(tenant, LIFT, &lifted.unwrap_or_default())?,
            }),
            _ => None,
        },
    })
}

pub async fn insert(tx: &mut Tx, tenant: Tenant, new: &Hold) -> Result<(), StoreError> {
    let vault = tx.vault()?;
    tx.run(
        "INSERT INTO legal_holds (tenant, id, case_id, version, reason, reference, placed_by,
             placed_at) VALUES ($1,$2,$3,$4,$5,$6,$7,$8)",
        args![
            tenant,
            new.id,
            new.case,
            new.version,
            vault.seal(tenant, REASON, &new.reason)?,
            vault.seal(tenant, REFERENCE, &new.reference)?,
            new.placed_by,
            new.placed_at
        ],
    )
    .await?;
    Ok(())
}

/// Lifts a hold at the version it was read with.
pub async fn lift(tx: &mut Tx, tenant: Tenant, hold: &Hold, how: &Lifted) -> Result<(), Fault> {
    let reason = tx.vault()?.seal(tenant, LIFT, &how.reason)?;
    let touched = tx
        .run(
            "UPDATE legal_holds SET version = version + 1, lifted_by = $4, lifted_at = $5,
                 lift_reason = $6
             WHERE tenant = $1 AND id = $2 AND version = $3 AND lifted_at IS NULL",
            args![tenant, hold.id, hold.version, how.by, how.at, reason],
        )
        .await?;
    changed(touched)
}

pub async fn find(tx: &mut Tx, tenant: Tenant, id: HoldId) -> Result<Option<Hold>, StoreError> {
    let vault = tx.vault()?;
    let mut query = Query::new(SELECT);
    query.bind(tenant).push(" AND id = ").bind(id);
    let (sql, args) = query.finish();
    tx.find(sql, args, |row| hold(row, &vault, tenant)).await
}

/// The holds of these cases, the oldest first; only standing ones if asked.
pub async fn of_cases(
    tx: &mut Tx,
    tenant: Tenant,
    cases: &[CaseId],
    only_standing: bool,
) -> Result<Vec<Hold>, StoreError> {
    if cases.is_empty() {
        return Ok(Vec::new());
    }
    let vault = tx.vault()?;
    let mut query = Query::new(SELECT);
    query.bind(tenant).push(" AND case_id IN (");
    query.bind_all(cases.iter().copied()).push(")");
    if only_standing {
        query.push(" AND lifted_at IS NULL");
    }
    query.push(" ORDER BY id");
    let (sql, args) = query.finish();
    tx.all(sql, args, |row| hold(row, &vault, tenant)).await
}

/// Standing holds after one: for the list, the round and the check.
pub async fn standing_after(
    tx: &mut Tx,
    tenant: Tenant,
    after: HoldId,
    limit: i64,
) -> Result<Vec<Hold>, StoreError> {
    let vault = tx.vault()?;
    let mut query = Query::new(SELECT);
    query.bind(tenant).push(" AND id > ").bind(after);
    query
        .push(" AND lifted_at IS NULL ORDER BY id LIMIT ")
        .bind(limit);
    let (sql, args) = query.finish();
    tx.all(sql, args, |row| hold(row, &vault, tenant)).await
}
