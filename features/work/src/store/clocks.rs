//! Clocks in the database.

use std::collections::BTreeMap;

use tongli_kernel::{DepartmentId, Moment, Tenant};
use tongli_store::{Query, Row, StoreError, Subject, Tx, args};

use crate::clock::{ClockId, ClockRow, CountedIn, CountedOn, Counting, Reckoned};

/// How a clock met by an interim word says so.
const INTERIM: &str = "interim";

/// Read by every statement here.
pub(crate) fn row(row: &Row) -> Result<ClockRow, StoreError> {
    let unknown = |what: &str| StoreError::bug(format!("a clock has an unknown {what}"));
    let department: i64 = row.get("department")?;
    let provisional_on = row.get::<Option<tongli_kernel::Day>>("provisional_on")?;
    let due_at: Option<Moment> = row.get("due_at")?;
    Ok(ClockRow {
        id: row.get("id")?,
        rule: row.get("rule")?,
        rule_version: row.get("rule_version")?,
        started_at: row.get("started_at")?,
        due_at,
        promised_at: row.get("promised_at")?,
        near_at: row.get("near_at")?,
        provisional: due_at.is_none() && provisional_on.is_some(),
        met_at: row.get("met_at")?,
        ended_at: row.get("ended_at")?,
        late: row.get("late")?,
        interim: row.get::<Option<String>>("met_by")?.as_deref() == Some(INTERIM),
        subject_kind: row.get("subject_kind")?,
        subject_id: row.get("subject_id")?,
        department: (department != 0).then(|| DepartmentId::new(department)),
        counting: Counting {
            unit: CountedIn::from_code(&row.get::<String>("unit")?)
                .ok_or_else(|| unknown("unit"))?,
            amount: row.get("amount")?,
            calendar: CountedOn::from_code(&row.get::<String>("calendar")?)
                .ok_or_else(|| unknown("calendar"))?,
            calendar_version: row.get("calendar_version")?,
        },
        provisional_on,
        unknown_year: row.get("unknown_year")?,
        version: row.get("version")?,
    })
}

pub(crate) async fn insert(
    tx: &mut Tx,
    tenant: Tenant,
    clock: &ClockRow,
) -> Result<(), StoreError> {
    tx.run(
        "INSERT INTO clocks (tenant, id, subject_kind, subject_id, department, rule, rule_version,
             unit, amount, calendar, calendar_version, started_at, due_at, near_at, promised_at,
             provisional_on, unknown_year, met_at, late, ended_at, version)
         VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15,$16,$17,$18,$19,$20,$21)",
        args![
            tenant,
            clock.id,
            &clock.subject_kind,
            clock.subject_id,
            clock.department.map_or(0, tongli_kernel::Id::raw),
            &clock.rule,
            clock.rule_version,
            clock.counting.unit.code(),
            clock.counting.amount,
            clock.counting.calendar.code(),
            &clock.counting.calendar_version,
            clock.started_at,
            clock.due_at,
            clock.near_at,
            clock.promised_at,
            clock.provisional_on,
            clock.unknown_year,
            clock.met_at,
            clock.late,
            clock.ended_at,
            clock.version
        ],
    )
    .await?;
    Ok(())
}

/// A clock by its id.
pub async fn find_clock(
    tx: &mut Tx,
    tenant: Tenant,
    id: ClockId,
) -> Result<Option<ClockRow>, StoreError> {
    tx.find(
        "SELECT id, subject_kind, subject_id, department, rule, rule_version, unit, amount,
                calendar, calendar_version, started_at, due_at, near_at, promised_at,
                provisional_on, unknown_year, met_at, late, ended_at, version, met_by
         FROM clocks WHERE tenant = $1 AND id = $2",
        args![tenant, id],
        row,
    )
    .await
}

/// All clocks of a subject in the order in which they were started.
pub async fn clocks_of(
    tx: &mut Tx,
    tenant: Tenant,
    subject: Subject,
) -> Result<Vec<ClockRow>, StoreError> {
    tx.all(
        "SELECT id, subject_kind, subject_id, department, rule, rule_version, unit, amount,
                calendar, calendar_version, started_at, due_at, near_at, promised_at,
                provisional_on, unknown_year, met_at, late, ended_at, version, met_by
         FROM clocks WHERE tenant = $1 AND subject_kind = $2 AND subject_id = $3
         ORDER BY id",
        args![tenant, subject.kind, subject.id],
        row,
    )
    .await
}

/// The clocks of many subjects of one kind, for a list: one statement.
pub async fn clocks_of_many(
    tx: &mut Tx,
    tenant: Tenant,
    kind: &str,
    ids: &[i64],
) -> Result<BTreeMap<i64, Vec<ClockRow>>, StoreError> {
    of_many(tx, tenant, (kind, ids), "").await
}

/// The running clocks of many subjects of one kind, the oldest first.
pub async fn running_of_many(
    tx: &mut Tx,
    tenant: Tenant,
    kind: &str,
    ids: &[i64],
) -> Result<BTreeMap<i64, Vec<ClockRow>>, StoreError> {
    // In other words than those of the index of all running clocks: PostgreSQL would walk
    // through all of it where few are running.
    let running = " AND COALESCE(met_at, ended_at) IS NULL";
    of_many(tx, tenant, (kind, ids), running).await
}

