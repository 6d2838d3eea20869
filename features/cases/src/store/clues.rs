//! Clues split off ordinary cases: the ties, and what an ordinary case no longer tells.

use std::collections::{BTreeMap, BTreeSet};

use tongli_kernel::{Moment, Scope, Tenant, Viewer};
use tongli_store::{Query, StoreError, Tx, args, links};

use super::scope::inside;
use crate::case::{CaseId, SUBJECT};

/// Ties an ordinary case to the clue parted from it as it was taken down.
pub const AT_ONCE: &str = "clue";
/// The same where the clue was found among what stood there already.
pub const LATER: &str = "clue_found";

/// What was written before a clue was found is not for those who may not know of it.
#[derive(Debug, Clone, Copy)]
pub struct Veil {
    at: Moment,
    id: i64,
}

impl Veil {
    /// Whether a step of this moment lies behind it.
    pub fn hides_step(&self, at: Moment) -> bool {
        at <= self.at
    }

    /// Whether a note or file of this id does.
    pub fn hides(&self, id: i64) -> bool {
        id < self.id
    }
}

/// The veil over an ordinary case for whoever has this scope.
pub async fn veil(
    tx: &mut Tx,
    tenant: Tenant,
    scope: &Scope,
    case: CaseId,
) -> Result<Option<Veil>, StoreError> {
    let found = tx
        .all(
            "SELECT to_id, created_at FROM links
             WHERE tenant = $1 AND kind = $2 AND from_kind = $3 AND from_id = $4
             ORDER BY created_at",
            args![tenant, LATER, SUBJECT, case],
            |row| {
                Ok((
                    row.get::<CaseId>("to_id")?,
                    row.get::<Moment>("created_at")?,
                ))
            },
        )
        .await?;
    let ids: Vec<CaseId> = found.iter().map(|(id, _)| *id).collect();
    let seen = inside(tx, tenant, scope, ids).await?;
    Ok(found
        .into_iter()
        .rev()
        .find(|(id, _)| !seen.contains(id))
        .map(|(id, at)| Veil { at, id: id.raw() }))
}

/// Up to when each of these cases lies behind a veil for the viewer; those that do not
/// are left out.
pub async fn veiled_among(
    tx: &mut Tx,
    viewer: &Viewer,
    scope: &Scope,
    cases: impl IntoIterator<Item = CaseId>,
) -> Result<BTreeMap<CaseId, Moment>, StoreError> {
    let cases: BTreeSet<CaseId> = cases.into_iter().collect();
    let mut veiled = BTreeMap::new();
    if cases.is_empty() {
        return Ok(veiled);
    }
    let mut query = Query::new("SELECT DISTINCT from_id FROM links WHERE tenant = ");
    query.bind(viewer.tenant).push(" AND kind = ").bind(LATER);
    query.push(" AND from_kind = ").bind(SUBJECT);
    query.push(" AND from_id IN (").bind_all(cases).push(")");
    let (sql, args) = query.finish();
    let parted: Vec<CaseId> = tx.all(sql, args, |row| row.get("from_id")).await?;
    for case in parted {
        let found = veil(tx, viewer.tenant, scope, case).await?;
        veiled.extend(found.map(|veil| (case, veil.at)));
    }
    Ok(veiled)
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
