//! Whom a case concerns: departments, and people named for a closed file.

use tongli_kernel::{DepartmentId, Moment, StaffId, Tenant};
use tongli_store::{Query, StoreError, Tx, args};

use crate::case::CaseId;
use crate::codes::Why;

/// Puts a department beside a case; a second time changes nothing.
pub async fn add_department(
    tx: &mut Tx,
    tenant: Tenant,
    case: CaseId,
    department: DepartmentId,
    why: Why,
) -> Result<(), StoreError> {
    tx.run(
        "INSERT INTO case_departments (tenant, case_id, department, why) VALUES ($1,$2,$3,$4)
         ON CONFLICT DO NOTHING",
        args![tenant, case, department, why],
    )
    .await?;
    Ok(())
}

/// Rows of one statement.
const AT_ONCE: usize = 200;

/// The same for many at once.
pub async fn add_departments(
    tx: &mut Tx,
    tenant: Tenant,
    beside: &[(CaseId, DepartmentId, Why)],
) -> Result<(), StoreError> {
    for chunk in beside.chunks(AT_ONCE) {
        let mut query =
            Query::new("INSERT INTO case_departments (tenant, case_id, department, why) VALUES ");
        let rows = chunk.iter();
        query
            .push_rows(rows.map(|(case, department, why)| args![tenant, *case, *department, *why]));
        query.push(" ON CONFLICT DO NOTHING");
        let (sql, args) = query.finish();
        tx.run(sql, args).await?;
    }
    Ok(())
}

/// Names somebody who needs to know.
pub async fn entrust(
    tx: &mut Tx,
    tenant: Tenant,
    case: CaseId,
    staff: StaffId,
    now: Moment,
    by: Option<StaffId>,
) -> Result<(), StoreError> {
    tx.run(
        "INSERT INTO case_need_to_know (tenant, case_id, staff, added_at, added_by)
         VALUES ($1,$2,$3,$4,$5)
         ON CONFLICT (tenant, case_id, staff) DO UPDATE
         SET added_at = excluded.added_at, added_by = excluded.added_by, ended_at = NULL",
        args![tenant, case, staff, now, by],
    )
    .await?;
    Ok(())
}

/// Ends the sight of everybody named but one.
pub async fn end_sight(
    tx: &mut Tx,
    tenant: Tenant,
    case: CaseId,
    but: Option<StaffId>,
    now: Moment,
) -> Result<(), StoreError> {
    tx.run(
        "UPDATE case_need_to_know SET ended_at = $4
         WHERE tenant = $1 AND case_id = $2 AND ended_at IS NULL AND staff <> $3",
        args![tenant, case, but.map_or(0, |staff| staff.raw()), now],
    )
    .await?;
    Ok(())
}

/// Takes away the departments an ordinary case is no longer about.
pub async fn forget_complained_of(
    tx: &mut Tx,
    tenant: Tenant,
    case: CaseId,
) -> Result<(), StoreError> {
    tx.run(
        "DELETE FROM case_departments WHERE tenant = $1 AND case_id = $2 AND why = $3
           AND department NOT IN (SELECT d.department FROM allegation_departments d
               WHERE d.tenant = $1 AND d.case_id = $2)",
        args![tenant, case, Why::ComplainedOf],
    )
    .await?;
    Ok(())
}

/// Who was named for a case.
pub async fn entrusted(
    tx: &mut Tx,
    tenant: Tenant,
    case: CaseId,
) -> Result<Vec<StaffId>, StoreError> {
    tx.all(
        "SELECT staff FROM case_need_to_know
         WHERE tenant = $1 AND case_id = $2 AND ended_at IS NULL ORDER BY added_at, staff",
        args![tenant, case],
        |row| row.get("staff"),
    )
    .await
}
