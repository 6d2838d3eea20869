//! Who stands in for whom.

use std::collections::BTreeSet;

use tongli_kernel::{Moment, Role, StaffId, Tenant};
use tongli_store::{Query, Row, StoreError, Tx, args};

use crate::deputy::{Deputy, DeputyId};
use crate::roles::{AUDIT_ADMIN, SECURITY_ADMIN, SUPERVISOR, SYSTEM_ADMIN};
use crate::staff::StaffLine;
use crate::store::staff::{acting_of, line};

const SELECT: &str =
    "SELECT p.id, p.principal, l.name AS principal_name, p.deputy, s.name AS deputy_name,
            p.from_at, p.until_at, p.reason, p.named_by, p.named_at, p.revoked_at, p.version
     FROM staff_deputies p
     JOIN staff l ON l.tenant = p.tenant AND l.id = p.principal
     JOIN staff s ON s.tenant = p.tenant AND s.id = p.deputy
     WHERE p.tenant = ";

fn deputy(row: &Row) -> Result<Deputy, StoreError> {
    Ok(Deputy {
        id: row.get("id")?,
        principal: row.get("principal")?,
        principal_name: row.get("principal_name")?,
        deputy: row.get("deputy")?,
        deputy_name: row.get("deputy_name")?,
        from_at: row.get("from_at")?,
        until_at: row.get("until_at")?,
        reason: row.get("reason")?,
        named_by: row.get("named_by")?,
        named_at: row.get("named_at")?,
        revoked_at: row.get("revoked_at")?,
        version: row.get("version")?,
    })
}

pub(crate) async fn insert(tx: &mut Tx, tenant: Tenant, new: &Deputy) -> Result<(), StoreError> {
    tx.run(
        "INSERT INTO staff_deputies (tenant, id, principal, deputy, from_at, until_at, reason,
             named_by, named_at, version)
         VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,1)",
        args![
            tenant,
            new.id,
            new.principal,
            new.deputy,
            new.from_at,
            new.until_at,
            &new.reason,
            new.named_by,
            new.named_at
        ],
    )
    .await?;
    Ok(())
}

pub(crate) async fn find(
    tx: &mut Tx,
    tenant: Tenant,
    id: DeputyId,
) -> Result<Option<Deputy>, StoreError> {
    let mut query = Query::new(SELECT);
    query.bind(tenant).push(" AND p.id = ").bind(id);
    let (sql, args) = query.finish();
    tx.find(sql, args, deputy).await
}

/// `false` if somebody was faster.
pub(crate) async fn revoke(
    tx: &mut Tx,
    tenant: Tenant,
    one: &Deputy,
    by: Option<StaffId>,
    now: Moment,
) -> Result<bool, StoreError> {
    let changed = tx
        .run(
            "UPDATE staff_deputies SET revoked_by = $4, revoked_at = $5, version = version + 1
             WHERE tenant = $1 AND id = $2 AND version = $3 AND revoked_at IS NULL",
            args![tenant, one.id, one.version, by, now],
        )
        .await?;
    Ok(changed == 1)
}

/// Who stands or stood in for a leader, the newest first.
pub(crate) async fn of_principal(
    tx: &mut Tx,
    tenant: Tenant,
    principal: StaffId,
) -> Result<Vec<Deputy>, StoreError> {
    let mut query = Query::new(SELECT);
    query
        .bind(tenant)
        .push(" AND p.principal = ")
        .bind(principal)
        .push(" ORDER BY p.from_at DESC, p.id DESC LIMIT 20");
    let (sql, args) = query.finish();
    tx.all(sql, args, deputy).await
}

/// Every naming that is in force or still to come, by its first day.
pub(crate) async fn open(
    tx: &mut Tx,
    tenant: Tenant,
    now: Moment,
) -> Result<Vec<Deputy>, StoreError> {
    let mut query = Query::new(SELECT);
    query
        .bind(tenant)
        .push(" AND p.revoked_at IS NULL AND p.until_at > ")
        .bind(now)
        .push(" ORDER BY p.from_at, p.id");
    let (sql, args) = query.finish();
    tx.all(sql, args, deputy).await
}

/// For whom somebody stands in at a moment.
pub async fn stands_in_for(
    tx: &mut Tx,
    tenant: Tenant,
    staff: StaffId,
    at: Moment,
) -> Result<Vec<Deputy>, StoreError> {
    let mut query = Query::new(SELECT);
    query
        .bind(tenant)
        .push(" AND l.disabled_at IS NULL AND (l.valid_until IS NULL OR l.valid_until > ")
        .bind(at)
        .push(") AND p.revoked_at IS NULL AND p.deputy = ")
        .bind(staff)
        .push(" AND p.from_at <= ")
        .bind(at)
        .push(" AND p.until_at > ")
        .bind(at)
        .push(" ORDER BY p.from_at, p.id");
    let (sql, args) = query.finish();
    tx.all(sql, args, deputy).await
}

/// The roles somebody has for others at a moment.
pub(crate) async fn acting_roles(
    tx: &mut Tx,
    tenant: Tenant,
    staff: StaffId,
    at: Moment,
) -> Result<BTreeSet<Role>, StoreError> {
    let held = tx
        .all(
            "SELECT r.role AS role FROM staff_deputies p
             JOIN staff l ON l.tenant = p.tenant AND l.id = p.principal AND l.disabled_at IS NULL
                 AND (l.valid_until IS NULL OR l.valid_until > $3)
             JOIN staff_roles r ON r.tenant = p.tenant AND r.staff = p.principal
             WHERE p.tenant = $1 AND p.deputy = $2 AND p.revoked_at IS NULL
               AND p.from_at <= $3 AND p.until_at > $3",
            args![tenant, staff, at],
            |row| row.get::<String>("role"),
        )
        .await?;
    Ok(acting_of(Some(&held.join(","))))
}

/// Who stands in for a holder of the role at a moment: nobody who has become an
/// administrator, or only supervises, since they were named.
pub(crate) async fn standing_in_for(
    tx: &mut Tx,
    tenant: Tenant,
    role: Role,
    at: Moment,
) -> Result<Vec<StaffLine>, StoreError> {
    let [one, two, three] = [SYSTEM_ADMIN, SECURITY_ADMIN, AUDIT_ADMIN];
    tx.all(
        "SELECT s.id, s.name, s.number FROM staff s
         WHERE s.tenant = $1 AND s.disabled_at IS NULL
           AND (s.valid_until IS NULL OR s.valid_until > $3)
           AND s.id IN (
                SELECT p.deputy FROM staff_deputies p
                JOIN staff l ON l.tenant = p.tenant AND l.id = p.principal
                 AND l.disabled_at IS NULL AND (l.valid_until IS NULL OR l.valid_until > $3)
                JOIN staff_roles r ON r.tenant = p.tenant AND r.staff = p.principal
                WHERE p.tenant = $1 AND r.role = $2 AND p.revoked_at IS NULL
                  AND p.from_at <= $3 AND p.until_at > $3)
           AND NOT EXISTS (SELECT 1 FROM staff_roles o
                WHERE o.tenant = s.tenant AND o.staff = s.id AND o.role IN ($4, $5, $6, $7))
         ORDER BY s.pinyin, s.id",
        args![tenant, role.0, at, one.0, two.0, three.0, SUPERVISOR.0],
        line,
    )
    .await
}
