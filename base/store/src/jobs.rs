//! Long work in the background: asked for in a transaction, run by a round under
//! a lease, with progress and a result that expires.

use tongli_kernel::{Id, IdMint, Moment, Tenant, Viewer};

use crate::{Row, StoreError, Tx, args};

#[derive(Debug)]
pub struct JobMark;
pub type JobId = Id<JobMark>;

/// How a job stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    Waiting,
    Done,
    Failed,
    Cancelled,
}

impl State {
    pub const fn code(self) -> &'static str {
        match self {
            State::Waiting => "waiting",
            State::Done => "done",
            State::Failed => "failed",
            State::Cancelled => "cancelled",
        }
    }

    pub fn from_code(code: &str) -> State {
        match code {
            "waiting" => State::Waiting,
            "done" => State::Done,
            "cancelled" => State::Cancelled,
            _ => State::Failed,
        }
    }
}

#[derive(Debug, Clone)]
pub struct Job {
    pub tenant: Tenant,
    pub id: JobId,
    pub kind: String,
    /// JSON, as the kind defines it.
    pub params: String,
    pub by: i64,
    pub created_at: Moment,
    pub done: i64,
    /// 0 while unknown.
    pub total: i64,
    pub state: State,
    /// What came of it, as the kind writes it.
    pub result: Option<String>,
    pub expires_at: Option<Moment>,
}

fn job(row: &Row) -> Result<Job, StoreError> {
    Ok(Job {
        tenant: row.get("tenant")?,
        id: row.get("id")?,
        kind: row.get("kind")?,
        params: row.get("params")?,
        by: row.get("by_id")?,
        created_at: row.get("created_at")?,
        done: row.get("done")?,
        total: row.get("total")?,
        state: State::from_code(&row.get::<String>("state")?),
        result: row.get("result")?,
        expires_at: row.get("expires_at")?,
    })
}

/// Asks for work.
pub async fn ask(
    tx: &mut Tx,
    viewer: &Viewer,
    ids: &IdMint,
    now: Moment,
    kind: &'static str,
    params: &str,
) -> Result<JobId, StoreError> {
    let id = ids.next(now);
    tx.run(
        "INSERT INTO jobs (tenant, id, kind, params, by_id, created_at, leased_until, done, total, state)
         VALUES ($1,$2,$3,$4,$5,$6,0,0,0,'waiting')",
        args![viewer.tenant, id, kind, params, viewer.staff().map_or(0, Id::raw), now],
    )
    .await?;
    Ok(id)
}

/// Whether a job of a kind waits whose lease is free: a read, which locks nobody.
pub async fn is_waiting(tx: &mut Tx, kind: &'static str, now: Moment) -> Result<bool, StoreError> {
    let found = tx
        .find(
            "SELECT id FROM jobs
             WHERE kind = $1 AND finished_at IS NULL AND leased_until <= $2
             ORDER BY id LIMIT 1",
            args![kind, now],
            |row| row.get::<JobId>("id"),
        )
        .await?;
    Ok(found.is_some())
}

/// Takes the oldest waiting job of a kind whose lease is free.
pub async fn lease(
    tx: &mut Tx,
    kind: &'static str,
    now: Moment,
    until: Moment,
) -> Result<Option<Job>, StoreError> {
    tx.find(
        "UPDATE jobs SET leased_until = $3
         WHERE (tenant, id) IN (SELECT tenant, id FROM jobs
             WHERE kind = $1 AND finished_at IS NULL AND leased_until <= $2
             ORDER BY id LIMIT 1)
           AND leased_until <= $2
         RETURNING tenant, id, kind, params, by_id, created_at, done, total, state, result, expires_at",
        args![kind, now, until],
        job,
    )
    .await
}

/// Tells how far it is and keeps the lease; `false` if the job was cancelled.
pub async fn progress(
    tx: &mut Tx,
    job: &Job,
    done: i64,
    total: i64,
    until: Moment,
) -> Result<bool, StoreError> {
    let touched = tx
        .run(
            "UPDATE jobs SET done = $3, total = $4, leased_until = $5
             WHERE tenant = $1 AND id = $2 AND finished_at IS NULL",
            args![job.tenant, job.id, done, total, until],
        )
        .await?;
    Ok(touched == 1)
}

/// Ends a job; `false` if it had ended before.
pub async fn finish(
    tx: &mut Tx,
    tenant: Tenant,
    id: JobId,
    state: State,
    result: &str,
    now: Moment,
    expires_at: Option<Moment>,
) -> Result<bool, StoreError> {
    let touched = tx
        .run(
            "UPDATE jobs SET state = $3, result = $4, finished_at = $5, expires_at = $6
         WHERE tenant = $1 AND id = $2 AND finished_at IS NULL",
            args![tenant, id, state.code(), result, now, expires_at],
        )
        .await?;
    Ok(touched == 1)
}

pub async fn find(tx: &mut Tx, tenant: Tenant, id: JobId) -> Result<Option<Job>, StoreError> {
    tx.find(
        "SELECT tenant, id, kind, params, by_id, created_at, done, total, state, result, expires_at
         FROM jobs WHERE tenant = $1 AND id = $2",
        args![tenant, id],
        job,
    )
    .await
}

/// Forgets a job that has ended.
pub async fn forget(tx: &mut Tx, tenant: Tenant, id: JobId) -> Result<(), StoreError> {
    tx.run(
        "DELETE FROM jobs WHERE tenant = $1 AND id = $2 AND finished_at IS NOT NULL",
        args![tenant, id],
    )
    .await?;
    Ok(())
}
