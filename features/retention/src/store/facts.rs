//! What terms are reckoned from, and the columns they are written to.

use std::collections::BTreeSet;

use tongli_cases::{CaseId, SUBJECT};
use tongli_kernel::{Moment, Tenant};
use tongli_store::{Query, Row, StoreError, Tx, args};

use crate::term::{Kept, Tied, Walk};

/// The kind of subject a dispute is.
const DISPUTE: &str = "dispute";

const SELECT: &str = "SELECT c.id, c.number, c.kind, c.confidentiality, c.closed_at, c.version,
     c.retention_class, c.retain_until, c.held_at FROM cases c WHERE c.tenant = ";

fn kept(row: &Row) -> Result<Kept, StoreError> {
    Ok(Kept {
        id: row.get("id")?,
        number: row.get("number")?,
        kind: row.get("kind")?,
        confidentiality: row.get("confidentiality")?,
        closed_at: row.get("closed_at")?,
        version: row.get("version")?,
        class: row.get("retention_class")?,
        retain_until: row.get("retain_until")?,
        held_at: row.get("held_at")?,
    })
}

/// A case that is there, whoever asks.
pub async fn case(tx: &mut Tx, tenant: Tenant, id: CaseId) -> Result<Option<Kept>, StoreError> {
    Ok(cases(tx, tenant, &BTreeSet::from([id.raw()])).await?.pop())
}

async fn cases(tx: &mut Tx, tenant: Tenant, ids: &BTreeSet<i64>) -> Result<Vec<Kept>, StoreError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut query = Query::new(SELECT);
    query.bind(tenant).push(" AND c.id IN (");
    query.bind_all(ids.iter().copied());
    query.push(") AND c.destroyed_at IS NULL AND c.aside_at IS NULL ORDER BY c.id");
    let (sql, args) = query.finish();
    tx.all(sql, args, kept).await
}

/// Cases that have ended, or whose term has to be taken back, after one.
pub async fn ended_after(
    tx: &mut Tx,
    tenant: Tenant,
    walk: Walk,
    after: CaseId,
    limit: i64,
) -> Result<Vec<Kept>, StoreError> {
    let mut query = Query::new(SELECT);
    query.bind(tenant).push(" AND c.id > ").bind(after);
    // As the index of unsettled terms says it, so that it is found.
    query.push(match walk {
        Walk::All => " AND (c.closed_at IS NOT NULL OR c.retain_until IS NOT NULL)",
        Walk::Unsettled => {
            " AND ((c.closed_at IS NULL AND c.retain_until IS NOT NULL)
                OR (c.closed_at IS NOT NULL AND c.retain_until IS NULL))"
        }
    });
    query.push(" AND c.destroyed_at IS NULL AND c.aside_at IS NULL ORDER BY c.id LIMIT ");
    query.bind(limit);
    let (sql, args) = query.finish();
    tx.all(sql, args, kept).await
}

/// Those of these cases that are tied to anything.
pub async fn with_ties(
    tx: &mut Tx,
    tenant: Tenant,
    cases: &[CaseId],
) -> Result<BTreeSet<CaseId>, StoreError> {
    let mut query = Query::new("SELECT from_id AS id FROM links WHERE from_kind = ");
    query.bind(SUBJECT).push(" AND tenant = ").bind(tenant);
    query
        .push(" AND from_id IN (")
        .bind_all(cases.iter().copied());
    query.push(") UNION SELECT to_id AS id FROM links WHERE to_kind = ");
    query.bind(SUBJECT).push(" AND tenant = ").bind(tenant);
    query
        .push(" AND to_id IN (")
        .bind_all(cases.iter().copied());
    query.push(")");
    let (sql, args) = query.finish();
    let found = tx.all(sql, args, |row| row.get("id")).await?;
    Ok(found.into_iter().collect())
}

/// The class and term of every recording of these cases.
pub async fn recordings_of(
    tx: &mut Tx,
    tenant: Tenant,
    cases: &[CaseId],
) -> Result<Vec<(CaseId, String, Option<Moment>)>, StoreError> {
    let mut query = Query::new(
        "SELECT subject_id, retention_class, retain_until FROM attachments
         WHERE destroyed_at IS NULL
           AND (media_type LIKE 'audio/%' OR media_type LIKE 'video/%') AND tenant = ",
    );
    query
        .bind(tenant)
        .push(" AND subject_kind = ")
        .bind(SUBJECT);
    query
        .push(" AND subject_id IN (")
        .bind_all(cases.iter().copied());
    query.push(")");
    let (sql, args) = query.finish();
    tx.all(sql, args, |row| {
        Ok((
            row.get("subject_id")?,
            row.get("retention_class")?,
            row.get("retain_until")?,
        ))
    })
    .await
}

/// What is tied to a subject directly, in either direction.
async fn neighbours(
    tx: &mut Tx,
    tenant: Tenant,
    kind: &str,
    id: i64,
) -> Result<Vec<(String, i64)>, StoreError> {
    tx.all(
        "SELECT to_kind AS kind, to_id AS id FROM links
         WHERE tenant = $1 AND from_kind = $2 AND from_id = $3
         UNION SELECT from_kind AS kind, from_id AS id FROM links
         WHERE tenant = $1 AND to_kind = $2 AND to_id = $3",
        args![tenant, kind, id],
        |row| Ok((row.get("kind")?, row.get("id")?)),
    )
    .await
}

