//! Departments, wards and windows.

use std::collections::BTreeMap;

use tongli_kernel::{DepartmentId, Moment, Tenant};
use tongli_store::{Row, StoreError, Tx, args};

use crate::department::{Department, NewDepartment};
use crate::spelling;

fn department(row: &Row) -> Result<Department, StoreError> {
    Ok(Department {
        id: row.get("id")?,
        code: row.get("code")?,
        name: row.get("name")?,
        pinyin: row.get("pinyin")?,
        is_ward: row.get("is_ward")?,
        is_window: row.get("is_window")?,
        is_clinical: row.get("is_clinical")?,
        contact: row.get("contact")?,
        closed_at: row.get("closed_at")?,
        version: row.get("version")?,
    })
}

/// The open departments by code.
pub async fn departments(tx: &mut Tx, tenant: Tenant) -> Result<Vec<Department>, StoreError> {
    tx.all(
        "SELECT id, code, name, pinyin, is_ward, is_window, is_clinical, contact, closed_at, version
         FROM departments WHERE tenant = $1 AND closed_at IS NULL ORDER BY code",
        args![tenant],
        department,
    )
    .await
}

/// All departments by code, closed ones too: for their administrator.
pub async fn all_departments(tx: &mut Tx, tenant: Tenant) -> Result<Vec<Department>, StoreError> {
    tx.all(
        "SELECT id, code, name, pinyin, is_ward, is_window, is_clinical, contact, closed_at, version
         FROM departments WHERE tenant = $1 ORDER BY code",
        args![tenant],
        department,
    )
    .await
}

pub async fn find_department(
    tx: &mut Tx,
    tenant: Tenant,
    id: DepartmentId,
) -> Result<Option<Department>, StoreError> {
    tx.find(
        "SELECT id, code, name, pinyin, is_ward, is_window, is_clinical, contact, closed_at, version
         FROM departments WHERE tenant = $1 AND id = $2",
        args![tenant, id],
        department,
    )
    .await
}

/// By its code, else the open one of exactly this name.
pub async fn department_by_code(
    tx: &mut Tx,
    tenant: Tenant,
    code: &str,
) -> Result<Option<Department>, StoreError> {
    tx.find(
        "SELECT id, code, name, pinyin, is_ward, is_window, is_clinical, contact, closed_at, version,
                CASE WHEN code = $2 THEN 0 ELSE 1 END AS rank
         FROM departments
         WHERE tenant = $1 AND (code = $2 OR (name = $2 AND closed_at IS NULL))
         ORDER BY rank LIMIT 1",
        args![tenant, code],
        department,
    )
    .await
}

/// Names of all departments, closed ones too: old records still name them.
pub async fn department_names(
    tx: &mut Tx,
    tenant: Tenant,
) -> Result<BTreeMap<DepartmentId, String>, StoreError> {
    let rows = tx
        .all(
            "SELECT id, name FROM departments WHERE tenant = $1",
            args![tenant],
            |row| Ok((row.get("id")?, row.get("name")?)),
        )
        .await?;
    Ok(rows.into_iter().collect())
}

pub(crate) async fn insert(
    tx: &mut Tx,
    tenant: Tenant,
    id: DepartmentId,
    new: &NewDepartment,
    now: Moment,
) -> Result<(), StoreError> {
    tx.run(
        "INSERT INTO departments (tenant, id, code, name, pinyin, is_ward, is_window, is_clinical,
             contact, created_at, closed_at, version)
         VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,NULL,1)",
        args![
            tenant,
            id,
            &new.code,
            &new.name,
            spelling::of_text(&new.name),
            new.is_ward,
            new.is_window,
            new.is_clinical,
            new.contact,
            now
        ],
    )
    .await?;
    Ok(())
}

/// Answers whether the record still was as the changer saw it.
pub(crate) async fn change(
    tx: &mut Tx,
    tenant: Tenant,
    id: DepartmentId,
    new: &NewDepartment,
    version: i64,
) -> Result<bool, StoreError> {
    let changed = tx
        .run(
            "UPDATE departments
             SET code = $3, name = $4, pinyin = $5, is_ward = $6, is_window = $7, is_clinical = $8,
                 contact = $9, version = version + 1
             WHERE tenant = $1 AND id = $2 AND version = $10",
            args![
                tenant,
                id,
                &new.code,
                &new.name,
                spelling::of_text(&new.name),
                new.is_ward,
                new.is_window,
                new.is_clinical,
                new.contact,
                version
            ],
        )
        .await?;
    Ok(changed == 1)
}

pub(crate) async fn set_closed(
    tx: &mut Tx,
    tenant: Tenant,
    id: DepartmentId,
    closed_at: Option<Moment>,
    version: i64,
) -> Result<bool, StoreError> {
    let changed = tx
        .run(
            "UPDATE departments SET closed_at = $3, version = version + 1
             WHERE tenant = $1 AND id = $2 AND version = $4",
            args![tenant, id, closed_at, version],
        )
        .await?;
    Ok(changed == 1)
}
