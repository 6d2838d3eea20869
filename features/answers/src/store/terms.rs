//! What leads to an entry.

use std::collections::BTreeSet;

use tongli_kernel::Tenant;
use tongli_store::{Query, StoreError, Tx, args};

use crate::entry::{Content, EntryId};
use crate::terms::{Word, terms};

/// Rows or arguments of one statement.
pub(super) const AT_ONCE: usize = 200;

/// Of what more entries hold than this, these many are looked at.
pub(crate) const MOST: i64 = 5_000;

/// Writes the terms of an entry over those that stood there.
pub(super) async fn put(
    tx: &mut Tx,
    tenant: Tenant,
    id: EntryId,
    content: &Content,
) -> Result<(), StoreError> {
    tx.run(
        "DELETE FROM answer_terms WHERE tenant = $1 AND answer = $2",
        args![tenant, id],
    )
    .await?;
    let all: Vec<String> = terms(content).into_iter().collect();
    for some in all.chunks(AT_ONCE) {
        let mut query = Query::new("INSERT INTO answer_terms (tenant, term, answer) VALUES ");
        query.push_rows(some.iter().map(|term| args![tenant, term, id]));
        let (sql, args) = query.finish();
        tx.run(sql, args).await?;
    }
    Ok(())
}

/// The entries to which one way of a word leads.
async fn along(tx: &mut Tx, tenant: Tenant, way: &[String]) -> Result<Vec<EntryId>, StoreError> {
    let mut query = Query::new("SELECT answer FROM answer_terms WHERE tenant = ");
    query.bind(tenant).push(" AND term IN (").bind_all(way);
    query.push(") GROUP BY answer HAVING COUNT(*) = ");
    query.bind(i64::try_from(way.len()).unwrap_or(i64::MAX));
    query.push(" LIMIT ").bind(MOST);
    let (sql, args) = query.finish();
    tx.all(sql, args, |row| row.get("answer")).await
}

/// Which of these hold a word as it was typed.
async fn compared(
    tx: &mut Tx,
    tenant: Tenant,
    ids: &BTreeSet<EntryId>,
    word: &str,
) -> Result<BTreeSet<EntryId>, StoreError> {
    let ids: Vec<EntryId> = ids.iter().copied().collect();
    let mut found = BTreeSet::new();
    for some in ids.chunks(AT_ONCE) {
        let mut query = Query::new("SELECT id FROM answers WHERE tenant = ");
        query.bind(tenant).push(" AND id IN (");
        query
            .bind_all(some.iter().copied())
            .push(") AND folded LIKE ");
        // Folded words hold letters and digits alone, so none is a sign of the pattern.
        query.bind(format!("%{word}%"));
        let (sql, args) = query.finish();
        found.extend(tx.all(sql, args, |row| row.get::<EntryId>("id")).await?);
    }
    Ok(found)
}

/// The entries that hold all words.
pub(crate) async fn matching(
    tx: &mut Tx,
    tenant: Tenant,
    words: &[Word],
) -> Result<BTreeSet<EntryId>, StoreError> {
    let mut found: Option<BTreeSet<EntryId>> = None;
    for word in words {
        let mut led = BTreeSet::new();
        for way in &word.ways {
            led.extend(along(tx, tenant, way).await?);
        }
        let mut both = match &found {
            Some(before) => before.intersection(&led).copied().collect(),
            None => led,
        };
        if word.is_compared && !both.is_empty() {
            both = compared(tx, tenant, &both, &word.text).await?;
        }
        if both.is_empty() {
            return Ok(both);
        }
        found = Some(both);
    }
    Ok(found.unwrap_or_default())
}
