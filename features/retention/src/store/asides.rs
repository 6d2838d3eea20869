//! What is sealed away.

use std::collections::BTreeMap;

use tongli_cases::CaseId;
use tongli_kernel::{Fault, Moment, StaffId, Tenant};
use tongli_store::{Query, Row, StoreError, Tx, Vault, args};
use tongli_work::Stopped;

use super::changed;
use crate::aside::{Aside, AsideId, State};

pub(super) const REASON: &str = "asides.reason";
pub(super) const BACK: &str = "asides.back_reason";
pub(super) const OPENING: &str = "aside_openings.reason";

const SELECT: &str = "SELECT id, case_id, version, state, reason, right_number, proposed_by,
     proposed_at, decided_by, decided_at, back_reason, back_proposed_by, back_proposed_at,
     back_by, back_at FROM asides WHERE tenant = ";

fn aside(row: &Row, vault: &Vault, tenant: Tenant) -> Result<Aside, StoreError> {
    let unknown = || StoreError::bug("an aside has an unknown state");
    let back: Option<String> = row.get("back_reason")?;
    let state: String = row.get("state")?;
    Ok(Aside {
        id: row.get("id")?,
        case: row.get("case_id")?,
        version: row.get("version")?,
        state: State::from_code(&state).ok_or_else(unknown)?,
        reason: vault.open(tenant, REASON, &row.get::<String>("reason")?)?,
        right_number: row.get("right_number")?,
        proposed_by: row.get("proposed_by")?,
        proposed_at: row.get("proposed_at")?,
        decided_by: row.get("decided_by")?,
        decided_at: row.get("decided_at")?,
        back_reason: back
            .map(|kept| vault.open(tenant, BACK, &kept))
            .transpose()?,
        back_proposed_by: row.get("back_proposed_by")?,
        back_proposed_at: row.get("back_proposed_at")?,
        back_by: row.get("back_by")?,
        back_at: row.get("back_at")?,
    })
}

/// A new proposal; `already` where one of this case waits or it is away.
pub async fn insert(
    tx: &mut Tx,
    tenant: Tenant,
    new: &Aside,
    already: impl FnOnce() -> Fault,
) -> Result<(), Fault> {
    let reason = tx.vault()?.seal(tenant, REASON, &new.reason)?;
    let inserted = tx
        .run(
            "INSERT INTO asides (tenant, id, case_id, version, state, reason, right_number,
                 proposed_by, proposed_at) VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9)
             ON CONFLICT DO NOTHING",
            args![
                tenant,
                new.id,
                new.case,
                new.version,
                new.state.code(),
                reason,
                new.right_number.as_deref(),
                new.proposed_by,
                new.proposed_at
            ],
        )
        .await?;
    if inserted == 1 {
        Ok(())
    } else {
        Err(already())
    }
}

/// Writes where it stands now, at the version it was read with.
pub async fn update(tx: &mut Tx, tenant: Tenant, aside: &Aside) -> Result<(), Fault> {
    let back = match &aside.back_reason {
        Some(reason) => Some(tx.vault()?.seal(tenant, BACK, reason)?),
        None => None,
    };
    let touched = tx
        .run(
            "UPDATE asides SET version = version + 1, state = $4, decided_by = $5,
                 decided_at = $6, back_reason = $7, back_proposed_by = $8,
                 back_proposed_at = $9, back_by = $10, back_at = $11
             WHERE tenant = $1 AND id = $2 AND version = $3",
            args![
                tenant,
                aside.id,
                aside.version,
                aside.state.code(),
                aside.decided_by,
                aside.decided_at,
                back,
                aside.back_proposed_by,
                aside.back_proposed_at,
                aside.back_by,
                aside.back_at
            ],
        )
        .await?;
    changed(touched)
}

pub async fn find(tx: &mut Tx, tenant: Tenant, id: AsideId) -> Result<Option<Aside>, StoreError> {
    let vault = tx.vault()?;
    let mut query = Query::new(SELECT);
    query.bind(tenant).push(" AND id = ").bind(id);
    let (sql, args) = query.finish();
    tx.find(sql, args, |row| aside(row, &vault, tenant)).await
}

/// The newest of a case.
pub async fn of_case(
    tx: &mut Tx,
    tenant: Tenant,
    case: CaseId,
) -> Result<Option<Aside>, StoreError> {
    let vault = tx.vault()?;
    let mut query = Query::new(SELECT);
    query.bind(tenant).push(" AND case_id = ").bind(case);
    query.push(" ORDER BY id DESC LIMIT 1");
    let (sql, args) = query.finish();
    tx.find(sql, args, |row| aside(row, &vault, tenant)).await
}

/// All that waits or is away, newest first, before one.
pub async fn list(
    tx: &mut Tx,
    tenant: Tenant,
    before: Option<AsideId>,
    limit: i64,
) -> Result<Vec<Aside>, StoreError> {
    let vault = tx.vault()?;
    let mut query = Query::new(SELECT);
    query.bind(tenant);
    query.push(" AND state IN ('proposed', 'aside', 'back_proposed')");
    if let Some(before) = before {
        query.push(" AND id < ").bind(before);
    }
    query.push(" ORDER BY id DESC LIMIT ").bind(limit);
    let (sql, args) = query.finish();
    tx.all(sql, args, |row| aside(row, &vault, tenant)).await
}

