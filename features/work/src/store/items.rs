//! Work items in the database: opened, closed, handed over.

use std::collections::BTreeMap;
use std::sync::Mutex;

use tongli_kernel::{DepartmentId, Id, Moment, Tenant};
use tongli_people::roles;
use tongli_store::{Query, Row, StoreError, Subject, Tx, args};

use crate::clock::{ClockId, CountedIn, CountedOn};
use crate::item::{ItemId, Owner};

/// Work without a limit stands behind all other: the year 2100.
pub(crate) const FAR: Moment = Moment::from_millis(4_102_444_800_000);

/// An item as it is written.
#[derive(Debug, Clone)]
pub(crate) struct NewRow<'a> {
    pub id: ItemId,
    pub subject: Subject,
    pub kind: &'a str,
    pub clock: Option<ClockId>,
    pub owner: Owner,
    pub label: &'a str,
    pub path: &'a str,
    pub times: Times,
    pub opened_at: Moment,
}

/// When an item is due, near, and where it stands in the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Times {
    pub due_at: Option<Moment>,
    pub near_at: Option<Moment>,
    pub order_at: Moment,
}

impl Times {
    pub fn new(due_at: Option<Moment>, near_at: Option<Moment>) -> Self {
        Self {
            due_at,
            near_at,
            order_at: due_at.unwrap_or(FAR),
        }
    }
}

/// One row of a work list.
#[derive(Debug, Clone)]
pub struct Line {
    pub id: ItemId,
    pub subject: Subject,
    pub kind: String,
    pub clock: Option<ClockId>,
    pub rule: Option<String>,
    pub owner: Owner,
    pub label: String,
    pub path: String,
    pub due_at: Option<Moment>,
    pub near_at: Option<Moment>,
    pub(crate) order_at: Moment,
    pub(crate) unit: Option<CountedIn>,
    pub(crate) calendar: Option<CountedOn>,
    pub(crate) provisional_on: Option<tongli_kernel::Day>,
    pub escalated: i64,
}

/// A subject's kind as the constant its room wrote. Rooms write few kinds, each a
/// constant of the program, so the leak is bounded by the program's text.
fn kind_of(text: String) -> &'static str {
    static KINDS: Mutex<Vec<&'static str>> = Mutex::new(Vec::new());
    let mut kinds = KINDS.lock().unwrap_or_else(|broken| broken.into_inner());
    if let Some(known) = kinds.iter().find(|known| **known == text) {
        return known;
    }
    let kind: &'static str = Box::leak(text.into_boxed_str());
    kinds.push(kind);
    kind
}

/// A subject as read from a row.
pub(crate) fn subject_of(kind: &str, id: i64) -> Subject {
    Subject::new(kind_of(kind.to_owned()), id)
}

pub(crate) fn line(row: &Row) -> Result<Line, StoreError> {
    let role: String = row.get("owner_role")?;
    let department: i64 = row.get("owner_department")?;
    let unit: Option<String> = row.get("unit")?;
    let calendar: Option<String> = row.get("calendar")?;
    Ok(Line {
        id: row.get("id")?,
        subject: Subject::new(kind_of(row.get("subject_kind")?), row.get("subject_id")?),
        kind: row.get("kind")?,
        clock: row.get("clock")?,
        rule: row.get("rule")?,
        owner: Owner {
            staff: row.get("owner_staff")?,
            role: roles::named(&role),
            department: (department != 0).then(|| DepartmentId::new(department)),
        },
        label: row.get("label")?,
        path: row.get("path")?,
        due_at: row.get("due_at")?,
        near_at: row.get("near_at")?,
        order_at: row.get("order_at")?,
        unit: unit.as_deref().and_then(CountedIn::from_code),
        calendar: calendar.as_deref().and_then(CountedOn::from_code),
        provisional_on: row.get("provisional_on")?,
        escalated: row.get("escalated")?,
    })
}

pub(crate) async fn insert(
    tx: &mut Tx,
    tenant: Tenant,
    new: &NewRow<'_>,
) -> Result<(), StoreError> {
    tx.run(
        "INSERT INTO work_items (tenant, id, subject_kind, subject_id, kind, clock, owner_staff,
             owner_role, owner_department, label, path, due_at, near_at, order_at, escalated,
             escalate_at, opened_at)
         VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,0,$15,$16)",
        args![
            tenant,
            new.id,
            new.subject.kind,
            new.subject.id,
            new.kind,
            new.clock,
            new.owner.staff,
            new.owner.role.map_or("", |role| role.0),
            new.owner.department.map_or(0, Id::raw),
            new.label,
            new.path,
            new.times.due_at,
            new.times.near_at,
            new.times.order_at,
            new.times.due_at,
            new.opened_at
        ],
    )
    .await?;
    Ok(())
}

