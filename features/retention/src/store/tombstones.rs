//! What stays of what was destroyed.

use tongli_cases::CaseId;
use tongli_kernel::{Moment, Tenant};
use tongli_store::{Query, Row, StoreError, Tx, args};

use crate::batch::{Key, Thing, Tombstone};

const SELECT: &str = "SELECT kind, item, case_id, number, case_kind, received_at, closed_at,
     archived_at, class, class_version, retain_until, batch, batch_number, proposed_by,
     approved_by, destroyed_at, clocks, files, digest FROM tombstones WHERE tenant = ";

/// A stone and the digest that stands beside it.
#[derive(Debug)]
pub struct Kept {
    pub stone: Tombstone,
    pub digest: String,
}

fn kept(row: &Row) -> Result<Kept, StoreError> {
    let unknown = || StoreError::bug("a tombstone has an unknown thing");
    let thing: String = row.get("kind")?;
    Ok(Kept {
        digest: row.get("digest")?,
        stone: Tombstone {
            key: Key {
                thing: Thing::from_code(&thing).ok_or_else(unknown)?,
                id: row.get("item")?,
            },
            case: row.get("case_id")?,
            number: row.get("number")?,
            case_kind: row.get("case_kind")?,
            received_at: row.get("received_at")?,
            closed_at: row.get("closed_at")?,
            archived_at: row.get("archived_at")?,
            class: row.get("class")?,
            class_version: row.get("class_version")?,
            retain_until: row.get("retain_until")?,
            batch: row.get("batch")?,
            batch_number: row.get("batch_number")?,
            proposed_by: row.get("proposed_by")?,
            approved_by: row.get("approved_by")?,
            destroyed_at: row.get("destroyed_at")?,
            clocks: row.get("clocks")?,
            files: row.get("files")?,
        },
    })
}

pub async fn insert(tx: &mut Tx, tenant: Tenant, stone: &Tombstone) -> Result<(), StoreError> {
    tx.run(
        "INSERT INTO tombstones (tenant, kind, item, case_id, number, case_kind, received_at,
             closed_at, archived_at, class, class_version, retain_until, batch, batch_number,
             proposed_by, approved_by, destroyed_at, clocks, files, digest)
         VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15,$16,$17,$18,$19,$20)",
        args![
            tenant,
            stone.key.thing.code(),
            stone.key.id,
            stone.case,
            &stone.number,
            &stone.case_kind,
            stone.received_at,
            stone.closed_at,
            stone.archived_at,
            &stone.class,
            stone.class_version,
            stone.retain_until,
            stone.batch,
            &stone.batch_number,
            stone.proposed_by,
            stone.approved_by,
            stone.destroyed_at,
            &stone.clocks,
            &stone.files,
            stone.digest()
        ],
    )
    .await?;
    Ok(())
}

/// The stone of a case.
pub async fn of_case(
    tx: &mut Tx,
    tenant: Tenant,
    case: CaseId,
) -> Result<Option<Tombstone>, StoreError> {
    let mut query = Query::new(SELECT);
    query
        .bind(tenant)
        .push(" AND kind = ")
        .bind(Thing::Case.code());
    query.push(" AND item = ").bind(case);
    let (sql, args) = query.finish();
    Ok(tx.find(sql, args, kept).await?.map(|kept| kept.stone))
}

/// Stones after one, for the check.
pub async fn after(
    tx: &mut Tx,
    tenant: Tenant,
    after: Option<Key>,
    limit: i64,
) -> Result<Vec<Kept>, StoreError> {
    let mut query = Query::new(SELECT);
    query.bind(tenant);
    if let Some(key) = after {
        query.push(" AND (kind, item) > (").bind(key.thing.code());
        query.push(", ").bind(key.id).push(")");
    }
    query.push(" ORDER BY kind, item LIMIT ").bind(limit);
    let (sql, args) = query.finish();
    tx.all(sql, args, kept).await
}

/// The payloads of the links of a subject that say something was destroyed.
pub async fn records(
    tx: &mut Tx,
    tenant: Tenant,
    (kind, id): (&str, i64),
    verb: &str,
) -> Result<Vec<String>, StoreError> {
    let found = tx
        .all(
            "SELECT payload FROM history WHERE tenant = $1 AND subject_kind = $2
               AND subject_id = $3 AND verb = $4 ORDER BY seq",
            args![tenant, kind, id, verb],
            |row| row.get::<Option<String>>("payload"),
        )
        .await?;
    Ok(found.into_iter().flatten().collect())
}

/// Every link that says so, with its subject, a page at a time.
pub async fn all_records(
    tx: &mut Tx,
    tenant: Tenant,
    after: &(String, i64),
    limit: i64,
) -> Result<Vec<(String, i64, Option<String>)>, StoreError> {
    tx.all(
        "SELECT subject_kind, subject_id, payload FROM history
         WHERE tenant = $1 AND verb = $2 AND (subject_kind, subject_id) > ($3, $4)
         ORDER BY subject_kind, subject_id, seq LIMIT $5",
        args![
            tenant,
            tongli_store::history::DESTROYED,
            &after.0,
            after.1,
            limit
        ],
        |row| {
            Ok((
                row.get("subject_kind")?,
                row.get("subject_id")?,
                row.get("payload")?,
            ))
        },
    )
    .await
}

/// Who proposed and who approved a batch, as its chain has it: verb and staff.
pub async fn hands(
    tx: &mut Tx,
    tenant: Tenant,
    batch: i64,
) -> Result<Vec<(String, Option<i64>)>, StoreError> {
    tx.all(
        "SELECT verb, by_id FROM history WHERE tenant = $1 AND subject_kind = $2
           AND subject_id = $3 ORDER BY seq",
        args![tenant, crate::batch::SUBJECT, batch],
        |row| Ok((row.get("verb")?, row.get("by_id")?)),
    )
    .await
}

/// Destroyed cases that still say something or have no stone.
pub async fn unclean(tx: &mut Tx, tenant: Tenant) -> Result<Vec<String>, StoreError> {
    tx.all(
        "SELECT c.number AS number FROM cases c
         WHERE c.tenant = $1 AND c.destroyed_at IS NOT NULL AND (
             c.narrative <> ''
             OR EXISTS (SELECT 1 FROM search_rows t WHERE t.tenant = c.tenant AND t.id = c.id)
             OR EXISTS (SELECT 1 FROM case_notes n WHERE n.tenant = c.tenant AND n.case_id = c.id)
             OR NOT EXISTS (SELECT 1 FROM tombstones s WHERE s.tenant = c.tenant
                 AND s.kind = 'case' AND s.item = c.id))
         ORDER BY c.id LIMIT 100",
        args![tenant],
        |row| row.get("number"),
    )
    .await
}

/// When a case came and went, for its stone.
pub async fn dates(
    tx: &mut Tx,
    tenant: Tenant,
    case: CaseId,
) -> Result<Option<(Moment, Option<Moment>, Option<Moment>)>, StoreError> {
    tx.find(
        "SELECT received_at, closed_at, archived_at FROM cases WHERE tenant = $1 AND id = $2",
        args![tenant, case],
        |row| {
            Ok((
                row.get("received_at")?,
                row.get("closed_at")?,
                row.get("archived_at")?,
            ))
        },
    )
    .await
}
