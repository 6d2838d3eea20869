//! Cases that the index leads to, and how far the index itself has come.

use tongli_kernel::{Moment, Scope, Tenant, Viewer};
use tongli_patients::{ContactId, PersonId};
use tongli_store::search::{Expr, Rows, push_rows, to_walk};
use tongli_store::{Query, StoreError, Tx, args};

use super::list::{Filter, push_filter};
use super::scope::push_scope;
use crate::case::CaseId;

/// Who was asked for, as the patients room knows them.
#[derive(Debug, Clone, Default)]
pub struct People {
    pub persons: Vec<PersonId>,
    pub contacts: Vec<ContactId>,
}

/// Where a page begins and how long it is.
#[derive(Debug, Clone, Copy)]
pub struct Page {
    pub before: Option<CaseId>,
    pub limit: i64,
}

/// Cases that hold all that was asked for, newest first. Pairs can meet in a text
/// without standing together, so the caller compares the texts.
pub async fn by_words(
    tx: &mut Tx,
    tenant: Tenant,
    within: (&Scope, &Filter, Moment),
    expr: &Expr,
    page: Page,
) -> Result<Vec<CaseId>, StoreError> {
    let below = page.before.map_or(i64::MAX, |before| before.raw());
    let Some(steps) = to_walk(tx.engine()) else {
        return among(tx, tenant, within, (expr, Rows::Below(below)), page.limit).await;
    };
    let lowest = walked_to(tx, tenant, below, steps).await?;
    let walk = Rows::Walk(lowest.unwrap_or(i64::MIN), below);
    let mut found = among(tx, tenant, within, (expr, walk), page.limit).await?;
    let left = page.limit - found.len() as i64;
    if let (Some(lowest), true) = (lowest, left > 0) {
        let rest = (expr, Rows::Below(lowest));
        found.extend(among(tx, tenant, within, rest, left).await?);
    }
    Ok(found)
}

/// The case so many steps below; `None` where there are not that many.
async fn walked_to(
    tx: &mut Tx,
    tenant: Tenant,
    below: i64,
    steps: i64,
) -> Result<Option<i64>, StoreError> {
    tx.find(
        "SELECT id FROM cases WHERE tenant = $1 AND id < $2 ORDER BY id DESC LIMIT 1 OFFSET $3",
        args![tenant, below, steps],
        |row| row.get("id"),
    )
    .await
}

async fn among(
    tx: &mut Tx,
    tenant: Tenant,
    (scope, filter, now): (&Scope, &Filter, Moment),
    (expr, rows): (&Expr, Rows),
    limit: i64,
) -> Result<Vec<CaseId>, StoreError> {
    let mut query = Query::new("SELECT s.rowid AS id FROM ");
    push_rows(&mut query, tx.engine(), expr, rows);
    query
        .push(" CROSS JOIN cases c WHERE c.id = s.rowid AND c.tenant = ")
        .bind(tenant);
    push_filter(&mut query, filter, now);
    push_scope(&mut query, scope);
    query.push(" ORDER BY s.rowid DESC LIMIT ").bind(limit);
    let (sql, args) = query.finish();
    tx.all(sql, args, |row| row.get("id")).await
}

/// Cases of these people, newest first. Whoever is complained of never learns by a
/// number whose matter it is.
pub async fn by_people(
    tx: &mut Tx,
    viewer: &Viewer,
    (scope, filter, now): (&Scope, &Filter, Moment),
    people: &People,
    page: Page,
) -> Result<Vec<CaseId>, StoreError> {
    let mut query = Query::new("SELECT c.id AS id FROM cases c WHERE c.tenant = ");
    query.bind(viewer.tenant).push(" AND c.id IN (");
    push_people(&mut query, viewer.tenant, people);
    query.push(")");
    if let Some(staff) = viewer.staff() {
        query
            .push(
                " AND NOT EXISTS (SELECT 1 FROM allegation_respondents x
                  WHERE x.tenant = c.tenant AND x.case_id = c.id AND x.staff = ",
            )
            .bind(staff)
            .push(
                ") AND NOT EXISTS (SELECT 1 FROM case_former_respondents f
                  WHERE f.tenant = c.tenant AND f.case_id = c.id AND f.staff = ",
            )
            .bind(staff)
            .push(")");
    }
    push_filter(&mut query, filter, now);
    push_scope(&mut query, scope);
    if let Some(before) = page.before {
        query.push(" AND c.id < ").bind(before);
    }
    query.push(" ORDER BY +c.id DESC LIMIT ").bind(page.limit);
    let (sql, args) = query.finish();
    tx.all(sql, args, |row| row.get("id")).await
}

