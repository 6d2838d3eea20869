//! How a list comes to its cases. Neither engine knows how many of a million cases fit a
//! filter, and walking all of them from the newest on is right where many do and wrong
//! where few do: so what narrows a list is counted first, no further than it stays few.

use tongli_kernel::{DepartmentId, Moment, Reach, Scope, StaffId, Tenant};
use tongli_store::{Query, StoreError, Tx};

use super::list::{Due, Filter};
use crate::codes::{RefusalReason, Stage};
use crate::search::Asked;

/// So many are gathered and sorted in a blink.
const FEW: i64 = 2_000;

/// What leads to few cases.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Way {
    /// Nothing does: from the newest case on, until a page is full.
    Walk,
    /// Numbers from one on, and below another.
    Numbers(String, String),
    Import(i64),
    Refused(RefusalReason),
    Department(DepartmentId),
    Stages(Vec<Stage>),
    Due(Due, Moment),
    /// All that somebody of these departments may know of.
    Reach(Vec<DepartmentId>, Option<StaffId>),
}

impl Way {
    /// The first that leads to few.
    pub async fn first(tx: &mut Tx, tenant: Tenant, ways: Vec<Way>) -> Result<Way, StoreError> {
        for way in ways {
            let mut query = Query::new("SELECT COUNT(*) AS n FROM (");
            way.push_ids(&mut query, tenant, " UNION ALL ");
            query.push(" LIMIT ").bind(FEW + 1).push(") few");
            let (sql, args) = query.finish();
            if tx.count_once(sql, args).await? <= FEW {
                return Ok(way);
            }
        }
        Ok(Way::Walk)
    }

    /// Lets a statement over `cases c` begin with the few.
    pub fn push(&self, query: &mut Query, tenant: Tenant) {
        if self.is_only_order() {
            return;
        }
        query.push(" AND c.id IN (");
        self.push_ids(query, tenant, " UNION ");
        query.push(")");
    }

    /// What the filter asks for itself has its index already.
    const fn is_only_order(&self) -> bool {
        matches!(self, Way::Walk | Way::Stages(_) | Way::Due(..))
    }

    /// The newest first. A sign before the column keeps both engines from walking the
    /// table in its order.
    pub const fn order(&self) -> &'static str {
        match self {
            Way::Walk => " ORDER BY c.id DESC LIMIT ",
            _ => " ORDER BY +c.id DESC LIMIT ",
        }
    }

    fn push_ids(&self, query: &mut Query, tenant: Tenant, with: &'static str) {
        let cases = "SELECT i.id FROM cases i WHERE i.tenant = ";
        match self {
            Way::Walk => {
                query.push(cases).bind(tenant);
            }
            Way::Numbers(from, below) => {
                query.push(cases).bind(tenant).push(" AND i.number >= ");
                query.bind(from.clone()).push(" AND i.number < ");
                query.bind(below.clone());
            }
            Way::Import(import) => {
                query
                    .push("SELECT m.case_id FROM case_imports m WHERE m.tenant = ")
                    .bind(tenant)
                    .push(" AND m.import_id = ")
                    .bind(*import);
            }
            Way::Refused(reason) => {
                query
                    .push("SELECT r.case_id FROM allegation_refusals r WHERE r.tenant = ")
                    .bind(tenant)
                    .push(" AND r.state = 'approved' AND r.reason = ")
                    .bind(*reason);
            }
            Way::Department(department) => push_departments(query, tenant, &[*department]),
            Way::Stages(stages) => {
                query
                    .push(cases)
                    .bind(tenant)
                    .push(" AND i.stage IN (")
                    .bind_all(stages.iter().copied())
                    .push(")");
            }
            Way::Due(due, now) => {
                query.push(cases).bind(tenant);
                match due {
                    Due::Overdue => query.push(" AND i.due_at <= "),
                    Due::Near => query.push(" AND i.due_at > "),
                };
                query.bind(*now);
            }
            Way::Reach(departments, staff) => {
                push_departments(query, tenant, departments);
                for column in staff.iter().flat_map(|_| OWN) {
                    query.push(with).push(cases).bind(tenant).push(column);
                    query.bind(*staff);
                }
                query
                    .push(with)
                    .push("SELECT k.case_id FROM case_need_to_know k WHERE k.tenant = ")
                    .bind(tenant)
                    .push(" AND k.staff = ")
                    .bind(staff.unwrap_or(StaffId::new(0)));
            }
        }
    }
}

