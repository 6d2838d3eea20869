//! How long the hospital itself gives, where a rule lets it.

use tongli_kernel::{Day, Id, Moment, Tenant, Viewer};
use tongli_store::{Row, StoreError, Tx, args};

use crate::{Rule, shipped_rules};

/// What a hospital set for one version of a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Override {
    pub rule: String,
    pub rule_version: u32,
    pub amount: u32,
    pub amount_key: Option<u32>,
    pub reason: String,
    pub by_name: String,
    pub changed_at: Moment,
    pub version: i64,
}

/// A rule as shipped, and what the hospital made of it.
#[derive(Debug, Clone, PartialEq)]
pub struct HouseRule {
    pub shipped: Rule,
    /// With the hospital's amount where it set one.
    pub rule: Rule,
    pub set: Option<Override>,
}

/// The version of a rule in force on a day, with the hospital's amount.
pub async fn rule(
    tx: &mut Tx,
    tenant: Tenant,
    id: &str,
    on: Day,
) -> Result<Option<Rule>, StoreError> {
    let Some(shipped) = shipped_rules().in_force(id, on) else {
        return Ok(None);
    };
    let set = find_override(tx, tenant, shipped).await?;
    Ok(Some(with(shipped, set.as_ref())))
}

/// All versions of all rules, as shipped and as the hospital has them.
pub async fn house_rules(tx: &mut Tx, tenant: Tenant) -> Result<Vec<HouseRule>, StoreError> {
    let all = tx
        .all(
            "SELECT rule, rule_version, amount, amount_key, reason, by_name, changed_at, version
             FROM rule_overrides WHERE tenant = $1 ORDER BY rule, rule_version",
            args![tenant],
            row,
        )
        .await?;
    let of = |shipped: &Rule| {
        all.iter()
            .find(|set| set.rule == shipped.id && set.rule_version == shipped.version)
            .cloned()
    };
    Ok(shipped_rules()
        .rules()
        .iter()
        .map(|shipped| {
            let set = of(shipped);
            HouseRule {
                shipped: shipped.clone(),
                rule: with(shipped, set.as_ref()),
                set,
            }
        })
        .collect())
}

/// An amount set under an earlier release that this one no longer allows must not
/// stop a registration: the rule counts as shipped.
fn with(shipped: &Rule, set: Option<&Override>) -> Rule {
    let Some(set) = set else {
        return shipped.clone();
    };
    shipped
        .with_amounts(set.amount, set.amount_key)
        .unwrap_or_else(|fault| {
            tracing::warn!(%fault, "a hospital's amount is no longer allowed");
            shipped.clone()
        })
}

pub(crate) async fn find_override(
    tx: &mut Tx,
    tenant: Tenant,
    shipped: &Rule,
) -> Result<Option<Override>, StoreError> {
    tx.find(
        "SELECT rule, rule_version, amount, amount_key, reason, by_name, changed_at, version
         FROM rule_overrides WHERE tenant = $1 AND rule = $2 AND rule_version = $3",
        args![tenant, &shipped.id, shipped.version],
        row,
    )
    .await
}

/// Stores what the hospital set. `before` is the version it had, 0 for a first
/// one; `false` if somebody was faster.
pub(crate) async fn put_override(
    tx: &mut Tx,
    viewer: &Viewer,
    now: Moment,
    rule: &Rule,
    (amount, reason): (u32, &str),
    before: i64,
) -> Result<bool, StoreError> {
    let touched = tx
        .run(
            "INSERT INTO rule_overrides (tenant, rule, rule_version, amount, amount_key, reason,
                 by_id, by_name, changed_at, version)
             VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10)
             ON CONFLICT (tenant, rule, rule_version) DO UPDATE
             SET amount = excluded.amount, amount_key = excluded.amount_key,
                 reason = excluded.reason, by_id = excluded.by_id, by_name = excluded.by_name,
                 changed_at = excluded.changed_at, version = excluded.version
             WHERE rule_overrides.version = $11",
            args![
                viewer.tenant,
                &rule.id,
                rule.version,
                amount,
                rule.amount_key,
                reason,
                viewer.staff().map(Id::raw),
                viewer.signature(),
                now,
                before + 1,
                before
            ],
        )
        .await?;
    Ok(touched == 1)
}

/// Back to the shipped amount; `false` if somebody was faster.
pub(crate) async fn delete_override(
    tx: &mut Tx,
    tenant: Tenant,
    shipped: &Rule,
    before: i64,
) -> Result<bool, StoreError> {
    let touched = tx
        .run(
            "DELETE FROM rule_overrides
             WHERE tenant = $1 AND rule = $2 AND rule_version = $3 AND version = $4",
            args![tenant, &shipped.id, shipped.version, before],
        )
        .await?;
    Ok(touched == 1)
}

fn row(row: &Row) -> Result<Override, StoreError> {
    Ok(Override {
        rule: row.get("rule")?,
        rule_version: row.get("rule_version")?,
        amount: row.get("amount")?,
        amount_key: row.get("amount_key")?,
        reason: row.get("reason")?,
        by_name: row.get("by_name")?,
        changed_at: row.get("changed_at")?,
        version: row.get("version")?,
    })
}
