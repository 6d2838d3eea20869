//! Clues split off ordinary cases: the ties, and what an ordinary case no longer tells.

use std::collections::{BTreeMap, BTreeSet};

use tongli_kernel::{Moment, Scope, Tenant, Viewer};
use tongli_store::{Query, StoreError, Tx, args, links};

use super::scope::inside;
use crate::case::{CaseId, SUBJECT};
use crate::veil::Veil;

/// Ties an ordinary case to the clue parted from it as it was taken down.
pub const AT_ONCE: &str = "clue";
/// The same where the clue was found among what stood there already.
pub const LATER: &str = "clue_found";

/// The veil over an ordinary case for whoever has this scope.
pub async fn veil(
    tx: &mut Tx,
    tenant: Tenant,
    scope: &Scope,
    case: CaseId,
) -> Result<Veil, StoreError> {
    let mut found = veiled_among(tx, tenant, scope, [case]).await?;
    Ok(found.remove(&case).unwrap_or_default())
}

/// What lies over the older part of each of these cases for whoever has this scope; those
/// over which nothing lies are left out.
pub async fn veiled_among(
    tx: &mut Tx,
    tenant: Tenant,
    scope: &Scope,
    cases: impl IntoIterator<Item = CaseId>,
) -> Result<BTreeMap<CaseId, Veil>, StoreError> {
    let cases: BTreeSet<CaseId> = cases.into_iter().collect();
    if cases.is_empty() {
        return Ok(BTreeMap::new());
    }
    let mut query = Query::new("SELECT from_id, to_id, created_at FROM links WHERE tenant = ");
    query.bind(tenant).push(" AND kind = ").bind(LATER);
    query.push(" AND from_kind = ").bind(SUBJECT);
    query.push(" AND from_id IN (").bind_all(cases);
    query.push(") ORDER BY created_at");
    let (sql, args) = query.finish();
    let found: Vec<(CaseId, CaseId, Moment)> = tx
        .all(sql, args, |row| {
            let ends = (row.get("from_id")?, row.get("to_id")?);
            Ok((ends.0, ends.1, row.get("created_at")?))
        })
        .await?;
    let seen = inside(tx, tenant, scope, found.iter().map(|(_, clue, _)| *clue)).await?;
    // The last of them counts: whatever is older lies behind it as well.
    Ok(found
        .into_iter()
        .filter(|(_, clue, _)| !seen.contains(clue))
        .map(|(case, clue, at)| (case, Veil::of(at, clue)))
        .collect())
}

/// When the last clue was parted from a case that stood already, whoever may know of it.
pub async fn parted_at(
    tx: &mut Tx,
    tenant: Tenant,
    case: CaseId,
) -> Result<Option<Moment>, StoreError> {
    tx.find(
        "SELECT created_at FROM links
         WHERE tenant = $1 AND kind = $2 AND from_kind = $3 AND from_id = $4
         ORDER BY created_at DESC LIMIT 1",
        args![tenant, LATER, SUBJECT, case],
        |row| row.get("created_at"),
    )
    .await
}

/// The newest clue parted from a case.
pub async fn newest_of(
    tx: &mut Tx,
    tenant: Tenant,
    case: CaseId,
) -> Result<Option<CaseId>, StoreError> {
    tx.find(
        "SELECT to_id FROM links
         WHERE tenant = $1 AND kind IN ($2, $3) AND from_kind = $4 AND from_id = $5
         ORDER BY created_at DESC, to_id DESC LIMIT 1",
        args![tenant, AT_ONCE, LATER, SUBJECT, case],
        |row| row.get("to_id"),
    )
    .await
}

/// The cases at the other ends of a case's ties, whoever may know of them.
pub async fn tied(tx: &mut Tx, viewer: &Viewer, case: CaseId) -> Result<Vec<CaseId>, StoreError> {
    let subject = tongli_store::Subject::new(SUBJECT, case.raw());
    let mut all = links::from(tx, viewer, subject).await?;
    all.extend(links::to(tx, viewer, subject).await?);
    Ok(all
        .into_iter()
        .filter(|(kind, other, _)| [AT_ONCE, LATER].contains(&kind.as_str()) && other == SUBJECT)
        .map(|(_, _, id)| CaseId::new(id))
        .collect())
}

/// Lets a case tell something else from now on; the caller lets search forget.
pub async fn retell(
    tx: &mut Tx,
    tenant: Tenant,
    case: CaseId,
    narrative: &str,
) -> Result<(), StoreError> {
    tx.run(
        "UPDATE cases SET narrative = $3 WHERE tenant = $1 AND id = $2",
        args![tenant, case, narrative],
    )
    .await?;
    Ok(())
}

/// Keeps what a person asked to be protected by.
pub async fn protect(
    tx: &mut Tx,
    tenant: Tenant,
    case: CaseId,
    hide_identity: bool,
    in_hospital: bool,
) -> Result<(), StoreError> {
    tx.run(
        "INSERT INTO case_protection (tenant, case_id, hide_identity, in_hospital)
         VALUES ($1,$2,$3,$4)
         ON CONFLICT (tenant, case_id) DO UPDATE
         SET hide_identity = excluded.hide_identity, in_hospital = excluded.in_hospital",
        args![tenant, case, hide_identity, in_hospital],
    )
    .await?;
    Ok(())
}
