//! Sessions of browsers.

use std::collections::BTreeSet;

use tongli_kernel::{DepartmentId, Lang, Moment, Role, StaffId, Tenant};
use tongli_store::{Row, StoreError, Tx, args};

use crate::session::{Session, SessionId};
use crate::store::staff::{acting_of, departments_of, roles_of};

/// A person recognised by a session or a token, in one row.
pub(crate) struct Known {
    pub staff: StaffId,
    pub name: String,
    pub roles: BTreeSet<Role>,
    /// What the person is today for leaders who are away.
    pub acting: BTreeSet<Role>,
    pub departments: Vec<DepartmentId>,
    pub lang: Option<Lang>,
    pub must_change: bool,
    /// The departments' names, for the head of the page.
    pub place: String,
}

pub(super) fn known(row: &Row) -> Result<Known, StoreError> {
    let roles: Option<String> = row.get("roles")?;
    let acting: Option<String> = row.get("acting")?;
    let departments: Option<String> = row.get("departments")?;
    let lang: Option<String> = row.get("lang")?;
    let place: Option<String> = row.get("place")?;
    Ok(Known {
        staff: row.get("staff")?,
        name: row.get("name")?,
        roles: roles_of(roles.as_deref()),
        acting: acting_of(acting.as_deref()),
        departments: departments_of(departments.as_deref()),
        lang: lang.as_deref().and_then(Lang::from_code),
        must_change: row.get("must_change")?,
        place: place.unwrap_or_default(),
    })
}

/// A session as the look-up of every request finds it.
pub(crate) struct Found {
    pub id: SessionId,
    pub csrf: String,
    pub last_seen_at: Moment,
    pub full_sign_in_at: Moment,
    pub known: Known,
}

/// Everything a request needs to know about its sender, by the cookie's hash.
pub(crate) async fn find(
    tx: &mut Tx,
    tenant: Tenant,
    hash: &str,
    now: Moment,
) -> Result<Option<Found>, StoreError> {
    tx.find(
        "SELECT e.id, e.csrf, e.last_seen_at, e.full_sign_in_at, e.staff, s.name, s.lang, c.must_change,
                (SELECT string_agg(r.role, ',') FROM staff_roles r
                 WHERE r.tenant = e.tenant AND r.staff = e.staff) AS roles,
                (SELECT string_agg(r.role, ',') FROM staff_deputies p
                 JOIN staff l ON l.tenant = p.tenant AND l.id = p.principal AND l.disabled_at IS NULL
                  AND (l.valid_until IS NULL OR l.valid_until > $3)
                 JOIN staff_roles r ON r.tenant = p.tenant AND r.staff = p.principal
                 WHERE p.tenant = e.tenant AND p.deputy = e.staff AND p.revoked_at IS NULL
                   AND p.from_at <= $3 AND p.until_at > $3) AS acting,
                (SELECT string_agg(CAST(d.department AS TEXT), ',') FROM staff_departments d
                 WHERE d.tenant = e.tenant AND d.staff = e.staff) AS departments,
                (SELECT string_agg(n.name, '、') FROM staff_departments d
                 JOIN departments n ON n.tenant = d.tenant AND n.id = d.department
                 WHERE d.tenant = e.tenant AND d.staff = e.staff) AS place
         FROM sessions e
         JOIN staff s ON s.tenant = e.tenant AND s.id = e.staff
         JOIN credentials c ON c.tenant = e.tenant AND c.staff = e.staff
         WHERE e.tenant = $1 AND e.hash = $2 AND e.ended_at IS NULL AND s.disabled_at IS NULL
           AND (s.valid_until IS NULL OR s.valid_until > $3)",
        args![tenant, hash, now],
        |row| {
            Ok(Found {
                id: row.get("id")?,
                csrf: row.get("csrf")?,
                last_seen_at: row.get("last_seen_at")?,
                full_sign_in_at: row.get("full_sign_in_at")?,
                known: known(row)?,
            })
        },
    )
    .await
}