async fn of_many(
    tx: &mut Tx,
    tenant: Tenant,
    (kind, ids): (&str, &[i64]),
    which: &'static str,
) -> Result<BTreeMap<i64, Vec<ClockRow>>, StoreError> {
    let mut found: BTreeMap<i64, Vec<ClockRow>> = BTreeMap::new();
    if ids.is_empty() {
        return Ok(found);
    }
    let mut query = Query::new(
        "SELECT id, subject_kind, subject_id, department, rule, rule_version, unit, amount,
                calendar, calendar_version, started_at, due_at, near_at, promised_at,
                provisional_on, unknown_year, met_at, late, ended_at, version, met_by
         FROM clocks WHERE tenant = ",
    );
    query
        .bind(tenant)
        .push(" AND subject_kind = ")
        .bind(kind)
        .push(" AND subject_id IN (")
        .bind_all(ids.iter().copied())
        .push(")")
        .push(which)
        .push(" ORDER BY +id");
    let (sql, args) = query.finish();
    for clock in tx.all(sql, args, row).await? {
        found.entry(clock.subject_id).or_default().push(clock);
    }
    Ok(found)
}

/// The running clocks of the subjects of one kind whose ids lie between two.
pub async fn running_between(
    tx: &mut Tx,
    tenant: Tenant,
    kind: &str,
    (first, last): (i64, i64),
) -> Result<Vec<ClockRow>, StoreError> {
    tx.all(
        "SELECT id, subject_kind, subject_id, department, rule, rule_version, unit, amount,
                calendar, calendar_version, started_at, due_at, near_at, promised_at,
                provisional_on, unknown_year, met_at, late, ended_at, version, met_by
         FROM clocks
         WHERE tenant = $1 AND subject_kind = $2 AND subject_id >= $3 AND subject_id <= $4
           AND met_at IS NULL AND ended_at IS NULL",
        args![tenant, kind, first, last],
        row,
    )
    .await
}

/// The running clocks of one rule on a subject; several where departments have one
/// each.
pub(crate) async fn running(
    tx: &mut Tx,
    tenant: Tenant,
    subject: Subject,
    rule: &str,
) -> Result<Vec<ClockRow>, StoreError> {
    tx.all(
        "SELECT id, subject_kind, subject_id, department, rule, rule_version, unit, amount,
                calendar, calendar_version, started_at, due_at, near_at, promised_at,
                provisional_on, unknown_year, met_at, late, ended_at, version, met_by
         FROM clocks
         WHERE tenant = $1 AND subject_kind = $2 AND subject_id = $3 AND rule = $4
           AND met_at IS NULL AND ended_at IS NULL
         ORDER BY id",
        args![tenant, subject.kind, subject.id, rule],
        row,
    )
    .await
}

/// Marks a running clock met; `false` if it no longer ran as it was read.
pub(crate) async fn meet(
    tx: &mut Tx,
    tenant: Tenant,
    clock: &ClockRow,
    at: Moment,
    (late, interim): (bool, bool),
) -> Result<bool, StoreError> {
    let by = interim.then_some(INTERIM);
    let touched = tx
        .run(
            "UPDATE clocks SET met_at = $4, late = $5, met_by = $6, version = version + 1
             WHERE tenant = $1 AND id = $2 AND version = $3
               AND met_at IS NULL AND ended_at IS NULL",
            args![tenant, clock.id, clock.version, at, late, by],
        )
        .await?;
    Ok(touched == 1)
}

/// Ends a running clock that no longer applies.
pub(crate) async fn end(
    tx: &mut Tx,
    tenant: Tenant,
    clock: &ClockRow,
    at: Moment,
) -> Result<bool, StoreError> {
    let touched = tx
        .run(
            "UPDATE clocks SET ended_at = $4, version = version + 1
             WHERE tenant = $1 AND id = $2 AND version = $3
               AND met_at IS NULL AND ended_at IS NULL",
            args![tenant, clock.id, clock.version, at],
        )
        .await?;
    Ok(touched == 1)
}

/// Keeps a count made anew, with a mark if its times moved. The promise is only set
/// where none was made yet.
pub(crate) async fn recounted(
    tx: &mut Tx,
    tenant: Tenant,
    clock: &ClockRow,
    fresh: &Reckoned,
    calendar_version: &str,
    moved_at: Option<Moment>,
) -> Result<bool, StoreError> {
    let touched = tx
        .run(
            "UPDATE clocks SET due_at = $4, near_at = $5, provisional_on = $6, unknown_year = $7,
                    calendar_version = $8, promised_at = COALESCE(promised_at, $9),
                    moved_at = COALESCE($10, moved_at),
                    version = version + 1
             WHERE tenant = $1 AND id = $2 AND version = $3
               AND met_at IS NULL AND ended_at IS NULL",
            args![
                tenant,
                clock.id,
                clock.version,
                fresh.due_at,
                fresh.near_at,
                fresh.provisional_on,
                fresh.unknown_year,
                calendar_version,
                fresh.due_at,
                moved_at
            ],
        )
        .await?;
    Ok(touched == 1)
}

/// Whether a running clock of the subject runs out no later than `due`.
pub(crate) async fn is_covered(
    tx: &mut Tx,
    tenant: Tenant,
    subject: Subject,
    due: Moment,
) -> Result<bool, StoreError> {
    let found = tx
        .count(
            "SELECT COUNT(*) AS n FROM clocks
             WHERE tenant = $1 AND subject_kind = $2 AND subject_id = $3 AND due_at <= $4
               AND met_at IS NULL AND ended_at IS NULL",
            args![tenant, subject.kind, subject.id, due],
        )
        .await?;
    Ok(found > 0)
}