fn push_people(query: &mut Query, tenant: Tenant, people: &People) {
    // Nobody has the id 0: a list may not be empty.
    let persons = people.persons.iter().copied().chain([PersonId::new(0)]);
    let contacts = people.contacts.iter().copied().chain([ContactId::new(0)]);
    query
        .push("SELECT p.id FROM cases p WHERE p.tenant = ")
        .bind(tenant)
        .push(" AND p.person IN (")
        .bind_all(persons)
        .push(") UNION SELECT p.id FROM cases p WHERE p.tenant = ")
        .bind(tenant)
        .push(" AND p.contact IN (")
        .bind_all(contacts)
        .push(")");
}

/// How far the index is made anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Filling {
    /// Cases from here on are still to be looked at; the newest came first.
    pub below: i64,
    pub done: i64,
}

/// What is still to be done; `None` where the index is whole.
pub async fn filling(tx: &mut Tx, tenant: Tenant) -> Result<Option<Filling>, StoreError> {
    tx.find(
        "SELECT below, done FROM case_search_fill WHERE tenant = $1",
        args![tenant],
        |row| {
            Ok(Filling {
                below: row.get("below")?,
                done: row.get("done")?,
            })
        },
    )
    .await
}

/// Begins anew, with the newest case.
pub async fn begin_filling(tx: &mut Tx, tenant: Tenant) -> Result<(), StoreError> {
    tx.run(
        "INSERT INTO case_search_fill (tenant, below, done) VALUES ($1, $2, 0)
         ON CONFLICT (tenant) DO UPDATE SET below = excluded.below, done = 0",
        args![tenant, i64::MAX],
    )
    .await?;
    Ok(())
}

/// Writes down how far it is, where it still stood at `from`.
pub async fn filled_to(
    tx: &mut Tx,
    tenant: Tenant,
    from: i64,
    filling: Filling,
) -> Result<bool, StoreError> {
    let moved = tx
        .run(
            "UPDATE case_search_fill SET below = $2, done = $3 WHERE tenant = $1 AND below = $4",
            args![tenant, filling.below, filling.done, from],
        )
        .await?;
    Ok(moved > 0)
}

pub async fn end_filling(tx: &mut Tx, tenant: Tenant) -> Result<(), StoreError> {
    tx.run(
        "DELETE FROM case_search_fill WHERE tenant = $1",
        args![tenant],
    )
    .await?;
    Ok(())
}

/// The next cases below one, newest first, whatever has become of them.
pub async fn below(
    tx: &mut Tx,
    tenant: Tenant,
    below: i64,
    limit: i64,
) -> Result<Vec<CaseId>, StoreError> {
    tx.all(
        "SELECT id FROM cases WHERE tenant = $1 AND id < $2 ORDER BY id DESC LIMIT $3",
        args![tenant, below, limit],
        |row| row.get("id"),
    )
    .await
}

/// Rows of the index, from one id on and below another, that belong to no case that can
/// be found. One statement, so that no case comes between two looks.
pub async fn strays(
    tx: &mut Tx,
    tenant: Tenant,
    (from, below): (i64, i64),
) -> Result<Vec<i64>, StoreError> {
    tx.all(
        "SELECT r.id FROM search_rows r
         WHERE r.tenant = $1 AND r.id >= $2 AND r.id < $3 AND NOT EXISTS (
             SELECT 1 FROM cases c WHERE c.tenant = r.tenant AND c.id = r.id
               AND c.aside_at IS NULL AND c.destroyed_at IS NULL)
         ORDER BY r.id",
        args![tenant, from, below],
        |row| row.get("id"),
    )
    .await
}

/// How many cases there are.
pub async fn count_all(tx: &mut Tx, tenant: Tenant) -> Result<i64, StoreError> {
    tx.count(
        "SELECT COUNT(*) AS n FROM cases WHERE tenant = $1",
        args![tenant],
    )
    .await
}
