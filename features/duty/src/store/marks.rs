//! Tries and ticks of an event.

use tongli_kernel::{Moment, Tenant};
use tongli_store::{Row, StoreError, Tx, args};

use crate::call::Job;
use crate::event::{EventId, Tick, TickId, Try, TryId};

fn of_try(row: &Row) -> Result<Try, StoreError> {
    let job: String = row.get("job")?;
    Ok(Try {
        id: row.get("id")?,
        job: Job::from_code(&job).unwrap_or(Job::Other),
        name: row.get("name")?,
        phone: row.get("phone")?,
        reached: row.get("reached")?,
        at: row.get("at")?,
        by: row.get("by_id")?,
        undone_at: row.get("undone_at")?,
    })
}

pub(crate) async fn tries(
    tx: &mut Tx,
    tenant: Tenant,
    event: EventId,
) -> Result<Vec<Try>, StoreError> {
    tx.all(
        "SELECT id, job, name, phone, reached, at, by_id, undone_at FROM duty_tries
         WHERE tenant = $1 AND event = $2 ORDER BY id",
        args![tenant, event],
        of_try,
    )
    .await
}

pub(crate) async fn insert_try(
    tx: &mut Tx,
    tenant: Tenant,
    event: EventId,
    new: &Try,
) -> Result<(), StoreError> {
    tx.run(
        "INSERT INTO duty_tries (tenant, id, event, job, name, phone, reached, at, by_id)
         VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9)",
        args![
            tenant,
            new.id,
            event,
            new.job.code(),
            &new.name,
            &new.phone,
            new.reached,
            new.at,
            new.by
        ],
    )
    .await?;
    Ok(())
}

/// `false` if it was taken back already.
pub(crate) async fn undo_try(
    tx: &mut Tx,
    tenant: Tenant,
    id: TryId,
    now: Moment,
) -> Result<bool, StoreError> {
    let changed = tx
        .run(
            "UPDATE duty_tries SET undone_at = $3
             WHERE tenant = $1 AND id = $2 AND undone_at IS NULL",
            args![tenant, id, now],
        )
        .await?;
    Ok(changed == 1)
}

fn of_tick(row: &Row) -> Result<Tick, StoreError> {
    Ok(Tick {
        id: row.get("id")?,
        plan: row.get("plan")?,
        step: row.get("step")?,
        at: row.get("at")?,
        by: row.get("by_id")?,
        undone_at: row.get("undone_at")?,
    })
}

pub(crate) async fn ticks(
    tx: &mut Tx,
    tenant: Tenant,
    event: EventId,
) -> Result<Vec<Tick>, StoreError> {
    tx.all(
        "SELECT id, plan, step, at, by_id, undone_at FROM duty_ticks
         WHERE tenant = $1 AND event = $2 ORDER BY id",
        args![tenant, event],
        of_tick,
    )
    .await
}

/// `false` if the step is ticked already.
pub(crate) async fn insert_tick(
    tx: &mut Tx,
    tenant: Tenant,
    event: EventId,
    new: &Tick,
) -> Result<bool, StoreError> {
    let inserted = tx
        .run(
            "INSERT INTO duty_ticks (tenant, id, event, plan, step, at, by_id)
             VALUES ($1,$2,$3,$4,$5,$6,$7) ON CONFLICT DO NOTHING",
            args![tenant, new.id, event, &new.plan, &new.step, new.at, new.by],
        )
        .await?;
    Ok(inserted == 1)
}

/// `false` if it was taken back already.
pub(crate) async fn undo_tick(
    tx: &mut Tx,
    tenant: Tenant,
    id: TickId,
    now: Moment,
) -> Result<bool, StoreError> {
    let changed = tx
        .run(
            "UPDATE duty_ticks SET undone_at = $3
             WHERE tenant = $1 AND id = $2 AND undone_at IS NULL",
            args![tenant, id, now],
        )
        .await?;
    Ok(changed == 1)
}
