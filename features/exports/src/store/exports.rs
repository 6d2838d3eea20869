//! The rows of files, each with its job.

use tongli_kernel::{Lang, Moment, StaffId, Tenant};
use tongli_store::jobs::{JobId, State};
use tongli_store::{Query, Row, StoreError, Tx, Vault, args};
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

const OF_TENANT: &str =
    "SELECT e.id, e.by_id, e.created_at, e.lang, e.format, e.filter, e.scope, e.attempt,
            e.rows, e.bytes, e.erased_at, j.done, j.total, j.state, j.result,
            j.finished_at, j.expires_at
     FROM exports e JOIN jobs j ON j.tenant = e.tenant AND j.id = e.id
     WHERE e.tenant = ";

async fn all(tx: &mut Tx, tenant: Tenant, query: Query) -> Result<Vec<Export>, StoreError> {
    let vault = tx.vault()?;
    let (sql, args) = query.finish();
    tx.all(sql, args, |row| export(row, &vault, tenant)).await
}

pub async fn find(tx: &mut Tx, tenant: Tenant, id: JobId) -> Result<Option<Export>, StoreError> {
    let mut query = Query::new(OF_TENANT);
    query.bind(tenant).push(" AND e.id = ").bind(id);
    Ok(all(tx, tenant, query).await?.pop())
}

/// Somebody's files, newest first.
pub async fn list(
    tx: &mut Tx,
    tenant: Tenant,
    by: StaffId,
    limit: i64,
) -> Result<Vec<Export>, StoreError> {
    let mut query = Query::new(OF_TENANT);
    query.bind(tenant).push(" AND e.by_id = ").bind(by);
    query.push(" ORDER BY e.id DESC LIMIT ").bind(limit);
    all(tx, tenant, query).await
}

/// Somebody's files that are there or are to be.
pub async fn kept(tx: &mut Tx, tenant: Tenant, by: StaffId) -> Result<Vec<Export>, StoreError> {
    let mut query = Query::new(OF_TENANT);
    query.bind(tenant).push(" AND e.by_id = ").bind(by);
    query.push(" AND e.erased_at IS NULL");
    all(tx, tenant, query).await
}

/// Gives a file to another hand; whoever had it before no longer writes.
pub async fn begin(
    tx: &mut Tx,
    tenant: Tenant,
    id: JobId,
    attempt: &str,
) -> Result<(), StoreError> {
    tx.run(
        "UPDATE exports SET attempt = $3, rows = 0, bytes = 0 WHERE tenant = $1 AND id = $2",
        args![tenant, id, attempt],
    )
    .await?;
    Ok(())
}

/// Keeps what the asker may know of; `false` where the file is no longer this hand's.
pub async fn set_scope(
    tx: &mut Tx,
    tenant: Tenant,
    id: JobId,
    attempt: &str,
    scope: &str,
) -> Result<bool, StoreError> {
    let touched = tx
        .run(
            "UPDATE exports SET scope = $4
             WHERE tenant = $1 AND id = $2 AND attempt = $3 AND erased_at IS NULL",
            args![tenant, id, attempt, scope],
        )
        .await?;
    Ok(touched == 1)
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

/// Says that a file is gone; `false` if that was said before.
pub async fn set_erased(
    tx: &mut Tx,
    tenant: Tenant,
    id: JobId,
    now: Moment,
) -> Result<bool, StoreError> {
    let touched = tx
        .run(
            "UPDATE exports SET erased_at = $3
             WHERE tenant = $1 AND id = $2 AND erased_at IS NULL",
            args![tenant, id, now],
        )
        .await?;
    Ok(touched == 1)
}

/// The same of all files that were made whole, of whichever tenant.
pub async fn set_made_erased(tx: &mut Tx, now: Moment) -> Result<(), StoreError> {
    tx.run(
        "UPDATE exports SET erased_at = $1 WHERE erased_at IS NULL
         AND EXISTS (SELECT 1 FROM jobs j
             WHERE j.tenant = exports.tenant AND j.id = exports.id AND j.state = 'done')",
        args![now],
    )
    .await?;
    Ok(())
}

/// Forgets files that have been gone since before a moment; answers which.
pub async fn forget(tx: &mut Tx, tenant: Tenant, before: Moment) -> Result<Vec<JobId>, StoreError> {
    tx.all(
        "DELETE FROM exports WHERE tenant = $1 AND erased_at < $2
         AND NOT EXISTS (SELECT 1 FROM export_parts p
             WHERE p.tenant = exports.tenant AND p.export_id = exports.id)
         RETURNING id",
        args![tenant, before],
        |row| row.get("id"),
    )
    .await
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
