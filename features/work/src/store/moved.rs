//! Marks on clocks that were counted again, and the times of work that waits for
//! a subject's clock without running with it.

use std::collections::BTreeMap;

use tongli_kernel::{Moment, Tenant};
use tongli_store::{Query, StoreError, Subject, Tx, args};

use super::items::Times;
use super::rounds::PAGE;
use crate::clock::ClockId;

/// Marked clocks on subjects of one kind, behind one.
pub(crate) async fn page(
    tx: &mut Tx,
    tenant: Tenant,
    kind: &str,
    after: ClockId,
) -> Result<Vec<(ClockId, Moment)>, StoreError> {
    tx.all(
        "SELECT id, moved_at FROM clocks
         WHERE tenant = $1 AND subject_kind = $2 AND id > $3 AND moved_at IS NOT NULL
         ORDER BY id LIMIT $4",
        args![tenant, kind, after, PAGE],
        |row| Ok((row.get("id")?, row.get("moved_at")?)),
    )
    .await
}

/// Holds a marked clock until this transaction ends, so that nobody ends or moves it
/// meanwhile; `false` if its mark is not this one any more.
pub(crate) async fn hold(
    tx: &mut Tx,
    tenant: Tenant,
    clock: ClockId,
    was: Moment,
) -> Result<bool, StoreError> {
    let held = tx
        .run(
            "UPDATE clocks SET moved_at = moved_at WHERE tenant = $1 AND id = $2 AND moved_at = $3",
            args![tenant, clock, was],
        )
        .await?;
    Ok(held > 0)
}

/// Sets a mark again or takes it away, unless the clock has moved once more since.
pub(crate) async fn mark(
    tx: &mut Tx,
    tenant: Tenant,
    clock: ClockId,
    was: Moment,
    to: Option<Moment>,
) -> Result<(), StoreError> {
    tx.run(
        "UPDATE clocks SET moved_at = $4 WHERE tenant = $1 AND id = $2 AND moved_at = $3",
        args![tenant, clock, was, to],
    )
    .await?;
    Ok(())
}

/// When the clocks of the subjects between two ids were marked, the latest of each.
pub async fn moved_between(
    tx: &mut Tx,
    tenant: Tenant,
    kind: &str,
    (first, last): (i64, i64),
) -> Result<BTreeMap<i64, Moment>, StoreError> {
    let marked = tx
        .all(
            "SELECT subject_id, MAX(moved_at) AS moved_at FROM clocks
             WHERE tenant = $1 AND subject_kind = $2 AND moved_at IS NOT NULL
               AND subject_id >= $3 AND subject_id <= $4 GROUP BY subject_id",
            args![tenant, kind, first, last],
            |row| Ok((row.get("subject_id")?, row.get("moved_at")?)),
        )
        .await?;
    Ok(marked.into_iter().collect())
}

/// Gives a subject's open items of some kinds, which show its clock's times without
/// running with it, those times; `false` if they had them.
pub async fn retime_items(
    tx: &mut Tx,
    tenant: Tenant,
    subject: Subject,
    kinds: &[&str],
    (due_at, near_at): (Option<Moment>, Option<Moment>),
    now: Moment,
) -> Result<bool, StoreError> {
    let times = Times::new(due_at, near_at);
    let mut query = Query::new("UPDATE work_items SET due_at = ");
    query.bind(times.due_at);
    query.push(", near_at = ").bind(times.near_at);
    query.push(", order_at = ").bind(times.order_at);
    query
        .push(", escalate_at = CASE WHEN escalated = 0 THEN ")
        .bind(times.due_at)
        .push(" ELSE escalate_at END, near_told_at = CASE WHEN ")
        .bind(times.near_at)
        .push(" > ")
        .bind(now)
        .push(" THEN NULL ELSE near_told_at END WHERE tenant = ")
        .bind(tenant)
        .push(" AND subject_kind = ")
        .bind(subject.kind)
        .push(" AND subject_id = ")
        .bind(subject.id)
        .push(" AND closed_at IS NULL AND clock IS NULL AND kind IN (")
        .bind_all(kinds.iter().copied())
        .push(") AND (COALESCE(due_at, 0) <> ")
        .bind(times.due_at.map_or(0, Moment::millis))
        .push(" OR COALESCE(near_at, 0) <> ")
        .bind(times.near_at.map_or(0, Moment::millis))
        .push(")");
    let (sql, args) = query.finish();
    Ok(tx.run(sql, args).await? > 0)
}

/// What open items of some kinds without a clock of their own show as due, for the
/// subjects between two ids.
pub async fn shown_between(
    tx: &mut Tx,
    tenant: Tenant,
    kind: &str,
    (first, last): (i64, i64),
    kinds: &[&str],
) -> Result<Vec<(i64, Option<Moment>)>, StoreError> {
    let mut query = Query::new("SELECT subject_id, due_at FROM work_items WHERE tenant = ");
    query
        .bind(tenant)
        .push(" AND closed_at IS NULL AND clock IS NULL AND subject_kind = ")
        .bind(kind)
        .push(" AND subject_id >= ")
        .bind(first)
        .push(" AND subject_id <= ")
        .bind(last)
        .push(" AND kind IN (")
        .bind_all(kinds.iter().copied())
        .push(")");
    let (sql, args) = query.finish();
    tx.all(sql, args, |row| {
        Ok((row.get("subject_id")?, row.get("due_at")?))
    })
    .await
}
