//! The rows of files, each with its job.

use tongli_kernel::{Lang, Moment, StaffId, Tenant};
use tongli_store::jobs::{JobId, State};
use tongli_store::{Row, StoreError, Tx, Vault, args};
use tongli_tables::Format;

use crate::export::{Export, Why};

/// What the addresses are bound to.
pub const FILTER: &str = "exports.filter";

pub async fn insert(tx: &mut Tx, new: &Export) -> Result<(), StoreError> {
    let filter = tx.vault()?.seal(new.tenant, FILTER, &new.filter)?;
    tx.run(
        "INSERT INTO exports (tenant, id, by_id, created_at, lang, format, filter, scope, rows, bytes)
         VALUES ($1,$2,$3,$4,$5,$6,$7,$8,0,0)",
        args![
            new.tenant,
            new.id,
            new.by,
            new.created_at,
            new.lang.code(),
            new.format.code(),
            filter,
            &new.scope
        ],
    )
    .await?;
    Ok(())
}

fn export(row: &Row, vault: &Vault, tenant: Tenant) -> Result<Export, StoreError> {
    let unknown = |what: &str| StoreError::bug(format!("column {what} holds an unknown code"));
    let result: Option<String> = row.get("result")?;
    Ok(Export {
        tenant,
        id: row.get("id")?,
        by: row.get("by_id")?,
        created_at: row.get("created_at")?,
        lang: Lang::from_code(&row.get::<String>("lang")?).ok_or_else(|| unknown("lang"))?,
        format: Format::from_code(&row.get::<String>("format")?)
            .ok_or_else(|| unknown("format"))?,
        filter: vault.open(tenant, FILTER, &row.get::<String>("filter")?)?,
        scope: row.get("scope")?,
        attempt: row.get("attempt")?,
        rows: row.get("rows")?,
        bytes: row.get("bytes")?,
        erased_at: row.get("erased_at")?,
        done: row.get("done")?,
        total: row.get("total")?,
        state: State::from_code(&row.get::<String>("state")?),
        why: result.as_deref().and_then(Why::from_code),
        finished_at: row.get("finished_at")?,
        expires_at: row.get("expires_at")?,
    })
}

pub async fn find(tx: &mut Tx, tenant: Tenant, id: JobId) -> Result<Option<Export>, StoreError> {
    let vault = tx.vault()?;
    tx.find(
        "SELECT e.id, e.by_id, e.created_at, e.lang, e.format, e.filter, e.scope, e.attempt,
                e.rows, e.bytes, e.erased_at, j.done, j.total, j.state, j.result,
                j.finished_at, j.expires_at
         FROM exports e JOIN jobs j ON j.tenant = e.tenant AND j.id = e.id
         WHERE e.tenant = $1 AND e.id = $2",
        args![tenant, id],
        |row| export(row, &vault, tenant),
    )
    .await
}

/// Somebody's files, newest first.
pub async fn list(
    tx: &mut Tx,
    tenant: Tenant,
    by: StaffId,
    limit: i64,
) -> Result<Vec<Export>, StoreError> {
    let vault = tx.vault()?;
    tx.all(
        "SELECT e.id, e.by_id, e.created_at, e.lang, e.format, e.filter, e.scope, e.attempt,
                e.rows, e.bytes, e.erased_at, j.done, j.total, j.state, j.result,
                j.finished_at, j.expires_at
         FROM exports e JOIN jobs j ON j.tenant = e.tenant AND j.id = e.id
         WHERE e.tenant = $1 AND e.by_id = $2 ORDER BY e.id DESC LIMIT $3",
        args![tenant, by, limit],
        |row| export(row, &vault, tenant),
    )
    .await
}

/// Gives a file to another hand; whoever had it before no longer writes.
pub async fn begin(
    tx: &mut Tx,
    tenant: Tenant,
    id: JobId,
    attempt: &str,
    scope: &str,
) -> Result<(), StoreError> {
    tx.run(
        "UPDATE exports SET attempt = $3, scope = $4, rows = 0, bytes = 0
         WHERE tenant = $1 AND id = $2",
        args![tenant, id, attempt, scope],
    )
    .await?;
    Ok(())
}

/// Counts what this hand has written; `false` where the file is no longer its own.
pub async fn grow(
    tx: &mut Tx,
    tenant: Tenant,
    id: JobId,
    attempt: &str,
    (rows, bytes): (i64, i64),
) -> Result<bool, StoreError> {
    let touched = tx
        .run(
            "UPDATE exports SET rows = $4, bytes = bytes + $5
             WHERE tenant = $1 AND id = $2 AND attempt = $3 AND erased_at IS NULL",
            args![tenant, id, attempt, rows, bytes],
        )
        .await?;
    Ok(touched == 1)
}

pub async fn erased(tx: &mut Tx, tenant: Tenant, id: JobId, now: Moment) -> Result<(), StoreError> {
    tx.run(
        "UPDATE exports SET erased_at = $3 WHERE tenant = $1 AND id = $2 AND erased_at IS NULL",
        args![tenant, id, now],
    )
    .await?;
    Ok(())
}

/// Files whose days are over, and what a broken one left behind.
pub async fn over(
    tx: &mut Tx,
    tenant: Tenant,
    now: Moment,
    limit: i64,
) -> Result<Vec<JobId>, StoreError> {
    tx.all(
        "SELECT e.id FROM exports e JOIN jobs j ON j.tenant = e.tenant AND j.id = e.id
         WHERE e.tenant = $1 AND e.erased_at IS NULL AND j.finished_at IS NOT NULL
           AND (j.state <> 'done' OR j.expires_at <= $2)
         ORDER BY e.id LIMIT $3",
        args![tenant, now, limit],
        |row| row.get("id"),
    )
    .await
}