/// Everything a case is tied to over any number of ties, itself among it.
pub async fn tied(tx: &mut Tx, tenant: Tenant, case: CaseId) -> Result<Tied, StoreError> {
    let mut seen: BTreeSet<(String, i64)> = BTreeSet::new();
    let mut open = vec![(SUBJECT.to_owned(), case.raw())];
    while let Some(next) = open.pop() {
        if !seen.insert(next.clone()) {
            continue;
        }
        open.extend(neighbours(tx, tenant, &next.0, next.1).await?);
    }
    let has_dispute = seen.iter().any(|(kind, _)| kind == DISPUTE);
    let ids: BTreeSet<i64> = seen
        .into_iter()
        .filter(|(kind, _)| kind == SUBJECT)
        .map(|(_, id)| id)
        .collect();
    Ok(Tied {
        cases: cases(tx, tenant, &ids).await?,
        ids: ids.into_iter().map(CaseId::new).collect(),
        has_dispute,
    })
}

/// Writes the term of a case; `false` if it stood there. The version stays: nothing
/// somebody decides upon changed.
pub async fn set_term(
    tx: &mut Tx,
    tenant: Tenant,
    case: CaseId,
    class: &str,
    until: Option<Moment>,
) -> Result<bool, StoreError> {
    let known = until.map_or(0, Moment::millis);
    let touched = tx
        .run(
            "UPDATE cases SET retention_class = $3, retain_until = $4 WHERE tenant = $1 AND id = $2
             AND (retention_class <> $3 OR COALESCE(retain_until, 0) <> $5)",
            args![tenant, case, class, until, known],
        )
        .await?;
    Ok(touched == 1)
}

/// The digest of a recording (sound or film) of a case, by its id.
pub async fn find_recording(
    tx: &mut Tx,
    tenant: Tenant,
    id: i64,
) -> Result<Option<String>, StoreError> {
    tx.find(
        "SELECT digest FROM attachments
         WHERE tenant = $1 AND id = $2 AND subject_kind = $3 AND destroyed_at IS NULL
           AND (media_type LIKE 'audio/%' OR media_type LIKE 'video/%')",
        args![tenant, id, SUBJECT],
        |row| row.get("digest"),
    )
    .await
}

/// Writes the term of all recordings of a case; answers how many moved.
pub async fn set_recordings(
    tx: &mut Tx,
    tenant: Tenant,
    case: CaseId,
    class: &str,
    until: Option<Moment>,
) -> Result<u64, StoreError> {
    let known = until.map_or(0, Moment::millis);
    tx.run(
        "UPDATE attachments SET retention_class = $4, retain_until = $5
         WHERE tenant = $1 AND subject_kind = $2 AND subject_id = $3 AND destroyed_at IS NULL
           AND (media_type LIKE 'audio/%' OR media_type LIKE 'video/%')
           AND (retention_class <> $4 OR COALESCE(retain_until, 0) <> $6)",
        args![tenant, SUBJECT, case, class, until, known],
    )
    .await
}

/// Marks a case and its files as held, or takes the mark away.
pub async fn set_held(
    tx: &mut Tx,
    tenant: Tenant,
    case: CaseId,
    held_at: Option<Moment>,
) -> Result<bool, StoreError> {
    let touched = tx
        .run(
            "UPDATE cases SET held_at = $3 WHERE tenant = $1 AND id = $2
             AND destroyed_at IS NULL AND COALESCE(held_at, 0) <> $4",
            args![tenant, case, held_at, held_at.map_or(0, Moment::millis)],
        )
        .await?;
    tx.run(
        "UPDATE attachments SET held_at = $4
         WHERE tenant = $1 AND subject_kind = $2 AND subject_id = $3",
        args![tenant, SUBJECT, case, held_at],
    )
    .await?;
    Ok(touched == 1)
}

/// Cases that carry the mark of a hold, after one.
pub async fn held_after(
    tx: &mut Tx,
    tenant: Tenant,
    after: CaseId,
    limit: i64,
) -> Result<Vec<CaseId>, StoreError> {
    tx.all(
        "SELECT id FROM cases WHERE tenant = $1 AND id > $2 AND held_at IS NOT NULL
           AND destroyed_at IS NULL ORDER BY id LIMIT $3",
        args![tenant, after, limit],
        |row| row.get("id"),
    )
    .await
}

/// Whether a case carries the mark of a hold, also one that is out of sight.
pub async fn is_marked(tx: &mut Tx, tenant: Tenant, case: CaseId) -> Result<bool, StoreError> {
    let found = tx
        .count(
            "SELECT COUNT(*) AS n FROM cases WHERE tenant = $1 AND id = $2
               AND held_at IS NOT NULL AND destroyed_at IS NULL",
            args![tenant, case],
        )
        .await?;
    Ok(found > 0)
}
