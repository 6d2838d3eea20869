//! A scope as SQL: the one place that decides which rows a viewer's list, count,
//! search or page can hold.

use tongli_kernel::{Reach, Scope};
use tongli_store::Query;

/// Narrows a statement over `cases c`.
pub(super) fn push_scope(query: &mut Query, scope: &Scope) {
    query.push(super::imported::VISIBLE);
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
                    .push("))");
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
            .push(")");
    }
    query.push(")");
}
