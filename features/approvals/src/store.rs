//! Every SQL text about approvals.

use std::collections::BTreeMap;

use tongli_kernel::{Moment, Role, StaffId, Tenant};
use tongli_people::roles;
use tongli_store::sealed::SealedColumn;
use tongli_store::{Query, Row, StoreError, Subject, Tx, args};
use tongli_web::App;

use crate::approval::{Body, Decision, Request, RequestId, Seat, State, Verdict};
use crate::rules::Kind;

const BODY: &str = "approval_requests.body";
const REASON: &str = "approval_decisions.reason";

/// The sealed columns of this room.
pub const SEALED: &[SealedColumn] = &[
    SealedColumn::by_id("approval_requests", "body", BODY),
    SealedColumn::by_id("approval_decisions", "reason", REASON),
];

const SELECT: &str = "SELECT id, version, subject_kind, subject_id, round, kind, digest, body,
        purpose, amount_fen, rule, rule_version, roles, must, quorum, asked_by, asked_at, state,
        closed_at
 FROM approval_requests WHERE tenant = ";

/// What approvals are about; the text of a row cannot outlive it.
fn subject_of(kind: &str, id: i64) -> Subject {
    // Cases are all that is decided on; another kind is told apart and leads nowhere.
    Subject::new(if kind == "case" { "case" } else { "unknown" }, id)
}

fn request(row: &Row, app: &App, tenant: Tenant) -> Result<Request, StoreError> {
    let kind: String = row.get("subject_kind")?;
    let asked: String = row.get("kind")?;
    let state: String = row.get("state")?;
    let held: String = row.get("roles")?;
    let must: Option<String> = row.get("must")?;
    let body = app.keys.open(tenant, BODY, &row.get::<String>("body")?)?;
    Ok(Request {
        id: row.get("id")?,
        version: row.get("version")?,
        subject: subject_of(&kind, row.get("subject_id")?),
        round: row.get("round")?,
        kind: Kind::from_code(&asked).unwrap_or(Kind::Money),
        digest: row.get("digest")?,
        body: serde_json::from_str(&body).unwrap_or_else(|_| Body {
            request: body,
            basis: String::new(),
        }),
        purpose: row.get("purpose")?,
        amount_fen: row.get("amount_fen")?,
        rule: row.get("rule")?,
        rule_version: row.get("rule_version")?,
        roles: held.split(',').filter_map(roles::named).collect(),
        must: must.as_deref().and_then(roles::named),
        quorum: row.get("quorum")?,
        asked_by: row.get("asked_by")?,
        asked_at: row.get("asked_at")?,
        // What cannot be read is decided by nobody.
        state: State::from_code(&state).unwrap_or(State::Withdrawn),
        closed_at: row.get("closed_at")?,
    })
}

pub(crate) async fn insert(
    tx: &mut Tx,
    app: &App,
    tenant: Tenant,
    new: &Request,
) -> Result<(), StoreError> {
    let plain = serde_json::to_string(&new.body).unwrap_or_default();
    let body = app.keys.seal(tenant, BODY, &plain, &*app.chance)?;
    let held: Vec<&str> = new.roles.iter().map(|role| role.0).collect();
    tx.run(
        "INSERT INTO approval_requests (tenant, id, version, subject_kind, subject_id, round, kind,
             digest, body, purpose, amount_fen, rule, rule_version, roles, must, quorum, asked_by,
             asked_at, state)
         VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15,$16,$17,$18,$19)",
        args![
            tenant,
            new.id,
            new.version,
            new.subject.kind,
            new.subject.id,
            new.round,
            new.kind.code(),
            &new.digest,
            body,
            new.purpose.as_deref(),
            new.amount_fen,
            &new.rule,
            new.rule_version,
            held.join(","),
            new.must.map(|role| role.0),
            new.quorum,
            new.asked_by,
            new.asked_at,
            new.state.code()
        ],
    )
    .await?;
    Ok(())
}

/// The next version, still open or closed; `false` if somebody was faster.
pub(crate) async fn follow(
    tx: &mut Tx,
    tenant: Tenant,
    before: &Request,
    state: State,
    closed_at: Option<Moment>,
) -> Result<bool, StoreError> {
    let changed = tx
        .run(
            "UPDATE approval_requests SET version = version + 1, state = $4, closed_at = $5
             WHERE tenant = $1 AND id = $2 AND version = $3 AND state = 'open'",
            args![tenant, before.id, before.version, state.code(), closed_at],
        )
        .await?;
    Ok(changed == 1)
}

async fn find_one(
    tx: &mut Tx,
    app: &App,
    tenant: Tenant,
    query: Query,
) -> Result<Option<Request>, StoreError> {
    let (sql, args) = query.finish();
    tx.find(sql, args, |row| request(row, app, tenant)).await
}

/// A request by its id. Whether the viewer may know of its subject is the caller's
/// question.
pub async fn find_request(
    tx: &mut Tx,
    app: &App,
    tenant: Tenant,
    id: RequestId,
) -> Result<Option<Request>, StoreError> {
    let mut query = Query::new(SELECT);
    query.bind(tenant).push(" AND id = ").bind(id);
    find_one(tx, app, tenant, query).await
}

/// The open request of a kind about a subject.
pub async fn open_request(
    tx: &mut Tx,
    app: &App,
    tenant: Tenant,
    subject: Subject,
    kind: Kind,
) -> Result<Option<Request>, StoreError> {
    let mut query = Query::new(SELECT);
    query
        .bind(tenant)
        .push(" AND subject_kind = ")
        .bind(subject.kind)
        .push(" AND subject_id = ")
        .bind(subject.id)
        .push(" AND kind = ")
        .bind(kind.code())
        .push(" AND state = 'open'");
    find_one(tx, app, tenant, query).await
}

