//! The destruction list: what is due, in the order in which it became so.

use tongli_kernel::{Moment, Tenant};
use tongli_store::{Query, Row, StoreError, Tx};

use crate::batch::{Key, Thing};
use crate::due::{Due, Filter, Place};

/// Cases and recordings as one list. What is proposed already is not offered twice.
const DUE: &str = "SELECT * FROM (
    SELECT 'case' AS thing, c.id AS item, c.id AS case_id, c.number AS number, c.kind AS kind,
           c.retention_class AS class, c.retain_until AS retain_until, c.closed_at AS closed_at,
           c.tenant AS tenant, c.held_at AS held_at
    FROM cases c WHERE c.destroyed_at IS NULL AND c.aside_at IS NULL
    UNION ALL
    SELECT 'recording' AS thing, a.id AS item, c.id AS case_id, c.number AS number,
           c.kind AS kind, a.retention_class AS class, a.retain_until AS retain_until,
           c.closed_at AS closed_at, a.tenant AS tenant, c.held_at AS held_at
    FROM attachments a JOIN cases c ON c.tenant = a.tenant AND c.id = a.subject_id
    WHERE a.subject_kind = 'case' AND a.destroyed_at IS NULL AND c.destroyed_at IS NULL
      AND c.aside_at IS NULL AND (a.media_type LIKE 'audio/%' OR a.media_type LIKE 'video/%')
    ) d WHERE d.held_at IS NULL AND d.closed_at IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM destruction_items i WHERE i.tenant = d.tenant AND i.kind = d.thing
          AND i.item = d.item AND i.state IN ('proposed', 'approved'))
    AND d.tenant = ";

fn due(row: &Row) -> Result<Due, StoreError> {
    let unknown = || StoreError::bug("the list holds an unknown thing");
    let thing: String = row.get("thing")?;
    Ok(Due {
        key: Key {
            thing: Thing::from_code(&thing).ok_or_else(unknown)?,
            id: row.get("item")?,
        },
        case: row.get("case_id")?,
        number: row.get("number")?,
        kind: row.get("kind")?,
        class: row.get("class")?,
        retain_until: row.get("retain_until")?,
        closed_at: row.get("closed_at")?,
    })
}

/// What is due now, after a place of the list.
pub async fn list(
    tx: &mut Tx,
    tenant: Tenant,
    filter: &Filter,
    now: Moment,
    after: Option<Place>,
    limit: i64,
) -> Result<Vec<Due>, StoreError> {
    let mut query = Query::new(DUE);
    query.bind(tenant).push(" AND d.retain_until <= ");
    query.bind(filter.until.map_or(now, |until| until.min(now)));
    if let Some(thing) = filter.thing {
        query.push(" AND d.thing = ").bind(thing.code());
    }
    if let Some(class) = &filter.class {
        query.push(" AND d.class = ").bind(class.as_str());
    }
    if let Some(place) = after {
        query.push(" AND (d.retain_until, d.thing, d.item) > (");
        query.bind(place.retain_until).push(", ");
        query.bind(place.key.thing.code()).push(", ");
        query.bind(place.key.id).push(")");
    }
    query.push(" ORDER BY d.retain_until, d.thing, d.item LIMIT ");
    query.bind(limit);
    let (sql, args) = query.finish();
    tx.all(sql, args, due).await
}

/// One thing of the list, if it is due now.
pub async fn find(
    tx: &mut Tx,
    tenant: Tenant,
    key: Key,
    now: Moment,
) -> Result<Option<Due>, StoreError> {
    let mut query = Query::new(DUE);
    query.bind(tenant).push(" AND d.retain_until <= ").bind(now);
    query.push(" AND d.thing = ").bind(key.thing.code());
    query.push(" AND d.item = ").bind(key.id);
    let (sql, args) = query.finish();
    tx.find(sql, args, due).await
}
