//! Work that stops because its subject is put out of sight, and goes on should it
//! come back.

use tongli_kernel::{Moment, Tenant};
use tongli_store::{Query, StoreError, Subject, Tx, args};

use crate::clock::ClockId;
use crate::item::ItemId;

/// What ran until then.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stopped {
    pub clocks: Vec<ClockId>,
    pub items: Vec<ItemId>,
}

/// Ends every running clock and closes every open item of a subject.
pub async fn stop_all(
    tx: &mut Tx,
    tenant: Tenant,
    subject: Subject,
    now: Moment,
) -> Result<Stopped, StoreError> {
    let clocks = tx
        .all(
            "UPDATE clocks SET ended_at = $4, version = version + 1
             WHERE tenant = $1 AND subject_kind = $2 AND subject_id = $3
               AND met_at IS NULL AND ended_at IS NULL
             RETURNING id",
            args![tenant, subject.kind, subject.id, now],
            |row| row.get("id"),
        )
        .await?;
    let items = tx
        .all(
            "UPDATE work_items SET closed_at = $4
             WHERE tenant = $1 AND subject_kind = $2 AND subject_id = $3 AND closed_at IS NULL
             RETURNING id",
            args![tenant, subject.kind, subject.id, now],
            |row| row.get("id"),
        )
        .await?;
    Ok(Stopped { clocks, items })
}

/// Lets what was stopped run again: the limits of law did not wait meanwhile.
pub async fn go_on(tx: &mut Tx, tenant: Tenant, stopped: &Stopped) -> Result<(), StoreError> {
    if !stopped.clocks.is_empty() {
        let mut query =
            Query::new("UPDATE clocks SET ended_at = NULL, version = version + 1 WHERE tenant = ");
        query.bind(tenant).push(" AND id IN (");
        query.bind_all(stopped.clocks.iter().copied()).push(")");
        let (sql, args) = query.finish();
        tx.run(sql, args).await?;
    }
    if !stopped.items.is_empty() {
        let mut query = Query::new("UPDATE work_items SET closed_at = NULL WHERE tenant = ");
        query.bind(tenant).push(" AND id IN (");
        query.bind_all(stopped.items.iter().copied()).push(")");
        let (sql, args) = query.finish();
        tx.run(sql, args).await?;
    }
    Ok(())
}
