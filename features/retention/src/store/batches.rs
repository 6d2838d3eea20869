//! Batches and their items.

use tongli_cases::CaseId;
use tongli_kernel::{Fault, Moment, StaffId, Tenant};
use tongli_store::{Query, Row, StoreError, Tx, Vault, args};

use super::changed;
use crate::batch::{Batch, BatchId, Item, ItemState, Key, Thing};
use crate::due::Due;

pub(super) const REASON: &str = "destructions.reason";

const BATCH: &str = "SELECT id, number, version, reason, proposed_by, proposed_at, finished_at
     FROM destructions WHERE tenant = ";
const ITEM: &str = "SELECT batch, kind, item, case_id, number, class, retain_until, state,
     decided_by, decided_at, done_at FROM destruction_items WHERE tenant = ";

fn batch(row: &Row, vault: &Vault, tenant: Tenant) -> Result<Batch, StoreError> {
    Ok(Batch {
        id: row.get("id")?,
        number: row.get("number")?,
        version: row.get("version")?,
        reason: vault.open(tenant, REASON, &row.get::<String>("reason")?)?,
        proposed_by: row.get("proposed_by")?,
        proposed_at: row.get("proposed_at")?,
        finished_at: row.get("finished_at")?,
    })
}

fn item(row: &Row) -> Result<Item, StoreError> {
    let unknown = || StoreError::bug("a destruction holds an unknown code");
    let (thing, state): (String, String) = (row.get("kind")?, row.get("state")?);
    Ok(Item {
        batch: row.get("batch")?,
        key: Key {
            thing: Thing::from_code(&thing).ok_or_else(unknown)?,
            id: row.get("item")?,
        },
        case: row.get("case_id")?,
        number: row.get("number")?,
        class: row.get("class")?,
        retain_until: row.get("retain_until")?,
        state: ItemState::from_code(&state).ok_or_else(unknown)?,
        decided_by: row.get("decided_by")?,
        decided_at: row.get("decided_at")?,
        done_at: row.get("done_at")?,
    })
}

pub async fn insert(tx: &mut Tx, tenant: Tenant, new: &Batch) -> Result<(), StoreError> {
    let reason = tx.vault()?.seal(tenant, REASON, &new.reason)?;
    tx.run(
        "INSERT INTO destructions (tenant, id, number, version, reason, proposed_by, proposed_at)
         VALUES ($1,$2,$3,$4,$5,$6,$7)",
        args![
            tenant,
            new.id,
            &new.number,
            new.version,
            reason,
            new.proposed_by,
            new.proposed_at
        ],
    )
    .await?;
    Ok(())
}

/// Puts a thing into a batch; `false` where another batch has it already.
pub async fn add(
    tx: &mut Tx,
    tenant: Tenant,
    batch: BatchId,
    due: &Due,
) -> Result<bool, StoreError> {
    let inserted = tx
        .run(
            "INSERT INTO destruction_items (tenant, batch, kind, item, case_id, number, class,
                 retain_until, state) VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9)
             ON CONFLICT DO NOTHING",
            args![
                tenant,
                batch,
                due.key.thing.code(),
                due.key.id,
                due.case,
                &due.number,
                &due.class,
                due.retain_until,
                ItemState::Proposed.code()
            ],
        )
        .await?;
    Ok(inserted == 1)
}

pub async fn by_number(
    tx: &mut Tx,
    tenant: Tenant,
    number: &str,
) -> Result<Option<Batch>, StoreError> {
    let vault = tx.vault()?;
    let mut query = Query::new(BATCH);
    query.bind(tenant).push(" AND number = ").bind(number);
    let (sql, args) = query.finish();
    tx.find(sql, args, |row| batch(row, &vault, tenant)).await
}

pub async fn by_id(tx: &mut Tx, tenant: Tenant, id: BatchId) -> Result<Option<Batch>, StoreError> {
    let vault = tx.vault()?;
    let mut query = Query::new(BATCH);
    query.bind(tenant).push(" AND id = ").bind(id);
    let (sql, args) = query.finish();
    tx.find(sql, args, |row| batch(row, &vault, tenant)).await
}

/// Batches, newest first, before one.
pub async fn list(
    tx: &mut Tx,
    tenant: Tenant,
    before: Option<BatchId>,
    limit: i64,
) -> Result<Vec<Batch>, StoreError> {
    let vault = tx.vault()?;
    let mut query = Query::new(BATCH);
    query.bind(tenant);
    if let Some(before) = before {
        query.push(" AND id < ").bind(before);
    }
    query.push(" ORDER BY id DESC LIMIT ").bind(limit);
    let (sql, args) = query.finish();
    tx.all(sql, args, |row| batch(row, &vault, tenant)).await
}

/// One more decision on a batch: of two at once the slower is told so.
pub async fn touch(tx: &mut Tx, tenant: Tenant, batch: &Batch) -> Result<(), Fault> {
    let touched = tx
        .run(
            "UPDATE destructions SET version = version + 1
             WHERE tenant = $1 AND id = $2 AND version = $3",
            args![tenant, batch.id, batch.version],
        )
        .await?;
    changed(touched)
}