/// Remembers what ended with it.
pub async fn remember(
    tx: &mut Tx,
    tenant: Tenant,
    id: AsideId,
    stopped: &Stopped,
) -> Result<(), StoreError> {
    let clocks = stopped.clocks.iter().map(|clock| ("clock", clock.raw()));
    let items = stopped.items.iter().map(|item| ("item", item.raw()));
    for (kind, one) in clocks.chain(items) {
        tx.run(
            "INSERT INTO aside_stopped (tenant, aside, kind, id) VALUES ($1,$2,$3,$4)
             ON CONFLICT DO NOTHING",
            args![tenant, id, kind, one],
        )
        .await?;
    }
    Ok(())
}

/// What ended with it.
pub async fn stopped(tx: &mut Tx, tenant: Tenant, id: AsideId) -> Result<Stopped, StoreError> {
    let rows = tx
        .all(
            "SELECT kind, id FROM aside_stopped WHERE tenant = $1 AND aside = $2 ORDER BY id",
            args![tenant, id],
            |row| Ok((row.get::<String>("kind")?, row.get::<i64>("id")?)),
        )
        .await?;
    let mut found = Stopped::default();
    for (kind, one) in rows {
        match kind.as_str() {
            "clock" => found.clocks.push(tongli_kernel::Id::new(one)),
            _ => found.items.push(tongli_kernel::Id::new(one)),
        }
    }
    Ok(found)
}

/// How many clocks ended with each of these.
pub async fn clocks_stopped(
    tx: &mut Tx,
    tenant: Tenant,
    asides: &[AsideId],
) -> Result<BTreeMap<AsideId, usize>, StoreError> {
    let mut found: BTreeMap<AsideId, usize> = BTreeMap::new();
    if asides.is_empty() {
        return Ok(found);
    }
    let mut query =
        Query::new("SELECT aside FROM aside_stopped WHERE kind = 'clock' AND tenant = ");
    query.bind(tenant).push(" AND aside IN (");
    query.bind_all(asides.iter().copied()).push(")");
    let (sql, args) = query.finish();
    for id in tx.all(sql, args, |row| row.get::<AsideId>("aside")).await? {
        *found.entry(id).or_default() += 1;
    }
    Ok(found)
}

/// The statements asked about a case: their work stops with it.
pub async fn statements(tx: &mut Tx, tenant: Tenant, case: CaseId) -> Result<Vec<i64>, StoreError> {
    tx.all(
        "SELECT id FROM statements WHERE tenant = $1 AND case_id = $2 ORDER BY id",
        args![tenant, case],
        |row| row.get("id"),
    )
    .await
}

/// The dispute that came of a case: its work stops with it.
pub async fn disputes(tx: &mut Tx, tenant: Tenant, case: CaseId) -> Result<Vec<i64>, StoreError> {
    tx.all(
        "SELECT id FROM disputes WHERE tenant = $1 AND case_id = $2 ORDER BY id",
        args![tenant, case],
        |row| row.get("id"),
    )
    .await
}

/// Takes words about a subject out of inboxes, and those not delivered yet back.
pub async fn withdraw_words(
    tx: &mut Tx,
    tenant: Tenant,
    (kind, id): (&str, i64),
    now: Moment,
) -> Result<(), StoreError> {
    tx.run(
        "DELETE FROM notices WHERE tenant = $1 AND subject_kind = $2 AND subject_id = $3",
        args![tenant, kind, id],
    )
    .await?;
    tx.run(
        "UPDATE outbox SET withdrawn_at = $4 WHERE tenant = $1 AND subject_kind = $2
           AND subject_id = $3 AND delivered_at IS NULL AND withdrawn_at IS NULL",
        args![tenant, kind, id, now],
    )
    .await?;
    Ok(())
}

/// Writes down that somebody opens it.
pub async fn open(
    tx: &mut Tx,
    tenant: Tenant,
    (id, aside): (i64, AsideId),
    by: StaffId,
    now: Moment,
    reason: &str,
) -> Result<(), StoreError> {
    let reason = tx.vault()?.seal(tenant, OPENING, reason)?;
    tx.run(
        "INSERT INTO aside_openings (tenant, id, aside, by_id, at, reason)
         VALUES ($1,$2,$3,$4,$5,$6)",
        args![tenant, id, aside, by, now, reason],
    )
    .await?;
    Ok(())
}

/// Whether somebody has given a reason since a moment.
pub async fn is_open(
    tx: &mut Tx,
    tenant: Tenant,
    aside: AsideId,
    by: StaffId,
    since: Moment,
) -> Result<bool, StoreError> {
    let found = tx
        .count(
            "SELECT COUNT(*) AS n FROM aside_openings
             WHERE tenant = $1 AND aside = $2 AND by_id = $3 AND at >= $4",
            args![tenant, aside, by, since],
        )
        .await?;
    Ok(found > 0)
}

/// Who opened it, when and why, the newest first.
pub async fn openings(
    tx: &mut Tx,
    tenant: Tenant,
    aside: AsideId,
) -> Result<Vec<(StaffId, Moment, String)>, StoreError> {
    let vault = tx.vault()?;
    tx.all(
        "SELECT by_id, at, reason FROM aside_openings WHERE tenant = $1 AND aside = $2
         ORDER BY id DESC LIMIT 100",
        args![tenant, aside],
        |row| {
            let kept: String = row.get("reason")?;
            let reason = vault.open(tenant, OPENING, &kept)?;
            Ok((row.get("by_id")?, row.get("at")?, reason))
        },
    )
    .await
}
