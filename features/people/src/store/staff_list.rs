//! The administrators' list of staff.

use tongli_kernel::{DepartmentId, Role, StaffId, Tenant};
use tongli_store::{Query, StoreError, Tx};

use crate::staff::Staff;
use crate::store::staff::{SELECT, staff};

/// Which staff are wanted.
#[derive(Debug, Clone, Default)]
pub struct StaffFilter {
    /// Part of a name, spelling, login or number.
    pub text: Option<String>,
    pub department: Option<DepartmentId>,
    pub role: Option<Role>,
    /// Only those whose account is disabled; otherwise only the others.
    pub disabled: bool,
    /// The last one of the page before: its spelling and id.
    pub after: Option<(String, StaffId)>,
}

/// The wanted staff by spelling, at most `limit`.
pub async fn list_staff(
    tx: &mut Tx,
    tenant: Tenant,
    filter: &StaffFilter,
    limit: i64,
) -> Result<Vec<Staff>, StoreError> {
    let mut query = Query::new(SELECT);
    query.bind(tenant);
    query.push(if filter.disabled {
        " AND s.disabled_at IS NOT NULL"
    } else {
        " AND s.disabled_at IS NULL"
    });
    if let Some(text) = &filter.text {
        let part = format!("%{}%", escaped(&text.to_lowercase()));
        query.push(" AND (s.name LIKE ").bind(part.clone());
        query
            .push(" ESCAPE '!' OR s.pinyin LIKE ")
            .bind(part.clone());
        query
            .push(" ESCAPE '!' OR s.login LIKE ")
            .bind(part.clone());
        query
            .push(" ESCAPE '!' OR lower(s.number) LIKE ")
            .bind(part);
        query.push(" ESCAPE '!')");
    }
    if let Some(department) = filter.department {
        query
            .push(
                " AND EXISTS (SELECT 1 FROM staff_departments d
                   WHERE d.tenant = s.tenant AND d.staff = s.id AND d.department = ",
            )
            .bind(department)
            .push(")");
    }
    if let Some(role) = filter.role {
        query
            .push(
                " AND EXISTS (SELECT 1 FROM staff_roles r
                   WHERE r.tenant = s.tenant AND r.staff = s.id AND r.role = ",
            )
            .bind(role.0)
            .push(")");
    }
    if let Some((pinyin, id)) = &filter.after {
        query
            .push(" AND (s.pinyin, s.id) > (")
            .bind(pinyin)
            .push(", ")
            .bind(*id)
            .push(")");
    }
    query.push(" ORDER BY s.pinyin, s.id LIMIT ").bind(limit);
    let (sql, args) = query.finish();
    tx.all(sql, args, staff).await
}

/// `%` and `_` are what they are.
fn escaped(text: &str) -> String {
    text.chars().fold(String::new(), |mut out, character| {
        if "!%_".contains(character) {
            out.push('!');
        }
        out.push(character);
        out
    })
}
