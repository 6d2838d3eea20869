//! What happened to accounts and departments, for the audit administrator.

use serde_json::Value as Json;
use tongli_kernel::{Moment, Tenant};
use tongli_store::{Query, StoreError, Tx};

/// One event.
#[derive(Debug, Clone, PartialEq)]
pub struct Audited {
    pub at: Moment,
    pub kind: String,
    pub id: i64,
    pub seq: i64,
    pub verb: String,
    pub by: String,
    /// Whose account or which department; `None` for one that is no more.
    pub name: Option<String>,
    pub details: Json,
}

/// Place of an event in the list, for the page after it.
pub type Place = (Moment, String, i64, i64);

/// Events newest first, before a moment and of a verb if wanted.
pub async fn audited(
    tx: &mut Tx,
    tenant: Tenant,
    verb: Option<&str>,
    before: Option<&Place>,
    limit: i64,
) -> Result<Vec<Audited>, StoreError> {
    let mut query = Query::new(
        "SELECT h.at, h.subject_kind, h.subject_id, h.seq, h.verb, h.by_name, h.payload,
                COALESCE(s.name, d.name) AS name
         FROM history h
         LEFT JOIN staff s ON h.subject_kind = 'staff' AND s.tenant = h.tenant AND s.id = h.subject_id
         LEFT JOIN departments d
           ON h.subject_kind = 'department' AND d.tenant = h.tenant AND d.id = h.subject_id
         WHERE h.subject_kind IN ('staff', 'department', 'settings') AND h.tenant = ",
    );
    query.bind(tenant);
    if let Some(verb) = verb {
        query.push(" AND h.verb = ").bind(verb);
    }
    if let Some((at, kind, id, seq)) = before {
        query.push(" AND (h.at, h.subject_kind, h.subject_id, h.seq) < (");
        query
            .bind(*at)
            .push(", ")
            .bind(kind)
            .push(", ")
            .bind(*id)
            .push(", ")
            .bind(*seq)
            .push(")");
    }
    query.push(" ORDER BY h.at DESC, h.subject_kind DESC, h.subject_id DESC, h.seq DESC LIMIT ");
    query.bind(limit);
    let (sql, args) = query.finish();
    tx.all(sql, args, |row| {
        let payload: Option<String> = row.get("payload")?;
        Ok(Audited {
            at: row.get("at")?,
            kind: row.get("subject_kind")?,
            id: row.get("subject_id")?,
            seq: row.get("seq")?,
            verb: row.get("verb")?,
            by: row.get("by_name")?,
            name: row.get("name")?,
            details: payload
                .and_then(|text| serde_json::from_str(&text).ok())
                .unwrap_or(Json::Null),
        })
    })
    .await
}
