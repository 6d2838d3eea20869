//! The call list.

use tongli_kernel::{Moment, Tenant};
use tongli_store::{Row, StoreError, Tx, args};

use crate::call::{Call, CallId, Job, NewCall};

fn call(row: &Row) -> Result<Call, StoreError> {
    let job: String = row.get("job")?;
    Ok(Call {
        id: row.get("id")?,
        version: row.get("version")?,
        job: Job::from_code(&job).unwrap_or(Job::Other),
        name: row.get("name")?,
        phone: row.get("phone")?,
        hours: row.get("hours")?,
        position: row.get("position")?,
    })
}

pub(crate) async fn list(tx: &mut Tx, tenant: Tenant) -> Result<Vec<Call>, StoreError> {
    tx.all(
        "SELECT id, version, job, name, phone, hours, position FROM duty_calls
         WHERE tenant = $1 AND removed_at IS NULL ORDER BY position, id",
        args![tenant],
        call,
    )
    .await
}

pub(crate) async fn find(
    tx: &mut Tx,
    tenant: Tenant,
    id: CallId,
) -> Result<Option<Call>, StoreError> {
    tx.find(
        "SELECT id, version, job, name, phone, hours, position FROM duty_calls
         WHERE tenant = $1 AND id = $2 AND removed_at IS NULL",
        args![tenant, id],
        call,
    )
    .await
}

pub(crate) async fn insert(
    tx: &mut Tx,
    tenant: Tenant,
    id: CallId,
    new: &NewCall,
) -> Result<(), StoreError> {
    tx.run(
        "INSERT INTO duty_calls (tenant, id, version, job, name, phone, hours, position)
         VALUES ($1,$2,1,$3,$4,$5,$6,$7)",
        args![
            tenant,
            id,
            new.job.code(),
            &new.name,
            &new.phone,
            new.hours.as_deref(),
            new.position
        ],
    )
    .await?;
    Ok(())
}

/// `false` if somebody was faster.
pub(crate) async fn update(
    tx: &mut Tx,
    tenant: Tenant,
    id: CallId,
    version: i64,
    new: &NewCall,
) -> Result<bool, StoreError> {
    let changed = tx
        .run(
            "UPDATE duty_calls SET version = version + 1, job = $4, name = $5, phone = $6,
                 hours = $7, position = $8
             WHERE tenant = $1 AND id = $2 AND version = $3 AND removed_at IS NULL",
            args![
                tenant,
                id,
                version,
                new.job.code(),
                &new.name,
                &new.phone,
                new.hours.as_deref(),
                new.position
            ],
        )
        .await?;
    Ok(changed == 1)
}

/// Takes a line off the list; `false` if somebody was faster.
pub(crate) async fn remove(
    tx: &mut Tx,
    tenant: Tenant,
    id: CallId,
    now: Moment,
) -> Result<bool, StoreError> {
    let changed = tx
        .run(
            "UPDATE duty_calls SET removed_at = $3
             WHERE tenant = $1 AND id = $2 AND removed_at IS NULL",
            args![tenant, id, now],
        )
        .await?;
    Ok(changed == 1)
}
