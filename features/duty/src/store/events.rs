//! Events on duty.

use tongli_kernel::{Moment, StaffId, Tenant};
use tongli_store::{Query, Row, StoreError, Tx, args};

use crate::event::{DutyEvent, EventId};

const SELECT: &str = "SELECT id, number, version, danger, plan, place, words, promised, still_here,
        case_id, opened_at, giver, taken_at, taker, returned_at, returned_by, return_reason
 FROM duty_events WHERE tenant = ";

fn event(row: &Row) -> Result<DutyEvent, StoreError> {
    Ok(DutyEvent {
        id: row.get("id")?,
        number: row.get("number")?,
        version: row.get("version")?,
        danger: row.get("danger")?,
        plan: row.get("plan")?,
        place: row.get("place")?,
        words: row.get("words")?,
        promised: row.get("promised")?,
        still_here: row.get("still_here")?,
        case: row.get("case_id")?,
        opened_at: row.get("opened_at")?,
        giver: row.get("giver")?,
        taken_at: row.get("taken_at")?,
        taker: row.get("taker")?,
        returned_at: row.get("returned_at")?,
        returned_by: row.get("returned_by")?,
        return_reason: row.get("return_reason")?,
    })
}

pub(crate) async fn insert(tx: &mut Tx, tenant: Tenant, new: &DutyEvent) -> Result<(), StoreError> {
    tx.run(
        "INSERT INTO duty_events (tenant, id, number, version, danger, plan, place, words, promised,
             still_here, case_id, opened_at, giver)
         VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13)",
        args![
            tenant,
            new.id,
            &new.number,
            new.version,
            new.danger,
            new.plan.as_deref(),
            new.place.as_deref(),
            new.words.as_deref(),
            new.promised.as_deref(),
            new.still_here,
            new.case,
            new.opened_at,
            new.giver
        ],
    )
    .await?;
    Ok(())
}

/// Writes what may change; `false` if somebody was faster.
pub(crate) async fn update(
    tx: &mut Tx,
    tenant: Tenant,
    event: &DutyEvent,
) -> Result<bool, StoreError> {
    let changed = tx
        .run(
            "UPDATE duty_events
             SET version = version + 1, plan = $4, place = $5, words = $6, promised = $7,
                 still_here = $8, case_id = $9, taken_at = $10, taker = $11, returned_at = $12,
                 returned_by = $13, return_reason = $14
             WHERE tenant = $1 AND id = $2 AND version = $3",
            args![
                tenant,
                event.id,
                event.version,
                event.plan.as_deref(),
                event.place.as_deref(),
                event.words.as_deref(),
                event.promised.as_deref(),
                event.still_here,
                event.case,
                event.taken_at,
                event.taker,
                event.returned_at,
                event.returned_by,
                event.return_reason.as_deref()
            ],
        )
        .await?;
    Ok(changed == 1)
}

pub(crate) async fn by_number(
    tx: &mut Tx,
    tenant: Tenant,
    number: &str,
) -> Result<Option<DutyEvent>, StoreError> {
    let mut query = Query::new(SELECT);
    query.bind(tenant).push(" AND number = ").bind(number);
    let (sql, args) = query.finish();
    tx.find(sql, args, event).await
}

/// What nobody has taken over, oldest first, after `after`.
pub(crate) async fn open(
    tx: &mut Tx,
    tenant: Tenant,
    after: EventId,
    limit: i64,
) -> Result<Vec<DutyEvent>, StoreError> {
    let mut query = Query::new(SELECT);
    query
        .bind(tenant)
        .push(" AND taken_at IS NULL AND id > ")
        .bind(after)
        .push(" ORDER BY id LIMIT ")
        .bind(limit);
    let (sql, args) = query.finish();
    tx.all(sql, args, event).await
}

/// How many wait to be taken over, counted no further than `most`.
pub(crate) async fn count_open(tx: &mut Tx, tenant: Tenant, most: i64) -> Result<i64, StoreError> {
    tx.count(
        "SELECT COUNT(*) AS n FROM
             (SELECT id FROM duty_events WHERE tenant = $1 AND taken_at IS NULL LIMIT $2) AS counted",
        args![tenant, most],
    )
    .await
}

/// What came in within a shift, oldest first.
pub(crate) async fn between(
    tx: &mut Tx,
    tenant: Tenant,
    from: Moment,
    to: Moment,
    limit: i64,
) -> Result<Vec<DutyEvent>, StoreError> {
    let mut query = Query::new(SELECT);
    query
        .bind(tenant)
        .push(" AND opened_at >= ")
        .bind(from)
        .push(" AND opened_at <= ")
        .bind(to)
        .push(" ORDER BY id LIMIT ")
        .bind(limit);
    let (sql, args) = query.finish();
    tx.all(sql, args, event).await
}

/// A danger this person opened since then and did nothing with yet: the same tap
/// twice.
pub(crate) async fn just_opened(
    tx: &mut Tx,
    tenant: Tenant,
    giver: StaffId,
    since: Moment,
) -> Result<Option<DutyEvent>, StoreError> {
    let mut query = Query::new(SELECT);
    query
        .bind(tenant)
        .push(" AND taken_at IS NULL AND danger = 1 AND version = 1 AND giver = ")
        .bind(giver)
        .push(" AND opened_at >= ")
        .bind(since)
        .push(" ORDER BY id DESC LIMIT 1");
    let (sql, args) = query.finish();
    tx.find(sql, args, event).await
}

/// The event a case was registered for.
pub(crate) async fn of_case(
    tx: &mut Tx,
    tenant: Tenant,
    case: tongli_cases::CaseId,
) -> Result<Option<DutyEvent>, StoreError> {
    let mut query = Query::new(SELECT);
    query
        .bind(tenant)
        .push(" AND case_id = ")
        .bind(case)
        .push(" ORDER BY id LIMIT 1");
    let (sql, args) = query.finish();
    tx.find(sql, args, event).await
}
