//! Cases for a file that leaves the house: pages by key, newest first, and what
//! hangs on them in one statement a page each.

use std::collections::BTreeMap;

use tongli_kernel::{DepartmentId, Moment, Scope, StaffId, Tenant};
use tongli_store::{Query, Row, StoreError, Tx};

use super::list::{Filter, push_filter};
use super::scope::{AT_ONCE, push_among, push_scope, push_unrestricted};
use crate::case::CaseId;
use crate::codes::{Category, Channel, Handling, Kind, Stage, split};
use crate::export::Put;

/// The columns of a case, before anybody has a name.
#[derive(Debug, Clone)]
pub struct Taken {
    pub id: CaseId,
    pub number: String,
    pub kind: Kind,
    pub stage: Stage,
    pub channel: Channel,
    pub received_at: Moment,
    pub registered_at: Moment,
    pub visited: Option<DepartmentId>,
    pub narrative: String,
    pub demand: Option<String>,
    pub owner: Option<StaffId>,
    pub handling: Vec<Handling>,
    pub result: Option<String>,
    pub answered_at: Option<Moment>,
    pub delivered_at: Option<Moment>,
    pub closed_at: Option<Moment>,
    pub archived_at: Option<Moment>,
    pub satisfaction: Option<i64>,
}

const CASES: &str = "SELECT c.id, c.number, c.kind, c.stage, c.channel, c.received_at,
        c.registered_at, c.department_visited, c.narrative, c.demand, c.owner, c.handling,
        COALESCE(c.handling_result, c.settled_result) AS result, c.answered_at,
        c.delivered_at, c.closed_at, c.archived_at, c.satisfaction
     FROM cases c WHERE c.tenant = ";

/// These cases, newest first.
pub async fn of_cases(
    tx: &mut Tx,
    tenant: Tenant,
    scope: &Scope,
    cases: &[CaseId],
) -> Result<Vec<Taken>, StoreError> {
    if cases.is_empty() {
        return Ok(Vec::new());
    }
    let mut query = Query::new(CASES);
    push_among(&mut query, tenant, scope, cases);
    push_unrestricted(&mut query);
    query.push(" ORDER BY c.id DESC");
    let (sql, args) = query.finish();
    tx.all(sql, args, taken).await
}

/// How many cases a file has, counted no further than `most`.
pub async fn count(
    tx: &mut Tx,
    tenant: Tenant,
    scope: &Scope,
    filter: &Filter,
    now: Moment,
    most: i64,
) -> Result<i64, StoreError> {
    let mut query =
        Query::new("SELECT COUNT(*) AS n FROM (SELECT 1 FROM cases c WHERE c.tenant = ");
    query.bind(tenant);
    push_filter(&mut query, filter, now);
    push_scope(&mut query, scope);
    push_unrestricted(&mut query);
    query.push(" LIMIT ").bind(most).push(") taken");
    let (sql, args) = query.finish();
    tx.count(sql, args).await
}

/// How many of these cases a file has.
pub async fn count_of(
    tx: &mut Tx,
    tenant: Tenant,
    scope: &Scope,
    cases: &[CaseId],
) -> Result<i64, StoreError> {
    let mut all = 0;
    for some in cases.chunks(AT_ONCE) {
        let mut query = Query::new("SELECT COUNT(c.id) AS n FROM cases c WHERE c.tenant = ");
        push_among(&mut query, tenant, scope, some);
        push_unrestricted(&mut query);
        let (sql, args) = query.finish();
        all += tx.count(sql, args).await?;
    }
    Ok(all)
}

/// The next page below `before`.
pub async fn page(
    tx: &mut Tx,
    tenant: Tenant,
    scope: &Scope,
    filter: &Filter,
    now: Moment,
    limit: i64,
) -> Result<Vec<Taken>, StoreError> {
    let mut query = Query::new(CASES);
    query.bind(tenant);
    push_filter(&mut query, filter, now);
    push_scope(&mut query, scope);
    push_unrestricted(&mut query);
    if let Some(before) = filter.before {
        query.push(" AND c.id < ").bind(before);
    }
    query.push(" ORDER BY c.id DESC LIMIT ").bind(limit);
    let (sql, args) = query.finish();
    tx.all(sql, args, taken).await
}

fn taken(row: &Row) -> Result<Taken, StoreError> {
    Ok(Taken {
        id: row.get("id")?,
        number: row.get("number")?,
        kind: row.get("kind")?,
        stage: row.get("stage")?,
        channel: row.get("channel")?,
        received_at: row.get("received_at")?,
        registered_at: row.get("registered_at")?,
        visited: row.get("department_visited")?,
        narrative: row.get("narrative")?,
        demand: row.get("demand")?,
        owner: row.get("owner")?,
        handling: split(&row.get::<String>("handling")?, Handling::from_code),
        result: row.get("result")?,
        answered_at: row.get("answered_at")?,
        delivered_at: row.get("delivered_at")?,
        closed_at: row.get("closed_at")?,
        archived_at: row.get("archived_at")?,
        satisfaction: row.get("satisfaction")?,
    })
}

/// The allegations of many cases, each in its order.
pub async fn allegations(
    tx: &mut Tx,
    tenant: Tenant,
    cases: &[CaseId],
) -> Result<BTreeMap<CaseId, Vec<Put>>, StoreError> {
    let mut found: BTreeMap<CaseId, Vec<Put>> = BTreeMap::new();
    if cases.is_empty() {
        return Ok(found);
    }
    let mut query = Query::new(
        "SELECT case_id, category, severity, finding FROM case_allegations WHERE tenant = ",
    );
    query
        .bind(tenant)
        .push(" AND case_id IN (")
        .bind_all(cases.iter().copied())
        .push(") ORDER BY +case_id, seq");
    let (sql, args) = query.finish();
    let rows = tx
        .all(sql, args, |row| {
            let put = Put {
                category: Category::from_code(&row.get::<String>("category")?),
                severity: row.get("severity")?,
                finding: row.get("finding")?,
            };
            Ok((row.get::<CaseId>("case_id")?, put))
        })
        .await?;
    for (case, put) in rows {
        found.entry(case).or_default().push(put);
    }
    Ok(found)
}

/// The departments that many cases complain of, each once.
pub async fn complained_of(
    tx: &mut Tx,
    tenant: Tenant,
    cases: &[CaseId],
) -> Result<BTreeMap<CaseId, Vec<DepartmentId>>, StoreError> {
    let mut found: BTreeMap<CaseId, Vec<DepartmentId>> = BTreeMap::new();
    if cases.is_empty() {
        return Ok(found);
    }
    let mut query = Query::new(
        "SELECT DISTINCT case_id, department FROM allegation_departments WHERE tenant = ",
    );
    query
        .bind(tenant)
        .push(" AND case_id IN (")
        .bind_all(cases.iter().copied())
        .push(") ORDER BY case_id, department");
    let (sql, args) = query.finish();
    let rows = tx
        .all(sql, args, |row| {
            Ok((
                row.get::<CaseId>("case_id")?,
                row.get::<DepartmentId>("department")?,
            ))
        })
        .await?;
    for (case, department) in rows {
        found.entry(case).or_default().push(department);
    }
    Ok(found)
}
