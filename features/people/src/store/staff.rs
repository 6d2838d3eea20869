//! Staff with their roles and departments.

use std::collections::{BTreeMap, BTreeSet};

use tongli_kernel::{DepartmentId, Id, Lang, Moment, Role, StaffId, Tenant};
use tongli_store::{Query, Row, StoreError, Tx, args};

use crate::deputy::acting;
use crate::roles;
use crate::spelling;
use crate::staff::{Background, Profile, Staff, StaffLine};

fn split(list: Option<&str>) -> impl Iterator<Item = &str> {
    list.unwrap_or_default()
        .split(',')
        .filter(|part| !part.is_empty())
}

/// The roles of a comma-separated list; one this program no longer has grants
/// nothing.
pub(crate) fn roles_of(list: Option<&str>) -> BTreeSet<Role> {
    split(list).filter_map(roles::named).collect()
}

/// What a person may do for others today, from the roles of those stood in for.
pub(crate) fn acting_of(list: Option<&str>) -> BTreeSet<Role> {
    roles_of(list).into_iter().filter_map(acting).collect()
}

pub(crate) fn departments_of(list: Option<&str>) -> Vec<DepartmentId> {
    let mut ids: Vec<DepartmentId> = split(list)
        .filter_map(|part| part.parse().ok())
        .map(Id::new)
        .collect();
    ids.sort();
    ids
}

pub(super) fn staff(row: &Row) -> Result<Staff, StoreError> {
    let background: String = row.get("background")?;
    let lang: Option<String> = row.get("lang")?;
    let roles: Option<String> = row.get("roles")?;
    let departments: Option<String> = row.get("departments")?;
    Ok(Staff {
        id: row.get("id")?,
        login: row.get("login")?,
        number: row.get("number")?,
        name: row.get("name")?,
        pinyin: row.get("pinyin")?,
        background: split(Some(&background))
            .filter_map(Background::from_code)
            .collect(),
        roles: roles_of(roles.as_deref()),
        departments: departments_of(departments.as_deref()),
        valid_until: row.get("valid_until")?,
        lang: lang.as_deref().and_then(Lang::from_code),
        created_at: row.get("created_at")?,
        disabled_at: row.get("disabled_at")?,
        version: row.get("version")?,
    })
}

pub(super) const SELECT: &str =
    "SELECT s.id, s.login, s.number, s.name, s.pinyin, s.background, s.valid_until, s.lang,
            s.created_at, s.disabled_at, s.version,
            (SELECT string_agg(r.role, ',') FROM staff_roles r
             WHERE r.tenant = s.tenant AND r.staff = s.id) AS roles,
            (SELECT string_agg(CAST(d.department AS TEXT), ',') FROM staff_departments d
             WHERE d.tenant = s.tenant AND d.staff = s.id) AS departments
     FROM staff s WHERE s.tenant = ";

pub async fn find_staff(
    tx: &mut Tx,
    tenant: Tenant,
    id: StaffId,
) -> Result<Option<Staff>, StoreError> {
    let mut query = Query::new(SELECT);
    query.bind(tenant).push(" AND s.id = ").bind(id);
    let (sql, args) = query.finish();
    tx.find(sql, args, staff).await
}

/// Who signs in under this name.
pub async fn find_by_login(
    tx: &mut Tx,
    tenant: Tenant,
    login: &str,
) -> Result<Option<Staff>, StoreError> {
    let mut query = Query::new(SELECT);
    query.bind(tenant).push(" AND s.login = ").bind(login);
    let (sql, args) = query.finish();
    tx.find(sql, args, staff).await
}

/// Who has this staff number.
pub async fn find_by_number(
    tx: &mut Tx,
    tenant: Tenant,
    number: &str,
) -> Result<Option<Staff>, StoreError> {
    let mut query = Query::new(SELECT);
    query.bind(tenant).push(" AND s.number = ").bind(number);
    let (sql, args) = query.finish();
    tx.find(sql, args, staff).await
}

/// Everybody of this name, also those whose account is closed.
pub async fn find_by_name(
    tx: &mut Tx,
    tenant: Tenant,
    name: &str,
) -> Result<Vec<StaffLine>, StoreError> {
    tx.all(
        "SELECT id, name, number FROM staff
         WHERE tenant = $1 AND pinyin = $2 AND name = $3 ORDER BY id",
        args![tenant, spelling::of_person(name), name],
        line,
    )
    .await
}