pub(crate) async fn insert(
    tx: &mut Tx,
    tenant: Tenant,
    session: &Session,
    csrf: &str,
) -> Result<(), StoreError> {
    tx.run(
        "INSERT INTO sessions (tenant, id, hash, csrf, staff, created_at, last_seen_at, full_sign_in_at,
             from_address, user_agent, shared, ended_at)
         VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,NULL)",
        args![
            tenant,
            session.id,
            &session.hash,
            csrf,
            session.staff,
            session.created_at,
            session.last_seen_at,
            session.full_sign_in_at,
            &session.from_address,
            &session.user_agent,
            session.shared
        ],
    )
    .await?;
    Ok(())
}

pub(crate) async fn touch(
    tx: &mut Tx,
    tenant: Tenant,
    id: SessionId,
    now: Moment,
) -> Result<(), StoreError> {
    tx.run(
        "UPDATE sessions SET last_seen_at = $3
         WHERE tenant = $1 AND id = $2 AND ended_at IS NULL AND last_seen_at < $3",
        args![tenant, id, now],
    )
    .await?;
    Ok(())
}

/// Sessions of a person that nobody has ended, newest first.
pub(crate) async fn list_open(
    tx: &mut Tx,
    tenant: Tenant,
    staff: StaffId,
) -> Result<Vec<Session>, StoreError> {
    tx.all(
        "SELECT id, staff, created_at, last_seen_at, full_sign_in_at, from_address, user_agent, shared, hash
         FROM sessions WHERE tenant = $1 AND staff = $2 AND ended_at IS NULL ORDER BY id DESC",
        args![tenant, staff],
        |row| {
            Ok(Session {
                id: row.get("id")?,
                staff: row.get("staff")?,
                created_at: row.get("created_at")?,
                last_seen_at: row.get("last_seen_at")?,
                full_sign_in_at: row.get("full_sign_in_at")?,
                from_address: row.get("from_address")?,
                user_agent: row.get("user_agent")?,
                shared: row.get("shared")?,
                hash: row.get("hash")?,
            })
        },
    )
    .await
}

/// Ends the session of a cookie; answers whose it was.
pub(crate) async fn end_by_hash(
    tx: &mut Tx,
    tenant: Tenant,
    hash: &str,
    now: Moment,
) -> Result<Option<StaffId>, StoreError> {
    tx.find(
        "UPDATE sessions SET ended_at = $3 WHERE tenant = $1 AND hash = $2 AND ended_at IS NULL
         RETURNING staff",
        args![tenant, hash, now],
        |row| row.get("staff"),
    )
    .await
}

/// Ends one session of a person; answers whether there was one.
pub(crate) async fn end_one(
    tx: &mut Tx,
    tenant: Tenant,
    staff: StaffId,
    id: SessionId,
    now: Moment,
) -> Result<bool, StoreError> {
    let ended = tx
        .run(
            "UPDATE sessions SET ended_at = $4
             WHERE tenant = $1 AND staff = $2 AND id = $3 AND ended_at IS NULL",
            args![tenant, staff, id, now],
        )
        .await?;
    Ok(ended == 1)
}

/// Ends all sessions of a person, but the one of `keep`.
pub(crate) async fn end_all(
    tx: &mut Tx,
    tenant: Tenant,
    staff: StaffId,
    keep: Option<&str>,
    now: Moment,
) -> Result<u64, StoreError> {
    tx.run(
        "UPDATE sessions SET ended_at = $3
         WHERE tenant = $1 AND staff = $2 AND ended_at IS NULL AND hash <> $4",
        args![tenant, staff, now, keep.unwrap_or_default()],
    )
    .await
}

/// Marks what has run out by itself, so that the list of open ones stays short.
pub(crate) async fn end_run_out(
    tx: &mut Tx,
    tenant: Tenant,
    staff: StaffId,
    shift_began: Moment,
    now: Moment,
) -> Result<(), StoreError> {
    tx.run(
        "UPDATE sessions SET ended_at = $4
         WHERE tenant = $1 AND staff = $2 AND ended_at IS NULL AND full_sign_in_at <= $3",
        args![tenant, staff, shift_began, now],
    )
    .await?;
    Ok(())
}
