//! Disputes for programs: opening, reading, a death, deciding on a report, reporting.

mod description;

use axum::extract::Path;
use serde::Deserialize;
use serde_json::{Value as Json, json};
use tongli_cases::{CaseId, answer_to_verb};
use tongli_kernel::{Fault, Moment, Said};
use tongli_store::Tx;
use tongli_store::idempotency::{self, Answer as Kept};
use tongli_web::{Answer, ApiJson, Ask, Form, Guard, IdempotencyKey, Routes, json, once, replay};

use crate::access;
use crate::actions::{self, read_dispute, reserve_number};
use crate::dispute::{Death, Dispute, DisputeId};
use crate::notice::Notice;
use crate::report::{Report, ReportId, check_decision, check_made};
use crate::store;

pub use description::openapi;

const LIST: i64 = 50;

pub fn routes() -> Routes {
    let (read, write) = (Guard::May(access::READ), Guard::May(access::WRITE));
    Routes::new()
        .post("/api/v1/cases/{number}/to-dispute", write, open)
        .get("/api/v1/disputes", read, list)
        .get("/api/v1/disputes/{number}", read, show)
        .post("/api/v1/disputes/{number}/death", write, death)
        .post("/api/v1/disputes/{number}/decide", write, decide)
        .post("/api/v1/disputes/{number}/report", write, report)
}

fn line(ask: &Ask, dispute: &Dispute, case: &str) -> Json {
    let at = |moment: Option<Moment>| moment.map(|at| ask.app.time.rfc3339(at));
    json!({
        "number": dispute.number,
        "version": dispute.version,
        "case": case,
        "reason": dispute.reason,
        "keeper": dispute.keeper,
        "opened_at": ask.app.time.rfc3339(dispute.opened_at),
        "died_at": at(dispute.died_at),
        "frozen": dispute.frozen,
        "body_at": at(dispute.body_at),
        "body_left_at": at(dispute.body_left_at),
    })
}

async fn list(ask: Ask) -> Answer {
    let tenant = ask.viewer.tenant;
    let before: Option<DisputeId> = Form::from_encoded(&ask.query).value("cursor").parse().ok();
    let mut tx = ask.app.db.read().await?;
    let mut disputes = store::disputes::list(&mut tx, tenant, before, LIST + 1).await?;
    let shown = usize::try_from(LIST).unwrap_or(usize::MAX);
    let further = disputes.len() > shown;
    disputes.truncate(shown);
    let next = disputes.last().filter(|_| further).map(|last| last.id);
    let cases: Vec<CaseId> = disputes.iter().map(|one| one.case).collect();
    let known = tongli_cases::numbers_among(&mut tx, &ask.viewer, cases).await?;
    let items: Vec<Json> = disputes
        .iter()
        .filter_map(|one| known.get(&one.case).map(|case| line(&ask, one, case)))
        .collect();
    json(&json!({ "items": items, "next": next }))
}

async fn show(ask: Ask, Path(number): Path<String>) -> Answer {
    let mut tx = ask.app.db.read().await?;
    let (dispute, case) = read_dispute(&mut tx, &ask.viewer, access::READ, &number).await?;
    let whole = whole(&mut tx, &ask, &dispute, &case.number).await?;
    drop(tx);
    tongli_cases::note_reading(&ask.app, &ask.viewer, ask.now, &case, false).await?;
    json(&whole)
}

async fn whole(tx: &mut Tx, ask: &Ask, dispute: &Dispute, case: &str) -> Result<Json, Fault> {
    let tenant = ask.viewer.tenant;
    let notices = store::notices::list(tx, &ask.app, tenant, dispute.id).await?;
    let reports = store::reports::list(tx, tenant, dispute.id).await?;
    let clocks = tongli_work::clocks_of(tx, tenant, dispute.subject()).await?;
    let at = |moment: Option<Moment>| moment.map(|at| ask.app.time.rfc3339(at));
    let mut answer = line(ask, dispute, case);
    answer["missing"] = json!(crate::lines::missing(dispute, &notices, &reports));
    answer["notices"] = notices.iter().map(|one| notice(ask, one)).collect();
    answer["reports"] = reports.iter().map(|one| told(ask, one)).collect();
    answer["clocks"] = clocks
        .iter()
        .map(|row| {
            json!({
                "id": row.id,
                "rule": row.rule,
                "due_at": at(row.due_at),
                "met_at": at(row.met_at),
                "ended_at": at(row.ended_at),
                "late": row.late,
            })
        })
        .collect();
    Ok(answer)
}

fn notice(ask: &Ask, one: &Notice) -> Json {
    json!({
        "id": one.id,
        "kind": one.kind.code(),
        "text_version": one.text_version,
        "digest": one.digest,
        "made_at": ask.app.time.rfc3339(one.made_at),
        "outcome": one.outcome.map(|outcome| outcome.code()),
        "decided_at": one.decided_at.map(|at| ask.app.time.rfc3339(at)),
        "level": one.signature.as_ref().map(|signature| &signature.level),
    })
}

fn told(ask: &Ask, one: &Report) -> Json {
    let made = one.made.as_ref();
    json!({
        "id": one.id,
        "matter": one.decision.matter.code(),
        "reason": one.decision.reason,
        "discovered_at": one.decision.discovered_at.map(|at| ask.app.time.rfc3339(at)),
        "reported_at": made.map(|made| ask.app.time.rfc3339(made.reported_at)),
        "authority": made.map(|made| &made.authority),
        "receipt": made.and_then(|made| made.receipt.as_ref()),
    })
}

