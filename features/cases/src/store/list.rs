//! Lists, counts and search: one filter, one scope, newest first.

use tongli_kernel::{Confidentiality, DepartmentId, Moment, Scope, StaffId, Tenant};
use tongli_store::{Query, Row, StoreError, Tx};

use super::narrow::{Way, ways, ways_to_count};
use super::scope::{push_among, push_scope};
use crate::case::{CaseId, summary};
use crate::codes::{Category, Kind, RefusalReason, Stage, Urgency};
use crate::search::{Asked, Excerpt};

/// What a list holds of a case.
#[derive(Debug, Clone)]
pub struct Line {
    pub id: CaseId,
    pub number: String,
    pub kind: Kind,
    pub stage: Stage,
    pub version: i64,
    pub paused: bool,
    pub confidentiality: Confidentiality,
    pub urgency: Urgency,
    pub summary: String,
    pub department_visited: Option<DepartmentId>,
    pub owner: Option<StaffId>,
    pub received_at: Moment,
    pub registered_at: Moment,
    pub due_at: Option<Moment>,
    pub near_at: Option<Moment>,
    /// Where it says what was looked for.
    pub excerpt: Option<Excerpt>,
}

/// How the governing clock stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Due {
    Overdue,
    /// Four fifths of the time are gone.
    Near,
}

/// In which order a list comes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Order {
    #[default]
    Newest,
    /// What says most of the words that were looked for comes first; there is one page.
    Best,
}

/// What a list asks for; an empty filter asks for everything inside the scope.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    pub stages: Vec<Stage>,
    pub kind: Option<Kind>,
    pub category: Option<Category>,
    pub department: Option<DepartmentId>,
    pub owner: Option<StaffId>,
    pub due: Option<Due>,
    /// An allegation is refused for this reason.
    pub refused: Option<RefusalReason>,
    /// A number or its beginning, a name, or words of what was said and written.
    pub words: String,
    pub order: Order,
    /// What came with one import.
    pub import: Option<i64>,
    /// The last line of the page before.
    pub before: Option<CaseId>,
}

const LINES: &str =
    "SELECT c.id, c.number, c.kind, c.stage, c.version, c.paused, c.confidentiality,
        c.urgency, substr(c.narrative, 1, 200) AS beginning, c.department_visited, c.owner,
        c.received_at, c.registered_at, c.due_at, c.near_at
     FROM cases c WHERE c.tenant = ";

/// The lines of these cases, as far as they lie inside the scope.
pub async fn lines_of(
    tx: &mut Tx,
    tenant: Tenant,
    scope: &Scope,
    cases: &[CaseId],
) -> Result<Vec<Line>, StoreError> {
    if cases.is_empty() {
        return Ok(Vec::new());
    }
    let mut query = Query::new(LINES);
    push_among(&mut query, tenant, scope, cases);
    let (sql, args) = query.finish();
    tx.all(sql, args, line).await
}

/// Lines of one page, newest first.
pub async fn lines(
    tx: &mut Tx,
    tenant: Tenant,
    scope: &Scope,
    filter: &Filter,
    now: Moment,
    limit: i64,
) -> Result<Vec<Line>, StoreError> {
    let way = Way::first(tx, tenant, ways(scope, filter, now)).await?;
    let mut query = Query::new(LINES);
    query.bind(tenant);
    way.push(&mut query, tenant);
    push_filter(&mut query, filter, now);
    push_scope(&mut query, scope);
    if let Some(before) = filter.before {
        query.push(" AND c.id < ").bind(before);
    }
    query.push(way.order()).bind(limit);
    let (sql, args) = query.finish();
    tx.all(sql, args, line).await
}

/// How many lines the filter has, counted no further than `most`.
pub async fn count(
    tx: &mut Tx,
    tenant: Tenant,
    scope: &Scope,
    filter: &Filter,
    now: Moment,
    most: i64,
) -> Result<i64, StoreError> {
    let way = Way::first(tx, tenant, ways_to_count(scope, filter, now)).await?;
    let mut query =
        Query::new("SELECT COUNT(*) AS n FROM (SELECT 1 AS one FROM cases c WHERE c.tenant = ");
    query.bind(tenant);
    way.push(&mut query, tenant);
    push_filter(&mut query, filter, now);
    push_scope(&mut query, scope);
    query.push(" LIMIT ").bind(most).push(") counted");
    let (sql, args) = query.finish();
    tx.count(sql, args).await
}

fn line(row: &Row) -> Result<Line, StoreError> {
    Ok(Line {
        id: row.get("id")?,
        number: row.get("number")?,
        kind: row.get("kind")?,
        stage: row.get("stage")?,
        version: row.get("version")?,
        paused: row.get("paused")?,
        confidentiality: row.get("confidentiality")?,
        urgency: row.get("urgency")?,
        summary: summary(&row.get::<String>("beginning")?),
        department_visited: row.get("department_visited")?,
        owner: row.get("owner")?,
        received_at: row.get("received_at")?,
        registered_at: row.get("registered_at")?,
        due_at: row.get("due_at")?,
        near_at: row.get("near_at")?,
        excerpt: None,
    })
}

/// Narrows a statement over `cases c` to what a list asks for.
pub(super) fn push_filter(query: &mut Query, filter: &Filter, now: Moment) {
    if !filter.stages.is_empty() {
        query
            .push(" AND c.stage IN (")
            .bind_all(filter.stages.iter().copied())
            .push(")");
    }
    if let Some(kind) = filter.kind {
        query.push(" AND c.kind = ").bind(kind);
    }
    if let Some(owner) = filter.owner {
        query.push(" AND c.owner = ").bind(owner);
    }
    if let Some(category) = filter.category {
        query
            .push(
                " AND EXISTS (SELECT 1 FROM case_allegations a
                  WHERE a.tenant = c.tenant AND a.case_id = c.id AND a.category = ",
            )
            .bind(category)
            .push(")");
    }
    if let Some(department) = filter.department {
        query
            .push(
                " AND EXISTS (SELECT 1 FROM case_departments f
                  WHERE f.tenant = c.tenant AND f.case_id = c.id AND f.department = ",
            )
            .bind(department)
            .push(")");
    }
    if let Some(import) = filter.import {
        query
            .push(
                " AND EXISTS (SELECT 1 FROM case_imports m
                  WHERE m.tenant = c.tenant AND m.case_id = c.id AND m.import_id = ",
            )
            .bind(import)
            .push(")");
    }
    if let Some(reason) = filter.refused {
        query
            .push(
                " AND EXISTS (SELECT 1 FROM allegation_refusals r
                  WHERE r.tenant = c.tenant AND r.case_id = c.id AND r.state = 'approved'
                    AND r.reason = ",
            )
            .bind(reason)
            .push(")");
    }
    match filter.due {
        Some(Due::Overdue) => {
            query.push(" AND c.due_at <= ").bind(now);
        }
        Some(Due::Near) => {
            query.push(" AND c.near_at <= ").bind(now);
            query.push(" AND c.due_at > ").bind(now);
        }
        None => {}
    }
    push_number(query, &filter.words);
}

/// Words are looked up in the index; a number is a column.
fn push_number(query: &mut Query, typed: &str) {
    match Asked::read(typed) {
        Asked::Number(number) => {
            query.push(" AND c.number LIKE ").bind(format!("{number}%"));
        }
        Asked::Signs | Asked::TooLong => {
            query.push(" AND 1 = 0");
        }
        Asked::Nothing | Asked::Words(_) => {}
    }
}
