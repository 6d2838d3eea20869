//! The rows of imports.

use std::collections::BTreeSet;

use tongli_kernel::{Fault, Id, Moment, Said, Tenant, Viewer};
use tongli_store::jobs::JobId;
use tongli_store::{OnUnique, Query, Row, StoreError, Tx, Vault, args};

use crate::import::{Import, ImportId, State};

/// What the names of files are bound to: "the complaints of …" may name somebody.
pub(super) const NAME: &str = "imports.name";

/// Kept for as long as the cases it brought.
const RETENTION: &str = "case";

fn import(row: &Row, vault: &Vault, tenant: Tenant) -> Result<Import, StoreError> {
    let state: String = row.get("state")?;
    let layout: String = row.get("layout")?;
    Ok(Import {
        id: row.get("id")?,
        seq: row.get("seq")?,
        name: vault.open_or_plain(tenant, NAME, &row.get::<String>("name")?)?,
        digest: row.get("digest")?,
        created_at: row.get("created_at")?,
        by_name: row.get("by_name")?,
        state: State::from_code(&state)
            .ok_or_else(|| StoreError::bug("column state holds an unknown code"))?,
        version: row.get("version")?,
        good: row.get("good")?,
        bad: row.get("bad")?,
        skipped: row.get("skipped")?,
        known: row.get("known")?,
        layout: serde_json::from_str(&layout).map_err(StoreError::bug)?,
        job: row.get("job")?,
        published_at: row.get("published_at")?,
        withdrawn_at: row.get("withdrawn_at")?,
        withdraw_reason: row.get("withdraw_reason")?,
    })
}

/// Keeps a file that was tried; the same file at the same moment by two people is
/// one import.
pub async fn insert(tx: &mut Tx, viewer: &Viewer, new: &Import, bytes: i64) -> Result<(), Fault> {
    let layout = serde_json::to_string(&new.layout).map_err(Fault::bug)?;
    let name = tx.vault()?.seal(viewer.tenant, NAME, &new.name)?;
    tx.run(
        "INSERT INTO imports (tenant, id, seq, name, digest, bytes, created_at, by_id, by_name,
             state, version, good, bad, skipped, known, layout, retention_class)
         VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15,$16,$17)",
        args![
            viewer.tenant,
            new.id,
            new.seq,
            name,
            &new.digest,
            bytes,
            new.created_at,
            viewer.staff().map(Id::raw),
            &new.by_name,
            new.state.code(),
            new.version,
            new.good,
            new.bad,
            new.skipped,
            new.known,
            layout,
            RETENTION
        ],
    )
    .await
    .on_unique(|| Fault::Conflict(Said::new("imports-same-file")))?;
    Ok(())
}

pub async fn find(tx: &mut Tx, tenant: Tenant, id: ImportId) -> Result<Option<Import>, StoreError> {
    let vault = tx.vault()?;
    tx.find(
        "SELECT id, seq, name, digest, created_at, by_name, state, version, good, bad, skipped,
                known, layout, job, published_at, withdrawn_at, withdraw_reason
         FROM imports WHERE tenant = $1 AND id = $2",
        args![tenant, id],
        |row| import(row, &vault, tenant),
    )
    .await
}

/// The import of the same bytes that still counts.
pub async fn find_live(
    tx: &mut Tx,
    tenant: Tenant,
    digest: &str,
) -> Result<Option<Import>, StoreError> {
    let vault = tx.vault()?;
    tx.find(
        "SELECT id, seq, name, digest, created_at, by_name, state, version, good, bad, skipped,
                known, layout, job, published_at, withdrawn_at, withdraw_reason
         FROM imports
         WHERE tenant = $1 AND digest = $2 AND state IN ('tried', 'running', 'published')",
        args![tenant, digest],
        |row| import(row, &vault, tenant),
    )
    .await
}

/// Those of these imports that are published.
pub async fn published(
    tx: &mut Tx,
    tenant: Tenant,
    imports: BTreeSet<ImportId>,
) -> Result<BTreeSet<ImportId>, StoreError> {
    if imports.is_empty() {
        return Ok(imports);
    }
    let mut query = Query::new("SELECT id FROM imports WHERE state = 'published' AND tenant = ");
    query.bind(tenant).push(" AND id IN (");
    query.bind_all(imports).push(")");
    let (sql, args) = query.finish();
    let found = tx.all(sql, args, |row| row.get("id")).await?;
    Ok(found.into_iter().collect())
}

/// Newest first, those before `before`.
pub async fn list(
    tx: &mut Tx,
    tenant: Tenant,
    before: Option<ImportId>,
    limit: i64,
) -> Result<Vec<Import>, StoreError> {
    let vault = tx.vault()?;
    tx.all(
        "SELECT id, seq, name, digest, created_at, by_name, state, version, good, bad, skipped,
                known, layout, job, published_at, withdrawn_at, withdraw_reason
         FROM imports WHERE tenant = $1 AND id < $2 ORDER BY id DESC LIMIT $3",
        args![tenant, before.map_or(i64::MAX, Id::raw), limit],
        |row| import(row, &vault, tenant),
    )
    .await
}

/// A change of state with what comes with it.
#[derive(Debug, Clone, Default)]
pub struct Change<'a> {
    pub job: Option<JobId>,
    pub published_at: Option<Moment>,
    pub withdrawn_at: Option<Moment>,
    pub reason: Option<&'a str>,
}

/// Moves an import on from the state and version it was read in.
pub async fn change(
    tx: &mut Tx,
    tenant: Tenant,
    was: &Import,
    to: State,
    with: Change<'_>,
) -> Result<(), Fault> {
    let touched = tx
        .run(
            "UPDATE imports SET state = $5, version = version + 1,
                 job = COALESCE($6, job), published_at = COALESCE($7, published_at),
                 withdrawn_at = COALESCE($8, withdrawn_at),
                 withdraw_reason = COALESCE($9, withdraw_reason)
             WHERE tenant = $1 AND id = $2 AND version = $3 AND state = $4",
            args![
                tenant,
                was.id,
                was.version,
                was.state.code(),
                to.code(),
                with.job,
                with.published_at,
                with.withdrawn_at,
                with.reason
            ],
        )
        .await?;
    if touched == 1 {
        Ok(())
    } else {
        Err(Fault::Conflict(Said::new("fault-somebody-was-faster")))
    }
}

/// How many imports wait for their rows.
pub async fn count_running(tx: &mut Tx, tenant: Tenant) -> Result<i64, StoreError> {
    tx.count(
        "SELECT COUNT(*) AS n FROM imports
         WHERE tenant = $1 AND state = 'running' AND job IS NOT NULL",
        args![tenant],
    )
    .await
}
