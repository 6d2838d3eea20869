//! A scope as SQL: the one place that decides which rows a viewer's list, count,
//! search or page can hold.

use std::collections::{BTreeMap, BTreeSet};

use tongli_kernel::{Confidentiality, Reach, Scope, Tenant};
use tongli_store::{Query, StoreError, Tx};

use crate::case::CaseId;

/// As many ids as one statement holds well.
pub(super) const AT_ONCE: usize = 500;

/// Ends what stands within EXISTS. Where PostgreSQL expects many rows it reads the whole
/// table within into a hash, though a page of fifty is asked for; with an offset it asks by
/// the index, row by row, and plans faster.
const BY_ROW: &str = " LIMIT 1 OFFSET 0)";

/// What a statement that ends with `c.tenant = ` asks for: these cases, as far as they
/// lie inside the scope.
pub(super) fn push_among(query: &mut Query, tenant: Tenant, scope: &Scope, cases: &[CaseId]) {
    query
        .bind(tenant)
        .push(" AND c.id IN (")
        .bind_all(cases.iter().copied())
        .push(")");
    push_scope(query, scope);
}

/// Which of these cases lie inside the scope.
pub async fn inside(
    tx: &mut Tx,
    tenant: Tenant,
    scope: &Scope,
    cases: impl IntoIterator<Item = CaseId>,
) -> Result<BTreeSet<CaseId>, StoreError> {
    let cases: Vec<CaseId> = cases.into_iter().collect();
    let mut found = BTreeSet::new();
    for some in cases.chunks(AT_ONCE) {
        let mut query = Query::new("SELECT c.id FROM cases c WHERE c.tenant = ");
        push_among(&mut query, tenant, scope, some);
        let (sql, args) = query.finish();
        found.extend(tx.all(sql, args, |row| row.get::<CaseId>("id")).await?);
    }
    Ok(found)
}

/// The numbers of those of these cases that lie inside the scope, so many asked for
/// at once as one statement holds.
pub async fn numbers(
    tx: &mut Tx,
    tenant: Tenant,
    scope: &Scope,
    cases: impl IntoIterator<Item = CaseId>,
) -> Result<BTreeMap<CaseId, String>, StoreError> {
    let cases: Vec<CaseId> = cases.into_iter().collect();
    let mut found = BTreeMap::new();
    for some in cases.chunks(AT_ONCE) {
        let mut query = Query::new("SELECT c.id, c.number FROM cases c WHERE c.tenant = ");
        push_among(&mut query, tenant, scope, some);
        let (sql, args) = query.finish();
        let rows = tx
            .all(sql, args, |row| Ok((row.get("id")?, row.get("number")?)))
            .await?;
        found.extend(rows);
    }
    Ok(found)
}

/// Which of these numbers are those of cases inside the scope.
pub async fn known_numbers(
    tx: &mut Tx,
    tenant: Tenant,
    scope: &Scope,
    numbers: impl IntoIterator<Item = String>,
) -> Result<BTreeSet<String>, StoreError> {
    let numbers: Vec<String> = numbers.into_iter().collect();
    if numbers.is_empty() {
        return Ok(BTreeSet::new());
    }
    let mut query = Query::new("SELECT c.number FROM cases c WHERE c.tenant = ");
    query
        .bind(tenant)
        .push(" AND c.number IN (")
        .bind_all(numbers)
        .push(")");
    push_scope(&mut query, scope);
    let (sql, args) = query.finish();
    let found = tx.all(sql, args, |row| row.get("number")).await?;
    Ok(found.into_iter().collect())
}

/// Narrows a statement over `cases c` to what is there to be read.
pub(super) fn push_scope(query: &mut Query, scope: &Scope) {
    query.push(super::away::NOT_DESTROYED);
    push_counted(query, scope);
}

/// The same for figures: what was destroyed has happened, what was entered wrongly has not.
pub(super) fn push_counted(query: &mut Query, scope: &Scope) {
    query.push(super::imported::VISIBLE);
    query.push(super::away::NOT_ASIDE);
    push_reach(query, scope);
}

/// Who may know of a case, whether or not it is out of sight.
pub(super) fn push_reach(query: &mut Query, scope: &Scope) {
    query.push(" AND (");
    match &scope.reach {
        Reach::Nothing => {
            query.push("1 = 0)");
            return;
        }
        Reach::Hospital => {
            query.push("c.confidentiality <= ").bind(scope.clearance);
        }
        Reach::Departments(departments) => {
            query
                .push("(c.confidentiality <= ")
                .bind(scope.clearance)
                .push(" AND (1 = 0");
            if let Some(staff) = scope.staff {
                query.push(" OR c.owner = ").bind(staff);
                query.push(" OR c.first_receiver = ").bind(staff);
                query.push(" OR c.speaker = ").bind(staff);
            }
            if !departments.is_empty() {
                query
                    .push(
                        " OR EXISTS (SELECT 1 FROM case_departments d
                          WHERE d.tenant = c.tenant AND d.case_id = c.id AND d.department IN (",
                    )
                    .bind_all(departments.iter().copied())
                    .push(")")
                    .push(BY_ROW);
            }
            query.push("))");
        }
    }
    if let Some(staff) = scope.staff {
        query
            .push(
                " OR EXISTS (SELECT 1 FROM case_need_to_know k
                  WHERE k.tenant = c.tenant AND k.case_id = c.id AND k.staff = ",
            )
            .bind(staff)
            .push(" AND k.ended_at IS NULL")
            .push(BY_ROW);
    }
    query.push(")");
    if let Some(staff) = scope.staff {
        // A clue never reaches whom it is about, whatever their role.
        query
            .push(" AND (c.confidentiality < ")
            .bind(Confidentiality::Discipline)
            .push(
                " OR NOT EXISTS (SELECT 1 FROM allegation_respondents x
                  WHERE x.tenant = c.tenant AND x.case_id = c.id AND x.staff = ",
            )
            .bind(staff)
            .push(BY_ROW)
            .push(")");
    }
}

/// Leaves restricted matters out, whoever asks: figures and files that leave the house
/// are the same for everybody.
pub(super) fn push_unrestricted(query: &mut Query) {
    query
        .push(" AND c.confidentiality < ")
        .bind(Confidentiality::Discipline);
}
