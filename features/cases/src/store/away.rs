//! Cases out of sight: no list, count, search or page holds them.

use std::collections::BTreeMap;

use tongli_kernel::{Moment, Scope, StaffId, Tenant};
use tongli_store::{Query, Row, StoreError, Tx, args};

use super::cases::{COLUMNS, case};
use super::figures;
use super::scope::push_reach;
use crate::away::Away;
use crate::case::{Case, CaseId};

/// Narrows a statement over `cases c`: what was entered wrongly counts nowhere.
pub(super) const NOT_ASIDE: &str = " AND c.aside_at IS NULL";
/// What was destroyed is still counted, and is in no list.
pub(super) const NOT_DESTROYED: &str = " AND c.destroyed_at IS NULL";

fn away(row: &Row) -> Result<Away, StoreError> {
    Ok(Away {
        id: row.get("id")?,
        number: row.get("number")?,
        kind: row.get("kind")?,
        version: row.get("version")?,
        aside_at: row.get("aside_at")?,
        destroyed_at: row.get("destroyed_at")?,
    })
}

const AWAY: &str = "SELECT c.id, c.number, c.kind, c.version, c.aside_at, c.destroyed_at
     FROM cases c WHERE (c.aside_at IS NOT NULL OR c.destroyed_at IS NOT NULL) AND c.tenant = ";

/// Whether any case went out of sight after a moment, alone or with its import, a clue out
/// of one, or one out of what somebody needed to know.
pub async fn gone_since(
    tx: &mut Tx,
    tenant: Tenant,
    staff: Option<StaffId>,
    at: Moment,
) -> Result<bool, StoreError> {
    let found = tx
        .find(
            "SELECT 1 AS one FROM cases WHERE tenant = $1 AND aside_at > $2
             UNION ALL SELECT 1 FROM cases WHERE tenant = $1 AND destroyed_at > $2
             UNION ALL SELECT 1 FROM links WHERE tenant = $1 AND kind = $3 AND created_at > $2
             UNION ALL SELECT 1 FROM case_import_states WHERE tenant = $1 AND hidden_at > $2
             UNION ALL SELECT 1 FROM case_need_to_know
                 WHERE tenant = $1 AND staff = $4 AND ended_at > $2
             LIMIT 1",
            args![tenant, at, super::clues::LATER, staff],
            |row| row.get::<i64>("one"),
        )
        .await?;
    Ok(found.is_some())
}

/// The case of a number if it is out of sight and within reach.
pub async fn find(
    tx: &mut Tx,
    tenant: Tenant,
    scope: &Scope,
    number: &str,
) -> Result<Option<Away>, StoreError> {
    let mut query = Query::new(AWAY);
    query.bind(tenant).push(" AND c.number = ").bind(number);
    push_reach(&mut query, scope);
    let (sql, args) = query.finish();
    tx.find(sql, args, away).await
}

/// Those of these cases that are out of sight and within reach.
pub async fn among(
    tx: &mut Tx,
    tenant: Tenant,
    scope: &Scope,
    cases: &[CaseId],
) -> Result<BTreeMap<CaseId, Away>, StoreError> {
    if cases.is_empty() {
        return Ok(BTreeMap::new());
    }
    let mut query = Query::new(AWAY);
    query.bind(tenant).push(" AND c.id IN (");
    query.bind_all(cases.iter().copied()).push(")");
    push_reach(&mut query, scope);
    let (sql, args) = query.finish();
    let found = tx.all(sql, args, away).await?;
    Ok(found.into_iter().map(|one| (one.id, one)).collect())
}

/// A sealed-away case itself, within reach: for those who may open it.
pub async fn read(
    tx: &mut Tx,
    tenant: Tenant,
    scope: &Scope,
    number: &str,
) -> Result<Option<Case>, StoreError> {
    let mut query = Query::new("SELECT ");
    query.push(COLUMNS).push(" FROM cases c WHERE c.tenant = ");
    query.bind(tenant).push(" AND c.number = ").bind(number);
    query
        .push(" AND c.aside_at IS NOT NULL")
        .push(NOT_DESTROYED);
    push_reach(&mut query, scope);
    let (sql, args) = query.finish();
    tx.find(sql, args, case).await
}

/// Whether a case is out of sight, whoever asks.
pub async fn is_away(tx: &mut Tx, tenant: Tenant, id: CaseId) -> Result<bool, StoreError> {
    let found = tx
        .count(
            "SELECT COUNT(*) AS n FROM cases WHERE tenant = $1 AND id = $2
             AND (aside_at IS NOT NULL OR destroyed_at IS NOT NULL)",
            args![tenant, id],
        )
        .await?;
    Ok(found > 0)
}

/// Puts a case aside at the version it was read with; `false` if somebody was faster.
pub async fn set_aside(
    tx: &mut Tx,
    tenant: Tenant,
    id: CaseId,
    version: i64,
    now: Moment,
) -> Result<bool, StoreError> {
    let touched = tx
        .run(
            "UPDATE cases SET aside_at = $4, due_at = NULL, near_at = NULL, version = version + 1
             WHERE tenant = $1 AND id = $2 AND version = $3
               AND aside_at IS NULL AND destroyed_at IS NULL",
            args![tenant, id, version, now],
        )
        .await?;
    figures::mark(tx, tenant, id, version + 1).await?;
    Ok(touched == 1)
}

/// Brings a case back into sight with the day of its running clock.
pub async fn bring_back(
    tx: &mut Tx,
    tenant: Tenant,
    id: CaseId,
    (due_at, near_at): (Option<Moment>, Option<Moment>),
) -> Result<bool, StoreError> {
    let version = tx
        .find(
            "UPDATE cases SET aside_at = NULL, due_at = $3, near_at = $4, version = version + 1
             WHERE tenant = $1 AND id = $2 AND aside_at IS NOT NULL AND destroyed_at IS NULL
             RETURNING version",
            args![tenant, id, due_at, near_at],
            |row| row.get("version"),
        )
        .await?;
    match version {
        Some(version) => {
            figures::mark(tx, tenant, id, version).await?;
            Ok(true)
        }
        None => Ok(false),
    }
}
