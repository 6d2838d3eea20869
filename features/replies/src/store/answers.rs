//! Answers by word, who drafted the answers of a case, and who approved them.

use tongli_kernel::{Id, Moment, Private, StaffId, Tenant};
use tongli_store::{Row, StoreError, Tx, args, sha256};
use tongli_web::App;

use super::{InRound, seal};
use crate::letter::Point;
use crate::mode::Mode;

#[derive(Debug)]
pub struct SpokenMark;
pub type SpokenId = Id<SpokenMark>;

/// A conversation in which answers were given.
#[derive(Debug, Clone)]
pub struct Spoken {
    pub id: SpokenId,
    pub round: i64,
    pub mode: Mode,
    pub points: Private<Vec<Point>>,
    pub digest: String,
    pub spoken_by: Option<StaffId>,
    pub spoken_at: Option<Moment>,
    pub read_back_at: Option<Moment>,
    pub recorded_at: Moment,
}

/// A conversation to be recorded.
pub struct NewSpoken<'a> {
    pub id: SpokenId,
    pub case_id: i64,
    pub round: i64,
    pub mode: Mode,
    pub points: &'a [Point],
    pub spoken_by: Option<StaffId>,
    pub spoken_at: Option<Moment>,
    pub read_back_at: Option<Moment>,
    pub recorded_by: Option<StaffId>,
}

pub async fn insert(
    tx: &mut Tx,
    app: &App,
    tenant: Tenant,
    new: &NewSpoken<'_>,
) -> Result<(), StoreError> {
    let plain = serde_json::to_string(new.points).map_err(StoreError::bug)?;
    let body = seal(app, tenant, "spoken_answers.body", &plain)?;
    tx.run(
        "INSERT INTO spoken_answers (tenant, id, case_id, round, mode, body, digest, spoken_by,
             spoken_at, read_back_at, recorded_by, recorded_at, retention_class)
         VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,'case')",
        args![
            tenant,
            new.id,
            new.case_id,
            new.round,
            new.mode.code(),
            body,
            sha256(plain.as_bytes()),
            new.spoken_by,
            new.spoken_at,
            new.read_back_at,
            new.recorded_by,
            app.now()
        ],
    )
    .await?;
    Ok(())
}

/// The conversations of a case in all its rounds, oldest first.
pub async fn list(
    tx: &mut Tx,
    app: &App,
    tenant: Tenant,
    case_id: i64,
) -> Result<Vec<Spoken>, StoreError> {
    tx.all(
        "SELECT id, round, mode, body, digest, spoken_by, spoken_at, read_back_at, recorded_at
         FROM spoken_answers WHERE tenant = $1 AND case_id = $2 ORDER BY id",
        args![tenant, case_id],
        |row| spoken(row, app, tenant),
    )
    .await
}

fn spoken(row: &Row, app: &App, tenant: Tenant) -> Result<Spoken, StoreError> {
    let body: String = row.get("body")?;
    let plain = app.keys.open(tenant, "spoken_answers.body", &body)?;
    let mode: String = row.get("mode")?;
    Ok(Spoken {
        id: row.get("id")?,
        round: row.get("round")?,
        mode: Mode::from_code(&mode).ok_or_else(|| StoreError::bug("an unknown mode"))?,
        points: Private::new(serde_json::from_str(&plain).map_err(StoreError::bug)?),
        digest: row.get("digest")?,
        spoken_by: row.get("spoken_by")?,
        spoken_at: row.get("spoken_at")?,
        read_back_at: row.get("read_back_at")?,
        recorded_at: row.get("recorded_at")?,
    })
}

/// Remembers who wrote the answers last (they may not approve them) and for which way.
pub async fn set_drafter(
    tx: &mut Tx,
    tenant: Tenant,
    case: InRound,
    by: Option<StaffId>,
    mode: Mode,
    now: Moment,
) -> Result<(), StoreError> {
    tx.run(
        "INSERT INTO drafters (tenant, case_id, round, by_id, drafted_at, mode)
         VALUES ($1,$2,$3,$4,$5,$6)
         ON CONFLICT (tenant, case_id)
         DO UPDATE SET round = excluded.round, by_id = excluded.by_id,
             drafted_at = excluded.drafted_at, mode = excluded.mode",
        args![tenant, case.id, case.round, by, now, mode.code()],
    )
    .await?;
    Ok(())
}

/// Another way for answers that stay as they are.
pub async fn set_mode(
    tx: &mut Tx,
    tenant: Tenant,
    case: InRound,
    mode: Mode,
) -> Result<(), StoreError> {
    tx.run(
        "UPDATE drafters SET mode = $4 WHERE tenant = $1 AND case_id = $2 AND round = $3",
        args![tenant, case.id, case.round, mode.code()],
    )
    .await?;
    Ok(())
}

/// The way this round's answers were written for, where that is known.
pub async fn find_mode(
    tx: &mut Tx,
    tenant: Tenant,
    case: InRound,
) -> Result<Option<Mode>, StoreError> {
    let found = tx
        .find(
            "SELECT mode FROM drafters WHERE tenant = $1 AND case_id = $2 AND round = $3",
            args![tenant, case.id, case.round],
            |row| row.get::<Option<String>>("mode"),
        )
        .await?;
    Ok(found.flatten().as_deref().and_then(Mode::from_code))
}

pub async fn find_drafter(
    tx: &mut Tx,
    tenant: Tenant,
    case: InRound,
) -> Result<Option<StaffId>, StoreError> {
    let found = tx
        .find(
            "SELECT by_id FROM drafters WHERE tenant = $1 AND case_id = $2 AND round = $3",
            args![tenant, case.id, case.round],
            |row| row.get::<Option<StaffId>>("by_id"),
        )
        .await?;
    Ok(found.flatten())
}

/// One decision about the answers.
#[derive(Debug, Clone)]
pub struct Approval {
    pub ok: bool,
    /// Of the answers that were decided about.
    pub digest: String,
    pub reason: Option<Private<String>>,
    pub by: Option<StaffId>,
    pub decided_at: Moment,
}

pub async fn add_approval(
    tx: &mut Tx,
    app: &App,
    tenant: Tenant,
    case: InRound,
    approval: &Approval,
) -> Result<(), StoreError> {
    let reason = approval
        .reason
        .as_ref()
        .map(|reason| seal(app, tenant, "approvals.reason", reason.open()))
        .transpose()?;
    tx.run(
        "INSERT INTO approvals (tenant, id, case_id, round, ok, digest, reason, by_id, decided_at)
         VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9)",
        args![
            tenant,
            app.id::<Approval>(),
            case.id,
            case.round,
            approval.ok,
            &approval.digest,
            reason,
            approval.by,
            approval.decided_at
        ],
    )
    .await?;
    Ok(())
}

/// The newest decision of the round.
pub async fn newest_approval(
    tx: &mut Tx,
    app: &App,
    tenant: Tenant,
    case: InRound,
) -> Result<Option<Approval>, StoreError> {
    tx.find(
        "SELECT ok, digest, reason, by_id, decided_at FROM approvals
         WHERE tenant = $1 AND case_id = $2 AND round = $3 ORDER BY id DESC LIMIT 1",
        args![tenant, case.id, case.round],
        |row| {
            let reason = row
                .get::<Option<String>>("reason")?
                .map(|sealed| app.keys.open(tenant, "approvals.reason", &sealed))
                .transpose()?;
            Ok(Approval {
                ok: row.get("ok")?,
                digest: row.get("digest")?,
                reason: reason.map(Private::new),
                by: row.get("by_id")?,
                decided_at: row.get("decided_at")?,
            })
        },
    )
    .await
}