/// Everything of these batches: each holds no more than a page of the list.
pub async fn items(
    tx: &mut Tx,
    tenant: Tenant,
    batches: &[BatchId],
) -> Result<Vec<Item>, StoreError> {
    if batches.is_empty() {
        return Ok(Vec::new());
    }
    let mut query = Query::new(ITEM);
    query.bind(tenant).push(" AND batch IN (");
    query.bind_all(batches.iter().copied());
    query.push(") ORDER BY batch, kind, item");
    let (sql, args) = query.finish();
    tx.all(sql, args, item).await
}

/// What is approved and not done, in the order in which it was proposed.
pub async fn approved(tx: &mut Tx, tenant: Tenant, limit: i64) -> Result<Vec<Item>, StoreError> {
    let mut query = Query::new(ITEM);
    query.bind(tenant).push(" AND state = 'approved'");
    query
        .push(" ORDER BY batch, kind DESC, item LIMIT ")
        .bind(limit);
    let (sql, args) = query.finish();
    tx.all(sql, args, item).await
}

/// Decides an item that waits; `false` if it was decided already.
pub async fn decide(
    tx: &mut Tx,
    tenant: Tenant,
    item: &Item,
    (state, by, now): (ItemState, StaffId, Moment),
) -> Result<bool, StoreError> {
    let touched = tx
        .run(
            "UPDATE destruction_items SET state = $5, decided_by = $6, decided_at = $7
             WHERE tenant = $1 AND batch = $2 AND kind = $3 AND item = $4 AND state = 'proposed'",
            args![
                tenant,
                item.batch,
                item.key.thing.code(),
                item.key.id,
                state.code(),
                by,
                now
            ],
        )
        .await?;
    Ok(touched == 1)
}

/// Ends an approved item; `false` if it had ended already.
pub async fn end(
    tx: &mut Tx,
    tenant: Tenant,
    item: &Item,
    state: ItemState,
    now: Moment,
) -> Result<bool, StoreError> {
    let touched = tx
        .run(
            "UPDATE destruction_items SET state = $5, done_at = $6
             WHERE tenant = $1 AND batch = $2 AND kind = $3 AND item = $4 AND state = 'approved'",
            args![
                tenant,
                item.batch,
                item.key.thing.code(),
                item.key.id,
                state.code(),
                now
            ],
        )
        .await?;
    Ok(touched == 1)
}

/// Batches in which nothing waits any more and that have no end yet.
pub async fn unfinished(tx: &mut Tx, tenant: Tenant) -> Result<Vec<Batch>, StoreError> {
    let vault = tx.vault()?;
    let mut query = Query::new(BATCH);
    query.bind(tenant);
    query.push(
        " AND finished_at IS NULL AND NOT EXISTS (SELECT 1 FROM destruction_items i
             WHERE i.tenant = destructions.tenant AND i.batch = destructions.id
               AND i.state IN ('proposed', 'approved'))
           AND NOT EXISTS (SELECT 1 FROM destruction_files f
             WHERE f.tenant = destructions.tenant AND f.batch = destructions.id
               AND f.removed_at IS NULL) ORDER BY id LIMIT 50",
    );
    let (sql, args) = query.finish();
    tx.all(sql, args, |row| batch(row, &vault, tenant)).await
}

pub async fn finish(
    tx: &mut Tx,
    tenant: Tenant,
    batch: BatchId,
    now: Moment,
) -> Result<bool, StoreError> {
    let touched = tx
        .run(
            "UPDATE destructions SET finished_at = $3
             WHERE tenant = $1 AND id = $2 AND finished_at IS NULL",
            args![tenant, batch, now],
        )
        .await?;
    Ok(touched == 1)
}

/// Files that have to leave the disk still.
pub async fn files_left(
    tx: &mut Tx,
    tenant: Tenant,
    limit: i64,
) -> Result<Vec<(BatchId, String)>, StoreError> {
    tx.all(
        "SELECT batch, digest FROM destruction_files WHERE tenant = $1 AND removed_at IS NULL
         ORDER BY batch, digest LIMIT $2",
        args![tenant, limit],
        |row| Ok((row.get("batch")?, row.get("digest")?)),
    )
    .await
}

/// Whether another matter still needs the bytes.
pub async fn is_needed(tx: &mut Tx, digest: &str) -> Result<bool, StoreError> {
    let found = tx
        .count(
            "SELECT COUNT(*) AS n FROM attachments WHERE digest = $1 AND destroyed_at IS NULL",
            args![digest],
        )
        .await?;
    Ok(found > 0)
}

pub async fn file_gone(
    tx: &mut Tx,
    tenant: Tenant,
    (batch, digest): (BatchId, &str),
    now: Moment,
) -> Result<(), StoreError> {
    tx.run(
        "UPDATE destruction_files SET removed_at = $4
         WHERE tenant = $1 AND batch = $2 AND digest = $3",
        args![tenant, batch, digest, now],
    )
    .await?;
    Ok(())
}

/// Notes that a file has to go once its row is gone.
pub async fn file_to_go(
    tx: &mut Tx,
    tenant: Tenant,
    batch: BatchId,
    digest: &str,
) -> Result<(), StoreError> {
    tx.run(
        "INSERT INTO destruction_files (tenant, batch, digest) VALUES ($1,$2,$3)
         ON CONFLICT DO NOTHING",
        args![tenant, batch, digest],
    )
    .await?;
    Ok(())
}

/// The cases of these items, once each.
pub fn cases_of(items: &[Item]) -> Vec<CaseId> {
    let mut cases: Vec<CaseId> = items.iter().map(|one| one.case).collect();
    cases.sort_unstable();
    cases.dedup();
    cases
}
