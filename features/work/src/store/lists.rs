//! Work lists. A list and its count are the same statement with another head, so
//! that they cannot disagree.

use tongli_kernel::{Moment, StaffId, Tenant};
use tongli_store::{Query, StoreError, Tx};

use super::items::{Line, line};
use super::sealed::UNSEALED;
use crate::access::Queue;
use crate::item::ItemId;
use tongli_people::roles::DISCIPLINE;

/// More are not counted: "50+" says enough.
pub(crate) const COUNT_TO: i64 = 50;

/// Which part of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    All,
    Overdue,
    Today,
    Near,
    Later,
}

impl Part {
    pub const ALL: [Part; 5] = [
        Part::All,
        Part::Overdue,
        Part::Today,
        Part::Near,
        Part::Later,
    ];

    pub const fn code(self) -> &'static str {
        match self {
            Part::All => "all",
            Part::Overdue => "overdue",
            Part::Today => "today",
            Part::Near => "near",
            Part::Later => "later",
        }
    }

    pub fn from_code(code: &str) -> Option<Part> {
        Part::ALL.into_iter().find(|part| part.code() == code)
    }
}

/// What a list shows: whose, which part, seen from when.
#[derive(Debug, Clone)]
pub struct Wanted<'a> {
    pub tenant: Tenant,
    pub queue: &'a Queue,
    pub part: Part,
    pub now: Moment,
    /// 24:00 of today.
    pub midnight: Moment,
}

impl Wanted<'_> {
    /// What is overdue in the house falls in no part but that one: nothing is read to
    /// find nothing.
    fn is_empty(&self) -> bool {
        matches!(self.queue, Queue::HouseOverdue) && !matches!(self.part, Part::All | Part::Overdue)
    }
}

fn open_where(query: &mut Query, wanted: &Wanted<'_>) {
    query.push(" WHERE i.tenant = ").bind(wanted.tenant);
    query.push(" AND i.closed_at IS NULL");
    match wanted.queue {
        Queue::Mine(staff) => {
            query.push(" AND i.owner_staff = ").bind(*staff);
        }
        Queue::Team(role, departments) => {
            let departments = departments.iter().map(|department| department.raw());
            query
                .push(" AND i.owner_staff IS NULL AND i.owner_role = ")
                .bind(role.0)
                .push(" AND i.owner_department IN (")
                .bind_all(std::iter::once(0).chain(departments))
                .push(")");
            if *role != DISCIPLINE {
                query.push(UNSEALED);
            }
        }
        Queue::Unowned => {
            query.push(" AND i.owner_staff IS NULL AND i.owner_role = ''");
            query.push(UNSEALED);
        }
        Queue::HouseOverdue => {
            query
                .push(" AND i.due_at IS NOT NULL AND i.order_at <= ")
                .bind(wanted.now)
                .push(UNSEALED);
        }
    }
    part_where(query, wanted);
}

fn part_where(query: &mut Query, wanted: &Wanted<'_>) {
    let (now, midnight) = (wanted.now, wanted.midnight);
    match wanted.part {
        Part::All => {}
        Part::Overdue => {
            query
                .push(" AND i.due_at IS NOT NULL AND i.order_at <= ")
                .bind(now);
        }
        Part::Today => {
            query
                .push(" AND i.due_at IS NOT NULL AND i.order_at > ")
                .bind(now)
                .push(" AND i.order_at <= ")
                .bind(midnight);
        }
        Part::Near => {
            query
                .push(" AND (i.due_at IS NULL OR i.order_at > ")
                .bind(midnight)
                .push(") AND i.near_at <= ")
                .bind(now);
        }
        Part::Later => {
            query
                .push(" AND (i.due_at IS NULL OR i.order_at > ")
                .bind(midnight)
                .push(") AND (i.near_at IS NULL OR i.near_at > ")
                .bind(now)
                .push(")");
        }
    }
}

/// The list, most urgent first, after the row `after` ends with.
pub(crate) async fn list(
    tx: &mut Tx,
    wanted: &Wanted<'_>,
    after: Option<(Moment, ItemId)>,
    limit: i64,
) -> Result<Vec<Line>, StoreError> {
    if wanted.is_empty() {
        return Ok(Vec::new());
    }
    let mut query = Query::new(
        "SELECT i.id AS id, i.subject_kind AS subject_kind, i.subject_id AS subject_id,
                i.kind AS kind, i.clock AS clock, c.rule AS rule, i.owner_staff AS owner_staff,
                i.owner_role AS owner_role, i.owner_department AS owner_department,
                i.label AS label, i.path AS path, i.due_at AS due_at, i.near_at AS near_at,
                i.order_at AS order_at, c.unit AS unit, c.calendar AS calendar,
                c.provisional_on AS provisional_on,
                i.escalated AS escalated
         FROM work_items i LEFT JOIN clocks c ON c.tenant = i.tenant AND c.id = i.clock",
    );
    open_where(&mut query, wanted);
    if let Some((order_at, id)) = after {
        query
            .push(" AND (i.order_at, i.id) > (")
            .bind(order_at)
            .push(", ")
            .bind(id)
            .push(")");
    }
    query.push(" ORDER BY i.order_at, i.id LIMIT ").bind(limit);
    let (sql, args) = query.finish();
    tx.all(sql, args, line).await
}

/// How many the list holds, counted to [`COUNT_TO`] and one.
pub(crate) async fn count(tx: &mut Tx, wanted: &Wanted<'_>) -> Result<i64, StoreError> {
    if wanted.is_empty() {
        return Ok(0);
    }
    let mut query = Query::new("SELECT COUNT(*) AS n FROM (SELECT i.id AS id FROM work_items i");
    open_where(&mut query, wanted);
    query
        .push(" LIMIT ")
        .bind(COUNT_TO + 1)
        .push(") AS counted");
    let (sql, args) = query.finish();
    tx.count(sql, args).await
}

/// How many open items a person has, counted to 51: for "may this account be closed?".
pub async fn count_of_staff(
    tx: &mut Tx,
    tenant: Tenant,
    staff: StaffId,
    now: Moment,
) -> Result<i64, StoreError> {
    count(
        tx,
        &Wanted {
            tenant,
            queue: &Queue::Mine(staff),
            part: Part::All,
            now,
            midnight: now,
        },
    )
    .await
}
