//! Many cases at once: what a list needs of each is read in one statement.

use std::collections::BTreeMap;

use tongli_kernel::{Scope, Tenant};
use tongli_store::{Query, StoreError, Tx};

use super::cases::{COLUMNS, case};
use super::scope::{AT_ONCE, push_scope};
use crate::case::{Case, CaseId};

/// Those of these cases that lie inside the scope.
pub async fn inside(
    tx: &mut Tx,
    tenant: Tenant,
    scope: &Scope,
    cases: impl IntoIterator<Item = CaseId>,
) -> Result<BTreeMap<CaseId, Case>, StoreError> {
    let cases: Vec<CaseId> = cases.into_iter().collect();
    many(tx, tenant, Some(scope), &cases).await
}

/// Those of these cases that are in sight, whoever asks.
pub async fn among(
    tx: &mut Tx,
    tenant: Tenant,
    cases: &[CaseId],
) -> Result<BTreeMap<CaseId, Case>, StoreError> {
    many(tx, tenant, None, cases).await
}

/// So many at once as one statement holds.
async fn many(
    tx: &mut Tx,
    tenant: Tenant,
    scope: Option<&Scope>,
    cases: &[CaseId],
) -> Result<BTreeMap<CaseId, Case>, StoreError> {
    let mut found = BTreeMap::new();
    for chunk in cases.chunks(AT_ONCE) {
        let mut query = Query::new("SELECT ");
        query
            .push(COLUMNS)
            .push(" FROM cases c WHERE c.tenant = ")
            .bind(tenant)
            .push(" AND c.id IN (")
            .bind_all(chunk.iter().copied())
            .push(")");
        match scope {
            Some(scope) => push_scope(&mut query, scope),
            None => {
                query
                    .push(super::away::NOT_ASIDE)
                    .push(super::away::NOT_DESTROYED);
            }
        }
        let (sql, args) = query.finish();
        let rows = tx.all(sql, args, case).await?;
        found.extend(rows.into_iter().map(|case| (case.id, case)));
    }
    Ok(found)
}