/// Every request about a subject, the newest first.
pub async fn requests_of(
    tx: &mut Tx,
    app: &App,
    tenant: Tenant,
    subject: Subject,
) -> Result<Vec<Request>, StoreError> {
    let mut query = Query::new(SELECT);
    query
        .bind(tenant)
        .push(" AND subject_kind = ")
        .bind(subject.kind)
        .push(" AND subject_id = ")
        .bind(subject.id)
        .push(" ORDER BY id DESC");
    let (sql, args) = query.finish();
    tx.all(sql, args, |row| request(row, app, tenant)).await
}

/// Requests nobody has closed, oldest first, after one.
pub async fn waiting(
    tx: &mut Tx,
    app: &App,
    tenant: Tenant,
    after: RequestId,
    limit: i64,
) -> Result<Vec<Request>, StoreError> {
    let mut query = Query::new(SELECT);
    query
        .bind(tenant)
        .push(" AND state = 'open' AND id > ")
        .bind(after)
        .push(" ORDER BY id LIMIT ")
        .bind(limit);
    let (sql, args) = query.finish();
    tx.all(sql, args, |row| request(row, app, tenant)).await
}

/// Requests that were decided, the newest first.
pub async fn decided(
    tx: &mut Tx,
    app: &App,
    tenant: Tenant,
    limit: i64,
) -> Result<Vec<Request>, StoreError> {
    let mut query = Query::new(SELECT);
    query
        .bind(tenant)
        .push(" AND state IN ('approved', 'returned') ORDER BY id DESC LIMIT ")
        .bind(limit);
    let (sql, args) = query.finish();
    tx.all(sql, args, |row| request(row, app, tenant)).await
}

fn decision(row: &Row, app: &App, tenant: Tenant) -> Result<Decision, StoreError> {
    let verdict: String = row.get("verdict")?;
    let role: String = row.get("role")?;
    let reason: Option<String> = row.get("reason")?;
    let principal: Option<StaffId> = row.get("principal")?;
    Ok(Decision {
        id: row.get("id")?,
        request: row.get("request")?,
        verdict: Verdict::from_code(&verdict).unwrap_or(Verdict::Return),
        reason: match reason {
            Some(sealed) => Some(app.keys.open(tenant, REASON, &sealed)?),
            None => None,
        },
        by: row.get("by_id")?,
        seat: Seat {
            role: roles::named(&role).unwrap_or(Role("")),
            stands_in: principal.zip(row.get("deputy")?),
        },
        at: row.get("at")?,
    })
}

/// What was decided on a request, oldest first.
pub async fn decisions_of(
    tx: &mut Tx,
    app: &App,
    tenant: Tenant,
    id: RequestId,
) -> Result<Vec<Decision>, StoreError> {
    tx.all(
        "SELECT id, request, verdict, reason, by_id, role, principal, deputy, at
         FROM approval_decisions WHERE tenant = $1 AND request = $2 ORDER BY id",
        args![tenant, id],
        |row| decision(row, app, tenant),
    )
    .await
}

/// What was decided on each of these requests, oldest first.
pub async fn decisions_of_many(
    tx: &mut Tx,
    app: &App,
    tenant: Tenant,
    requests: &[RequestId],
) -> Result<BTreeMap<RequestId, Vec<Decision>>, StoreError> {
    let mut found: BTreeMap<RequestId, Vec<Decision>> = BTreeMap::new();
    if requests.is_empty() {
        return Ok(found);
    }
    let mut query = Query::new(
        "SELECT id, request, verdict, reason, by_id, role, principal, deputy, at
         FROM approval_decisions WHERE tenant = ",
    );
    query
        .bind(tenant)
        .push(" AND request IN (")
        .bind_all(requests.iter().copied())
        .push(") ORDER BY +request, id");
    let (sql, args) = query.finish();
    for one in tx.all(sql, args, |row| decision(row, app, tenant)).await? {
        found.entry(one.request).or_default().push(one);
    }
    Ok(found)
}

pub(crate) async fn add_decision(
    tx: &mut Tx,
    app: &App,
    tenant: Tenant,
    new: &Decision,
) -> Result<(), StoreError> {
    let reason = match &new.reason {
        Some(plain) => Some(app.keys.seal(tenant, REASON, plain, &*app.chance)?),
        None => None,
    };
    tx.run(
        "INSERT INTO approval_decisions (tenant, id, request, verdict, reason, by_id, role,
             principal, deputy, at)
         VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10)",
        args![
            tenant,
            new.id,
            new.request,
            new.verdict.code(),
            reason,
            new.by,
            new.seat.role.0,
            new.seat.stands_in.map(|(whom, _)| whom),
            new.seat.stands_in.map(|(_, naming)| naming),
            new.at
        ],
    )
    .await?;
    Ok(())
}

/// What was approved of money in a round of a subject, by what it is for.
pub async fn granted(
    tx: &mut Tx,
    tenant: Tenant,
    subject: Subject,
    round: i64,
    purpose: &str,
) -> Result<i64, StoreError> {
    tx.count(
        "SELECT CAST(COALESCE(SUM(amount_fen), 0) AS BIGINT) AS n FROM approval_requests
         WHERE tenant = $1 AND subject_kind = $2 AND subject_id = $3 AND round = $4
           AND kind = 'money' AND state = 'approved' AND purpose = $5",
        args![tenant, subject.kind, subject.id, round, purpose],
    )
    .await
}