pub async fn staff_names(
    tx: &mut Tx,
    tenant: Tenant,
    ids: &[StaffId],
) -> Result<BTreeMap<StaffId, String>, StoreError> {
    if ids.is_empty() {
        return Ok(BTreeMap::new());
    }
    let wanted: BTreeSet<StaffId> = ids.iter().copied().collect();
    let mut query = Query::new("SELECT id, name FROM staff WHERE tenant = ");
    query
        .bind(tenant)
        .push(" AND id IN (")
        .bind_all(wanted)
        .push(")");
    let (sql, args) = query.finish();
    let rows = tx
        .all(sql, args, |row| Ok((row.get("id")?, row.get("name")?)))
        .await?;
    Ok(rows.into_iter().collect())
}

pub(super) fn line(row: &Row) -> Result<StaffLine, StoreError> {
    Ok(StaffLine {
        id: row.get("id")?,
        name: row.get("name")?,
        number: row.get("number")?,
    })
}

/// Who holds a role at a moment, in a department or anywhere, and after them whoever
/// stands in for one of them.
pub async fn holders_of(
    tx: &mut Tx,
    tenant: Tenant,
    role: Role,
    department: Option<DepartmentId>,
    at: Moment,
) -> Result<Vec<StaffLine>, StoreError> {
    let mut holders = own_holders_of(tx, tenant, role, department, at).await?;
    if department.is_none() && roles::LEADERS.contains(&role) {
        for one in super::deputies::standing_in_for(tx, tenant, role, at).await? {
            if !holders.contains(&one) {
                holders.push(one);
            }
        }
    }
    Ok(holders)
}

async fn own_holders_of(
    tx: &mut Tx,
    tenant: Tenant,
    role: Role,
    department: Option<DepartmentId>,
    at: Moment,
) -> Result<Vec<StaffLine>, StoreError> {
    tx.all(
        "SELECT s.id, s.name, s.number FROM staff_roles r
         JOIN staff s ON s.tenant = r.tenant AND s.id = r.staff
         WHERE r.tenant = $1 AND r.role = $2 AND s.disabled_at IS NULL
           AND (s.valid_until IS NULL OR s.valid_until > $3)
           AND (CAST($4 AS BIGINT) IS NULL OR EXISTS (
                SELECT 1 FROM staff_departments d
                WHERE d.tenant = r.tenant AND d.staff = r.staff AND d.department = $4))
         ORDER BY s.pinyin, s.id",
        args![tenant, role.0, at, department],
        line,
    )
    .await
}

/// Everybody who belongs to one of these departments, whether or not they still work.
pub async fn members_of(
    tx: &mut Tx,
    tenant: Tenant,
    departments: &[DepartmentId],
) -> Result<BTreeSet<StaffId>, StoreError> {
    if departments.is_empty() {
        return Ok(BTreeSet::new());
    }
    let mut query = Query::new("SELECT staff FROM staff_departments WHERE tenant = ");
    query
        .bind(tenant)
        .push(" AND department IN (")
        .bind_all(departments.iter().copied())
        .push(")");
    let (sql, args) = query.finish();
    let found = tx.all(sql, args, |row| row.get("staff")).await?;
    Ok(found.into_iter().collect())
}

/// Everybody whose account works, for choosing.
pub async fn active_staff(
    tx: &mut Tx,
    tenant: Tenant,
    at: Moment,
) -> Result<Vec<StaffLine>, StoreError> {
    tx.all(
        "SELECT id, name, number FROM staff
         WHERE tenant = $1 AND disabled_at IS NULL AND (valid_until IS NULL OR valid_until > $2)
         ORDER BY pinyin, id",
        args![tenant, at],
        line,
    )
    .await
}

pub(crate) async fn insert(
    tx: &mut Tx,
    tenant: Tenant,
    id: StaffId,
    login: &str,
    profile: &Profile,
    lang: Option<Lang>,
    now: Moment,
) -> Result<(), StoreError> {
    tx.run(
        "INSERT INTO staff (tenant, id, login, number, name, pinyin, background, valid_until, lang,
             created_at, disabled_at, version, retention_class, retain_until, held_at)
         VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,NULL,1,NULL,NULL,NULL)",
        args![
            tenant,
            id,
            login,
            &profile.number,
            &profile.name,
            spelling::of_person(&profile.name),
            background_codes(profile),
            profile.valid_until,
            lang.map(Lang::code),
            now
        ],
    )
    .await?;
    set_departments(tx, tenant, id, &profile.departments).await
}

