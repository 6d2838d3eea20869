//! Entries and their wordings.

use std::collections::BTreeMap;

use tongli_kernel::{Moment, StaffId, Tenant, Viewer};
use tongli_store::{Query, Row, StoreError, Tx, args};

use crate::entry::{Content, Entry, EntryId, Kind, State, Version};
use crate::terms;

pub(super) const COLUMNS: &str =
    "SELECT id, state, version, kind, title, body, title_en, body_en, tags,
    department, owner, valid_until, shipped, changed_at FROM answers WHERE tenant = ";

fn unknown(what: &str, code: &str) -> StoreError {
    StoreError::bug(format!("an answer's {what} is {code}"))
}

fn state(row: &Row) -> Result<State, StoreError> {
    let code: String = row.get("state")?;
    State::from_code(&code).ok_or_else(|| unknown("state", &code))
}

fn content(row: &Row) -> Result<Content, StoreError> {
    let kind: String = row.get("kind")?;
    Ok(Content {
        kind: Kind::from_code(&kind).ok_or_else(|| unknown("kind", &kind))?,
        title: row.get("title")?,
        body: row.get("body")?,
        title_en: row.get("title_en")?,
        body_en: row.get("body_en")?,
        tags: row.get("tags")?,
        department: row.get("department")?,
        owner: row.get("owner")?,
        valid_until: row.get("valid_until")?,
    })
}

pub(super) fn entry(row: &Row) -> Result<Entry, StoreError> {
    Ok(Entry {
        id: row.get("id")?,
        state: state(row)?,
        version: row.get("version")?,
        content: content(row)?,
        shipped: row.get("shipped")?,
        changed_at: row.get("changed_at")?,
    })
}

fn version(row: &Row) -> Result<Version, StoreError> {
    Ok(Version {
        version: row.get("version")?,
        state: state(row)?,
        content: content(row)?,
        reason: row.get("reason")?,
        at: row.get("at")?,
        by_name: row.get("by_name")?,
    })
}

/// An entry by its id.
pub(crate) async fn find(
    tx: &mut Tx,
    tenant: Tenant,
    id: EntryId,
) -> Result<Option<Entry>, StoreError> {
    let mut query = Query::new(COLUMNS);
    query.bind(tenant).push(" AND id = ").bind(id);
    let (sql, args) = query.finish();
    tx.find(sql, args, entry).await
}

/// Several entries by their ids, those that are there.
pub(crate) async fn of_ids(
    tx: &mut Tx,
    tenant: Tenant,
    ids: &[EntryId],
) -> Result<BTreeMap<EntryId, Entry>, StoreError> {
    let mut found = BTreeMap::new();
    for some in ids.chunks(super::terms::AT_ONCE) {
        let mut query = Query::new(COLUMNS);
        query.bind(tenant).push(" AND id IN (");
        query.bind_all(some.iter().copied()).push(")");
        let (sql, args) = query.finish();
        let rows = tx.all(sql, args, entry).await?;
        found.extend(rows.into_iter().map(|entry| (entry.id, entry)));
    }
    Ok(found)
}

/// The entry that a form was written as.
pub(crate) async fn of_form(
    tx: &mut Tx,
    tenant: Tenant,
    by: Option<StaffId>,
    once: &str,
) -> Result<Option<Entry>, StoreError> {
    let mut query = Query::new(COLUMNS);
    query.bind(tenant).push(" AND created_by = ").bind(by);
    query.push(" AND once = ").bind(once);
    let (sql, args) = query.finish();
    tx.find(sql, args, entry).await
}

/// Which of the program's scripts were taken over already.
pub(crate) async fn shipped(tx: &mut Tx, tenant: Tenant) -> Result<Vec<String>, StoreError> {
    tx.all(
        "SELECT shipped FROM answers
         WHERE tenant = $1 AND shipped IS NOT NULL ORDER BY shipped LIMIT 1000",
        args![tenant],
        |row| row.get("shipped"),
    )
    .await
}

/// Whose form wrote a new entry, and which.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Origin<'a> {
    pub by: Option<StaffId>,
    pub once: Option<&'a str>,
}

