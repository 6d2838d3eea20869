//! What the rounds look for and what they mark; each is found by its state.

use tongli_kernel::{Moment, Tenant};
use tongli_store::{StoreError, Tx, args};

use super::clocks;
use super::items::{Line, line};
use crate::clock::{ClockId, ClockRow, CountedOn};
use crate::item::ItemId;

/// How many a round looks at with one statement.
pub(crate) const PAGE: i64 = 100;

/// A work item with the moment it was found by, to go on behind it.
pub(crate) type Found = (Moment, Line);

/// Items whose time runs short and whose owner has not heard of it.
pub(crate) async fn near_untold(
    tx: &mut Tx,
    tenant: Tenant,
    now: Moment,
    after: (Moment, ItemId),
) -> Result<Vec<Found>, StoreError> {
    tx.all(
        "SELECT i.id AS id, i.subject_kind AS subject_kind, i.subject_id AS subject_id,
                i.kind AS kind, i.clock AS clock, c.rule AS rule, i.owner_staff AS owner_staff,
                i.owner_role AS owner_role, i.owner_department AS owner_department,
                i.label AS label, i.path AS path, i.due_at AS due_at, i.near_at AS near_at,
                i.order_at AS order_at, c.unit AS unit, c.calendar AS calendar,
                c.provisional_on AS provisional_on,
                i.escalated AS escalated, i.near_at AS found_at
         FROM work_items i LEFT JOIN clocks c ON c.tenant = i.tenant AND c.id = i.clock
         WHERE i.tenant = $1 AND i.closed_at IS NULL AND i.near_told_at IS NULL
           AND i.near_at IS NOT NULL AND i.near_at <= $2 AND (i.near_at, i.id) > ($3, $4)
         ORDER BY i.near_at, i.id LIMIT $5",
        args![tenant, now, after.0, after.1, PAGE],
        |row| Ok((row.get("found_at")?, line(row)?)),
    )
    .await
}

/// Items whose next escalation has come.
pub(crate) async fn to_escalate(
    tx: &mut Tx,
    tenant: Tenant,
    now: Moment,
    after: (Moment, ItemId),
) -> Result<Vec<Found>, StoreError> {
    tx.all(
        "SELECT i.id AS id, i.subject_kind AS subject_kind, i.subject_id AS subject_id,
                i.kind AS kind, i.clock AS clock, c.rule AS rule, i.owner_staff AS owner_staff,
                i.owner_role AS owner_role, i.owner_department AS owner_department,
                i.label AS label, i.path AS path, i.due_at AS due_at, i.near_at AS near_at,
                i.order_at AS order_at, c.unit AS unit, c.calendar AS calendar,
                c.provisional_on AS provisional_on,
                i.escalated AS escalated, i.escalate_at AS found_at
         FROM work_items i LEFT JOIN clocks c ON c.tenant = i.tenant AND c.id = i.clock
         WHERE i.tenant = $1 AND i.closed_at IS NULL AND i.escalate_at IS NOT NULL
           AND i.escalate_at <= $2 AND (i.escalate_at, i.id) > ($3, $4)
         ORDER BY i.escalate_at, i.id LIMIT $5",
        args![tenant, now, after.0, after.1, PAGE],
        |row| Ok((row.get("found_at")?, line(row)?)),
    )
    .await
}

/// Marks that the owner was told; `false` if somebody else did.
pub(crate) async fn told_near(
    tx: &mut Tx,
    tenant: Tenant,
    item: ItemId,
    now: Moment,
) -> Result<bool, StoreError> {
    let touched = tx
        .run(
            "UPDATE work_items SET near_told_at = $3
             WHERE tenant = $1 AND id = $2 AND near_told_at IS NULL AND closed_at IS NULL",
            args![tenant, item, now],
        )
        .await?;
    Ok(touched == 1)
}

/// Marks an escalation and when the next one comes; `false` if somebody else did.
pub(crate) async fn escalated(
    tx: &mut Tx,
    tenant: Tenant,
    item: &Line,
    next_at: Option<Moment>,
    now: Moment,
) -> Result<bool, StoreError> {
    let touched = tx
        .run(
            "UPDATE work_items SET escalated = escalated + 1, escalate_at = $4,
                    near_told_at = COALESCE(near_told_at, $5)
             WHERE tenant = $1 AND id = $2 AND escalated = $3 AND closed_at IS NULL",
            args![tenant, item.id, item.escalated, next_at, now],
        )
        .await?;
    Ok(touched == 1)
}

/// Running clocks counted on a calendar that is no longer today's. Two ranges
/// instead of "not equal", so that the index answers "none" at once.
pub(crate) async fn to_recount(
    tx: &mut Tx,
    tenant: Tenant,
    calendar: CountedOn,
    version: &str,
    after: ClockId,
) -> Result<Vec<ClockRow>, StoreError> {
    let mut found = tx
        .all(
            "SELECT id, subject_kind, subject_id, department, rule, rule_version, unit, amount,
                    calendar, calendar_version, started_at, due_at, near_at, promised_at,
                    provisional_on, unknown_year, met_at, late, ended_at, version, met_by
             FROM clocks
             WHERE tenant = $1 AND calendar = $2 AND calendar_version < $3 AND id > $4
               AND met_at IS NULL AND ended_at IS NULL
             ORDER BY id LIMIT $5",
            args![tenant, calendar.code(), version, after, PAGE],
            clocks::row,
        )
        .await?;
    found.extend(
        tx.all(
            "SELECT id, subject_kind, subject_id, department, rule, rule_version, unit, amount,
                    calendar, calendar_version, started_at, due_at, near_at, promised_at,
                    provisional_on, unknown_year, met_at, late, ended_at, version, met_by
             FROM clocks
             WHERE tenant = $1 AND calendar = $2 AND calendar_version > $3 AND id > $4
               AND met_at IS NULL AND ended_at IS NULL
             ORDER BY id LIMIT $5",
            args![tenant, calendar.code(), version, after, PAGE],
            clocks::row,
        )
        .await?,
    );
    found.sort_by_key(|clock| clock.id);
    // Behind a full page of one range nothing of the other may be passed over.
    found.truncate(usize::try_from(PAGE).unwrap_or(usize::MAX));
    Ok(found)
}