/// Whose a case is besides its departments'.
const OWN: [&str; 3] = [
    " AND i.owner = ",
    " AND i.first_receiver = ",
    " AND i.speaker = ",
];

fn push_departments(query: &mut Query, tenant: Tenant, departments: &[DepartmentId]) {
    query
        .push("SELECT f.case_id FROM case_departments f WHERE f.tenant = ")
        .bind(tenant)
        .push(" AND f.department IN (")
        .bind_all(departments.iter().copied())
        .push(")");
}

/// What of a filter, or else of the viewer's scope, might lead to few, the likeliest first.
pub fn ways(scope: &Scope, filter: &Filter, now: Moment) -> Vec<Way> {
    let mut found = Vec::new();
    found.extend(numbers_of(&filter.words));
    found.extend(filter.import.map(Way::Import));
    found.extend(filter.refused.map(Way::Refused));
    found.extend(filter.due.map(|due| Way::Due(due, now)));
    found.extend(filter.department.map(Way::Department));
    if let Reach::Departments(departments) = &scope.reach
        && !departments.is_empty()
    {
        found.push(Way::Reach(departments.clone(), scope.staff));
    }
    // Of ended ones there are ever more.
    if !filter.stages.is_empty() && filter.stages.iter().all(|stage| stage.is_open()) {
        found.push(Way::Stages(filter.stages.clone()));
    }
    found
}

/// The same where the order does not matter: what only decides it is left out.
pub fn ways_to_count(scope: &Scope, filter: &Filter, now: Moment) -> Vec<Way> {
    let mut found = ways(scope, filter, now);
    found.retain(|way| !way.is_only_order());
    found
}

/// Between which numbers those stand that begin like this. They end in digits and differ
/// in one digit only, so that every collation of PostgreSQL sorts them alike.
fn numbers_of(typed: &str) -> Option<Way> {
    let Asked::Number(number) = Asked::read(typed) else {
        return None;
    };
    let mut from = number.as_str();
    loop {
        from = from.trim_end_matches(|sign: char| !sign.is_ascii_digit());
        let before = from.trim_end_matches(|sign: char| sign.is_ascii_digit());
        let digits = from.strip_prefix(before)?;
        let next = digits.parse::<u64>().ok()? + 1;
        let below = format!("{before}{next:0wide$}", wide = digits.len());
        if below.len() == from.len() {
            return Some(Way::Numbers(from.to_owned(), below));
        }
        from = before;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_narrows_to_those_that_begin_like_it() {
        let between = |typed: &str| match numbers_of(typed) {
            Some(Way::Numbers(from, below)) => format!("{from} {below}"),
            _ => String::new(),
        };
        let old = "TS-20130304-L1-0004 TS-20130304-L1-0005";
        assert_eq!(between("ts-20130304-l1-0004"), old);
        assert_eq!(between("TS-20261128-29"), "TS-20261128-29 TS-20261128-30");
        assert_eq!(between("TS-20261128-9999"), "TS-20261128 TS-20261129");
        assert_eq!(between("TS-20130304-L"), "TS-20130304 TS-20130305");
        assert_eq!(between("TS-201312"), "TS-201312 TS-201313");
        assert_eq!(between("TS-2019"), "TS-2019 TS-2020");
        assert_eq!(between("TS-9999"), "", "no number is longer");
        assert_eq!(between("TS-"), "");
        assert_eq!(between("护士"), "");
    }
}
