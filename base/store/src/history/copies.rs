//! Chains of records that were copied as they are, under other ids.

use std::collections::BTreeMap;

use tongli_kernel::{Id, Moment, Tenant};

use super::Link;
use crate::carry::Table;
use crate::{StoreError, Value, sha256};

/// Binds the links of copied chains anew, in the order of their places, and lets the
/// heads say so: what a link tells, and the record it tells it of, stands there already.
pub fn bind_copies(
    tenant: Tenant,
    (history, links): (&Table, &mut [Vec<Value>]),
    (heads, ends): (&Table, &mut [Vec<Value>]),
) -> Result<(), StoreError> {
    let mut read = Vec::with_capacity(links.len());
    for (at, row) in links.iter().enumerate() {
        read.push((at, link(history, row)?));
    }
    read.sort_by_key(|(_, link)| (link.subject_id, link.seq));
    let mut last: BTreeMap<(String, i64), String> = BTreeMap::new();
    for (at, mut link) in read {
        let of = (link.subject_kind.clone(), link.subject_id);
        if let Some(payload) = &link.payload {
            link.payload_digest = sha256(format!("{}{payload}", link.salt).as_bytes());
        }
        link.previous = last.remove(&of).unwrap_or_default();
        link.hash = link.computed(tenant);
        if let Some(row) = links.get_mut(at) {
            history.set(row, "payload_digest", text(&link.payload_digest))?;
            history.set(row, "previous", text(&link.previous))?;
            history.set(row, "hash", text(&link.hash))?;
        }
        last.insert(of, link.hash);
    }
    for row in ends {
        let of = (
            said(heads, row, "subject_kind")?,
            number(heads, row, "subject_id")?,
        );
        if let Some(hash) = last.remove(&of) {
            heads.set(row, "hash", Value::Text(Some(hash)))?;
        }
    }
    Ok(())
}

fn text(text: &str) -> Value {
    Value::Text(Some(text.to_owned()))
}

fn said(table: &Table, row: &[Value], column: &str) -> Result<String, StoreError> {
    let found = table.value(row, column)?.text();
    Ok(found.unwrap_or_default().to_owned())
}

fn maybe(table: &Table, row: &[Value], column: &str) -> Result<Option<String>, StoreError> {
    Ok(table.value(row, column)?.text().map(str::to_owned))
}

fn number(table: &Table, row: &[Value], column: &str) -> Result<i64, StoreError> {
    let found = table.value(row, column)?.number();
    found.ok_or_else(|| StoreError::bug(format!("{} without {column}", table.name)))
}

fn link(of: &Table, row: &[Value]) -> Result<Link, StoreError> {
    Ok(Link {
        subject_kind: said(of, row, "subject_kind")?,
        subject_id: number(of, row, "subject_id")?,
        seq: number(of, row, "seq")?,
        at: Moment::from_millis(number(of, row, "at")?),
        by_kind: said(of, row, "by_kind")?,
        by_id: of.value(row, "by_id")?.number(),
        by_name: said(of, row, "by_name")?,
        department: of.value(row, "department")?.number().map(Id::new),
        verb: said(of, row, "verb")?,
        from: maybe(of, row, "from_stage")?,
        to: maybe(of, row, "to_stage")?,
        payload: maybe(of, row, "payload")?,
        salt: said(of, row, "salt")?,
        payload_digest: said(of, row, "payload_digest")?,
        form: number(of, row, "form")?,
        algorithm: said(of, row, "algorithm")?,
        previous: String::new(),
        hash: String::new(),
    })
}