fn background_codes(profile: &Profile) -> String {
    let codes: Vec<&str> = profile.background.iter().map(|one| one.code()).collect();
    codes.join(",")
}

/// Answers whether the record still was as the changer saw it.
pub(crate) async fn change(
    tx: &mut Tx,
    tenant: Tenant,
    id: StaffId,
    profile: &Profile,
    version: i64,
) -> Result<bool, StoreError> {
    let changed = tx
        .run(
            "UPDATE staff
             SET number = $3, name = $4, pinyin = $5, background = $6, valid_until = $7,
                 version = version + 1
             WHERE tenant = $1 AND id = $2 AND version = $8",
            args![
                tenant,
                id,
                &profile.number,
                &profile.name,
                spelling::of_person(&profile.name),
                background_codes(profile),
                profile.valid_until,
                version
            ],
        )
        .await?;
    if changed == 0 {
        return Ok(false);
    }
    set_departments(tx, tenant, id, &profile.departments).await?;
    Ok(true)
}

/// The next version, if the record still has the one seen.
pub(crate) async fn touch(
    tx: &mut Tx,
    tenant: Tenant,
    id: StaffId,
    version: i64,
) -> Result<bool, StoreError> {
    let changed = tx
        .run(
            "UPDATE staff SET version = version + 1 WHERE tenant = $1 AND id = $2 AND version = $3",
            args![tenant, id, version],
        )
        .await?;
    Ok(changed == 1)
}

pub(crate) async fn set_disabled(
    tx: &mut Tx,
    tenant: Tenant,
    id: StaffId,
    disabled_at: Option<Moment>,
    version: i64,
) -> Result<bool, StoreError> {
    let changed = tx
        .run(
            "UPDATE staff SET disabled_at = $3, version = version + 1
             WHERE tenant = $1 AND id = $2 AND version = $4",
            args![tenant, id, disabled_at, version],
        )
        .await?;
    Ok(changed == 1)
}

pub(crate) async fn set_lang(
    tx: &mut Tx,
    tenant: Tenant,
    id: StaffId,
    lang: Lang,
) -> Result<(), StoreError> {
    tx.run(
        "UPDATE staff SET lang = $3 WHERE tenant = $1 AND id = $2",
        args![tenant, id, lang.code()],
    )
    .await?;
    Ok(())
}

async fn set_departments(
    tx: &mut Tx,
    tenant: Tenant,
    id: StaffId,
    departments: &[DepartmentId],
) -> Result<(), StoreError> {
    tx.run(
        "DELETE FROM staff_departments WHERE tenant = $1 AND staff = $2",
        args![tenant, id],
    )
    .await?;
    for department in departments {
        tx.run(
            "INSERT INTO staff_departments (tenant, staff, department) VALUES ($1, $2, $3)
             ON CONFLICT DO NOTHING",
            args![tenant, id, *department],
        )
        .await?;
    }
    Ok(())
}

/// Gives exactly these roles; those held before keep their day.
pub(crate) async fn set_roles(
    tx: &mut Tx,
    tenant: Tenant,
    id: StaffId,
    held: &BTreeSet<Role>,
    now: Moment,
) -> Result<(), StoreError> {
    let mut query = Query::new("DELETE FROM staff_roles WHERE tenant = ");
    query.bind(tenant).push(" AND staff = ").bind(id);
    if !held.is_empty() {
        query
            .push(" AND role NOT IN (")
            .bind_all(held.iter().map(|role| role.0))
            .push(")");
    }
    let (sql, args) = query.finish();
    tx.run(sql, args).await?;
    for role in held {
        tx.run(
            "INSERT INTO staff_roles (tenant, staff, role, given_at) VALUES ($1, $2, $3, $4)
             ON CONFLICT DO NOTHING",
            args![tenant, id, role.0, now],
        )
        .await?;
    }
    Ok(())
}

/// Whether anybody has an account in this hospital.
pub(crate) async fn anybody(tx: &mut Tx, tenant: Tenant) -> Result<bool, StoreError> {
    let found = tx
        .find(
            "SELECT id FROM staff WHERE tenant = $1 LIMIT 1",
            args![tenant],
            |row| row.get::<i64>("id"),
        )
        .await?;
    Ok(found.is_some())
}