/// Writes a new entry with what leads to it; `false` if its form, or the program's script
/// it is, was written already.
pub(crate) async fn insert(
    tx: &mut Tx,
    tenant: Tenant,
    new: &Entry,
    origin: Origin<'_>,
) -> Result<bool, StoreError> {
    let said = &new.content;
    let inserted = tx
        .run(
            "INSERT INTO answers (tenant, id, kind, state, version, title, body, title_en, body_en,
                 tags, department, owner, valid_until, shipped, spelling, folded, changed_at,
                 created_by, once)
             VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15,$16,$17,$18,$19)
             ON CONFLICT DO NOTHING",
            args![
                tenant,
                new.id,
                said.kind.code(),
                new.state.code(),
                new.version,
                &said.title,
                &said.body,
                &said.title_en,
                &said.body_en,
                &said.tags,
                said.department,
                said.owner,
                said.valid_until,
                new.shipped.as_deref(),
                terms::spelling(&said.title),
                terms::folded(said),
                new.changed_at,
                origin.by,
                origin.once
            ],
        )
        .await?;
    if inserted == 1 {
        super::terms::put(tx, tenant, new.id, said).await?;
    }
    Ok(inserted == 1)
}

/// Writes what is in force over what was, if that was `seen`; `false` if somebody was
/// faster.
pub(crate) async fn change(
    tx: &mut Tx,
    tenant: Tenant,
    changed: &Entry,
    seen: i64,
) -> Result<bool, StoreError> {
    let said = &changed.content;
    let written = tx
        .run(
            "UPDATE answers SET kind = $4, state = $5, version = $6, title = $7, body = $8,
                 title_en = $9, body_en = $10, tags = $11, department = $12, owner = $13,
                 valid_until = $14, spelling = $15, folded = $16, changed_at = $17
             WHERE tenant = $1 AND id = $2 AND version = $3",
            args![
                tenant,
                changed.id,
                seen,
                said.kind.code(),
                changed.state.code(),
                changed.version,
                &said.title,
                &said.body,
                &said.title_en,
                &said.body_en,
                &said.tags,
                said.department,
                said.owner,
                said.valid_until,
                terms::spelling(&said.title),
                terms::folded(said),
                changed.changed_at
            ],
        )
        .await?;
    if written == 1 {
        super::terms::put(tx, tenant, changed.id, said).await?;
    }
    Ok(written == 1)
}

/// Keeps the wording of an entry as it is now.
pub(crate) async fn keep_version(
    tx: &mut Tx,
    viewer: &Viewer,
    entry: &Entry,
    reason: &str,
    now: Moment,
) -> Result<(), StoreError> {
    let said = &entry.content;
    tx.run(
        "INSERT INTO answer_versions (tenant, answer, version, state, kind, title, body, title_en,
             body_en, tags, department, owner, valid_until, reason, at, by_id, by_name)
         VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15,$16,$17)",
        args![
            viewer.tenant,
            entry.id,
            entry.version,
            entry.state.code(),
            said.kind.code(),
            &said.title,
            &said.body,
            &said.title_en,
            &said.body_en,
            &said.tags,
            said.department,
            said.owner,
            said.valid_until,
            reason,
            now,
            viewer.staff(),
            viewer.signature()
        ],
    )
    .await?;
    Ok(())
}

/// The newest wordings of an entry, newest first.
pub(crate) async fn versions(
    tx: &mut Tx,
    tenant: Tenant,
    id: EntryId,
    limit: i64,
) -> Result<Vec<Version>, StoreError> {
    tx.all(
        "SELECT version, state, kind, title, body, title_en, body_en, tags, department, owner,
                valid_until, reason, at, by_name
         FROM answer_versions WHERE tenant = $1 AND answer = $2 ORDER BY version DESC LIMIT $3",
        args![tenant, id, limit],
        version,
    )
    .await
}

/// What an entry said when it was written.
pub(crate) async fn first_wording(
    tx: &mut Tx,
    tenant: Tenant,
    id: EntryId,
) -> Result<Option<Version>, StoreError> {
    tx.find(
        "SELECT version, state, kind, title, body, title_en, body_en, tags, department, owner,
                valid_until, reason, at, by_name
         FROM answer_versions WHERE tenant = $1 AND answer = $2 AND version = 1",
        args![tenant, id],
        version,
    )
    .await
}