/// The number and path by which a subject's other items call it.
pub(crate) async fn name_of(
    tx: &mut Tx,
    tenant: Tenant,
    subject: Subject,
) -> Result<Option<(String, String)>, StoreError> {
    tx.find(
        "SELECT label, path FROM work_items
         WHERE tenant = $1 AND subject_kind = $2 AND subject_id = $3 AND label <> ''
         ORDER BY id DESC LIMIT 1",
        args![tenant, subject.kind, subject.id],
        |row| Ok((row.get("label")?, row.get("path")?)),
    )
    .await
}

/// Gives a name to the subject's items that were opened before it was known.
pub(crate) async fn name_nameless(
    tx: &mut Tx,
    tenant: Tenant,
    subject: Subject,
    label: &str,
    path: &str,
) -> Result<(), StoreError> {
    tx.run(
        "UPDATE work_items SET label = $4, path = $5
         WHERE tenant = $1 AND subject_kind = $2 AND subject_id = $3 AND label = ''",
        args![tenant, subject.kind, subject.id, label, path],
    )
    .await?;
    Ok(())
}

/// Closes a subject's open items that follow no clock; those close with theirs.
pub(crate) async fn close(
    tx: &mut Tx,
    tenant: Tenant,
    subject: Subject,
    kind: Option<&str>,
    department: Option<DepartmentId>,
    now: Moment,
) -> Result<u64, StoreError> {
    let mut query = Query::new("UPDATE work_items SET closed_at = ");
    query
        .bind(now)
        .push(" WHERE closed_at IS NULL AND tenant = ");
    narrow(&mut query, tenant, subject, kind, department);
    // What was opened for a clock under a name of its own closes by that name too.
    if kind.is_none() {
        query.push(" AND clock IS NULL");
    }
    let (sql, args) = query.finish();
    tx.run(sql, args).await
}

/// Gives a subject's open items to another owner.
pub(crate) async fn reassign(
    tx: &mut Tx,
    tenant: Tenant,
    subject: Subject,
    kind: Option<&str>,
    owner: &Owner,
) -> Result<u64, StoreError> {
    let mut query = Query::new("UPDATE work_items SET owner_staff = ");
    query
        .bind(owner.staff)
        .push(", owner_role = ")
        .bind(owner.role.map_or("", |role| role.0))
        .push(", owner_department = ")
        .bind(owner.department.map_or(0, Id::raw))
        .push(" WHERE closed_at IS NULL AND tenant = ");
    narrow(&mut query, tenant, subject, kind, None);
    let (sql, args) = query.finish();
    tx.run(sql, args).await
}

fn narrow(
    query: &mut Query,
    tenant: Tenant,
    subject: Subject,
    kind: Option<&str>,
    department: Option<DepartmentId>,
) {
    query
        .bind(tenant)
        .push(" AND subject_kind = ")
        .bind(subject.kind)
        .push(" AND subject_id = ")
        .bind(subject.id);
    if let Some(kind) = kind {
        query.push(" AND kind = ").bind(kind);
    }
    if let Some(department) = department {
        query.push(" AND owner_department = ").bind(department);
    }
}

/// Closes the item of a clock that was met or ended.
pub(crate) async fn close_of_clock(
    tx: &mut Tx,
    tenant: Tenant,
    clock: ClockId,
    now: Moment,
) -> Result<(), StoreError> {
    tx.run(
        "UPDATE work_items SET closed_at = $3
         WHERE tenant = $1 AND clock = $2 AND closed_at IS NULL",
        args![tenant, clock, now],
    )
    .await?;
    Ok(())
}