#[derive(Deserialize)]
struct OpenBody {
    version: i64,
    #[serde(default)]
    reason: String,
}

/// The number is taken before the transaction, and only for a call that is new.
async fn open(
    ask: Ask,
    key: IdempotencyKey,
    Path(case): Path<String>,
    body: ApiJson<OpenBody>,
) -> Answer {
    let key = key.for_request(&ask, &body.digest);
    if let Some(key) = &key {
        let mut tx = ask.app.db.read().await?;
        if let Some(before) = idempotency::find(&mut tx, &ask.viewer, key).await? {
            return replay(before);
        }
    }
    let number = reserve_number(&ask.app, ask.now).await?;
    let (ask, case, body, number) = (&ask, &case, &body.value, &number);
    once(ask, key, async |tx| {
        let (app, viewer) = (&ask.app, &ask.viewer);
        let seen = (case.as_str(), body.version);
        let (_, case) =
            actions::open_dispute(tx, app, viewer, ask.now, seen, &body.reason, number).await?;
        Ok(answer_to_verb(&case))
    })
    .await
}

/// A moment as programs send it.
fn moment(field: &'static str, text: Option<&str>) -> Result<Option<Moment>, Fault> {
    match text {
        None => Ok(None),
        Some(text) => Moment::from_rfc3339(text)
            .map(Some)
            .ok_or_else(|| Fault::field(field, Said::new("disputes-moment-unreadable"))),
    }
}

fn kept(ask: &Ask, dispute: &Dispute, case: &str) -> Kept {
    Kept {
        status: 200,
        body: line(ask, dispute, case).to_string(),
    }
}

/// The number of a dispute's case, which the caller has just been let into.
async fn case_number(tx: &mut Tx, ask: &Ask, dispute: &Dispute) -> Result<String, Fault> {
    Ok(
        tongli_cases::read_by_id(tx, &ask.viewer, tongli_cases::Verb::Read, dispute.case)
            .await?
            .number,
    )
}

#[derive(Deserialize)]
struct DeathBody {
    version: i64,
    died_at: String,
    #[serde(default)]
    frozen: bool,
    body_at: Option<String>,
    body_left_at: Option<String>,
}

async fn death(
    ask: Ask,
    key: IdempotencyKey,
    Path(number): Path<String>,
    body: ApiJson<DeathBody>,
) -> Answer {
    let key = key.for_request(&ask, &body.digest);
    let sent = &body.value;
    let died_at = moment("died_at", Some(&sent.died_at))?
        .ok_or_else(|| Fault::field("died_at", Said::new("disputes-required")))?;
    let death = Death {
        died_at,
        frozen: sent.frozen,
        body_at: moment("body_at", sent.body_at.as_deref())?,
        body_left_at: moment("body_left_at", sent.body_left_at.as_deref())?,
    };
    let (ask, number, death) = (&ask, &number, &death);
    once(ask, key, async |tx| {
        let seen = (number.as_str(), sent.version);
        let done = actions::record_death(tx, &ask.app, &ask.viewer, ask.now, seen, death).await?;
        let case = case_number(tx, ask, &done).await?;
        Ok(kept(ask, &done, &case))
    })
    .await
}

#[derive(Deserialize)]
struct DecideBody {
    version: i64,
    matter: String,
    reason: String,
    discovered_at: Option<String>,
}

async fn decide(
    ask: Ask,
    key: IdempotencyKey,
    Path(number): Path<String>,
    body: ApiJson<DecideBody>,
) -> Answer {
    let key = key.for_request(&ask, &body.digest);
    let sent = &body.value;
    let found = moment("discovered_at", sent.discovered_at.as_deref())?;
    let decision =
        check_decision(&sent.matter, &sent.reason, found, ask.now).map_err(Fault::from)?;
    let (ask, number, decision) = (&ask, &number, &decision);
    once(ask, key, async |tx| {
        let seen = (number.as_str(), sent.version);
        let done =
            actions::decide_report(tx, &ask.app, &ask.viewer, ask.now, seen, decision).await?;
        let case = case_number(tx, ask, &done).await?;
        Ok(kept(ask, &done, &case))
    })
    .await
}

#[derive(Deserialize)]
struct ReportBody {
    version: i64,
    /// The id of the decision.
    report: String,
    reported_at: String,
    authority: String,
    channel: String,
    person: String,
    #[serde(default)]
    receipt: String,
}

async fn report(
    ask: Ask,
    key: IdempotencyKey,
    Path(number): Path<String>,
    body: ApiJson<ReportBody>,
) -> Answer {
    let key = key.for_request(&ask, &body.digest);
    let sent = &body.value;
    let id: ReportId = sent
        .report
        .parse()
        .map_err(|_| Fault::field("report", Said::new("disputes-report-unknown")))?;
    let at = moment("reported_at", Some(&sent.reported_at))?;
    let texts = [
        sent.authority.as_str(),
        &sent.channel,
        &sent.person,
        &sent.receipt,
    ];
    let made = check_made(at, texts, None, ask.now).map_err(Fault::from)?;
    let (ask, number, made) = (&ask, &number, &made);
    once(ask, key, async |tx| {
        let seen = (number.as_str(), sent.version);
        let (app, viewer) = (&ask.app, &ask.viewer);
        let done = actions::record_report(tx, app, viewer, ask.now, seen, id, made).await?;
        let case = case_number(tx, ask, &done).await?;
        Ok(kept(ask, &done, &case))
    })
    .await
}