/// New times for the item of a clock that was counted again. Where the limit moved
/// back, an escalation that has been made stands; the next waits for the new time.
pub(crate) async fn retime(
    tx: &mut Tx,
    tenant: Tenant,
    clock: ClockId,
    times: Times,
    now: Moment,
) -> Result<(), StoreError> {
    tx.run(
        "UPDATE work_items
         SET due_at = $3, near_at = $4, order_at = $5,
             escalate_at = CASE WHEN escalated = 0 THEN $6 ELSE escalate_at END,
             near_told_at = CASE WHEN $7 > $8 THEN NULL ELSE near_told_at END
         WHERE tenant = $1 AND clock = $2 AND closed_at IS NULL",
        args![
            tenant,
            clock,
            times.due_at,
            times.near_at,
            times.order_at,
            times.due_at,
            times.near_at,
            now
        ],
    )
    .await?;
    Ok(())
}

/// The open items of a subject, for its own page.
pub async fn open_of_subject(
    tx: &mut Tx,
    tenant: Tenant,
    subject: Subject,
) -> Result<Vec<Line>, StoreError> {
    tx.all(
        "SELECT i.id AS id, i.subject_kind AS subject_kind, i.subject_id AS subject_id,
                i.kind AS kind, i.clock AS clock, c.rule AS rule, i.owner_staff AS owner_staff,
                i.owner_role AS owner_role, i.owner_department AS owner_department,
                i.label AS label, i.path AS path, i.due_at AS due_at, i.near_at AS near_at,
                i.order_at AS order_at, c.unit AS unit, c.calendar AS calendar,
                c.provisional_on AS provisional_on,
                i.escalated AS escalated
         FROM work_items i LEFT JOIN clocks c ON c.tenant = i.tenant AND c.id = i.clock
         WHERE i.tenant = $1 AND i.subject_kind = $2 AND i.subject_id = $3
           AND i.closed_at IS NULL
         ORDER BY +i.order_at, i.id",
        args![tenant, subject.kind, subject.id],
        line,
    )
    .await
}

/// The open items of these subjects of one kind, most urgent first, by subject.
pub async fn open_of_many(
    tx: &mut Tx,
    tenant: Tenant,
    kind: &str,
    ids: &[i64],
) -> Result<BTreeMap<i64, Vec<Line>>, StoreError> {
    let mut found: BTreeMap<i64, Vec<Line>> = BTreeMap::new();
    if ids.is_empty() {
        return Ok(found);
    }
    let mut query = Query::new(
        "SELECT i.id AS id, i.subject_kind AS subject_kind, i.subject_id AS subject_id,
                i.kind AS kind, i.clock AS clock, c.rule AS rule, i.owner_staff AS owner_staff,
                i.owner_role AS owner_role, i.owner_department AS owner_department,
                i.label AS label, i.path AS path, i.due_at AS due_at, i.near_at AS near_at,
                i.order_at AS order_at, c.unit AS unit, c.calendar AS calendar,
                c.provisional_on AS provisional_on,
                i.escalated AS escalated
         FROM work_items i LEFT JOIN clocks c ON c.tenant = i.tenant AND c.id = i.clock
         WHERE i.closed_at IS NULL AND i.tenant = ",
    );
    query
        .bind(tenant)
        .push(" AND i.subject_kind = ")
        .bind(kind)
        .push(" AND i.subject_id IN (")
        .bind_all(ids.iter().copied())
        .push(") ORDER BY i.order_at, i.id");
    let (sql, args) = query.finish();
    for item in tx.all(sql, args, line).await? {
        found.entry(item.subject.id).or_default().push(item);
    }
    Ok(found)
}

/// The labels of open items whose times are not those of the clock they run with,
/// or whose clock runs no more. A sealed subject is counted and not named.
pub async fn astray(tx: &mut Tx, tenant: Tenant) -> Result<Vec<String>, StoreError> {
    tx.all(
        "SELECT CASE WHEN EXISTS (SELECT 1 FROM sealed_subjects z WHERE z.tenant = i.tenant
                    AND z.subject_kind = i.subject_kind AND z.subject_id = i.subject_id)
                THEN '' ELSE i.label END AS label FROM work_items i
         LEFT JOIN clocks c ON c.tenant = i.tenant AND c.id = i.clock
         WHERE i.tenant = $1 AND i.closed_at IS NULL AND i.clock IS NOT NULL
           AND (c.id IS NULL OR c.met_at IS NOT NULL OR c.ended_at IS NOT NULL
                OR COALESCE(i.due_at, 0) <> COALESCE(c.due_at, 0)
                OR (c.due_at IS NOT NULL AND COALESCE(i.near_at, 0) <> COALESCE(c.near_at, 0)))
         ORDER BY i.id",
        args![tenant],
        |row| row.get("label"),
    )
    .await
}
