//! Leaders for programs: what waits, money, decisions, instructions by word.

mod description;

use axum::extract::Path;
use serde::Deserialize;
use serde_json::{Value as Json, json};
use tongli_approvals::{Request, RequestId, Verdict};
use tongli_cases::{Case, Verb, access::HANDLE};
use tongli_kernel::{Fault, Moment, Said};
use tongli_store::idempotency::Answer as Kept;
use tongli_web::{Answer, ApiJson, Ask, Form, Guard, IdempotencyKey, Routes, json, once};

use crate::access::{DECIDE, READ, RECORD, SIGN};
use crate::actions::{self, Signing};
use crate::instruction::{Instruction, InstructionId, NewInstruction, UrgentStep};
use crate::lines::{decisions, known, may_decide};
use crate::money::{NewMoney, Purpose};
use crate::store;

pub use description::openapi;

const LIST: i64 = 100;

pub fn routes() -> Routes {
    Routes::new()
        .get("/api/v1/approvals", Guard::May(READ), list)
        .post("/api/v1/approvals/{id}/decide", Guard::May(DECIDE), decide)
        .post("/api/v1/cases/{number}/money", Guard::May(HANDLE), money)
        .get(
            "/api/v1/cases/{number}/instructions",
            Guard::May(READ),
            said,
        )
        .post(
            "/api/v1/cases/{number}/instruct",
            Guard::May(RECORD),
            instruct,
        )
        .post("/api/v1/instructions/{id}/sign", Guard::May(SIGN), sign)
        .post("/api/v1/instructions/{id}/paper", Guard::May(RECORD), paper)
}

fn request_json(ask: &Ask, one: &Request, case: &Case) -> Json {
    json!({
        "id": one.id,
        "version": one.version,
        "case": case.number,
        "kind": one.kind.code(),
        "state": one.state.code(),
        "digest": one.digest,
        "purpose": one.purpose,
        "amount_fen": one.amount_fen,
        "rule": one.rule,
        "rule_version": one.rule_version,
        "quorum": one.quorum,
        "asked_by": one.asked_by,
        "asked_at": ask.app.time.rfc3339(one.asked_at),
    })
}

fn instruction_json(ask: &Ask, one: &Instruction, case: &Case) -> Json {
    json!({
        "id": one.id,
        "version": one.version,
        "case": case.number,
        "leader": one.leader,
        "words": one.words,
        "given_at": ask.app.time.rfc3339(one.given_at),
        "step": one.step.code(),
        "recorded_by": one.recorded_by,
        "recorded_at": ask.app.time.rfc3339(one.recorded_at),
        "state": one.state.code(),
        "answer": one.answer,
        "answered_at": one.answered_at.map(|at| ask.app.time.rfc3339(at)),
        "file": one.file,
    })
}

fn kept(body: &Json) -> Kept {
    Kept {
        status: 200,
        body: body.to_string(),
    }
}

async fn list(ask: Ask) -> Answer {
    let tenant = ask.viewer.tenant;
    let after: RequestId = Form::from_encoded(&ask.query)
        .value("cursor")
        .parse()
        .unwrap_or(RequestId::new(0));
    let mut tx = ask.app.db.read().await?;
    let waiting = tongli_approvals::waiting(&mut tx, &ask.app, tenant, after, LIST).await?;
    let full = i64::try_from(waiting.len()).is_ok_and(|count| count == LIST);
    let next = waiting.last().filter(|_| full).map(|last| last.id);
    let candidate = tongli_approvals::candidate(&mut tx, &ask.viewer, ask.now).await?;
    let waiting = known(&mut tx, &ask, waiting).await?;
    let decisions = decisions(&mut tx, &ask, &waiting).await?;
    let mut items = Vec::new();
    for (one, case) in &waiting {
        let mut line = request_json(&ask, one, case);
        let decided = decisions.get(&one.id).map_or(&[][..], Vec::as_slice);
        line["mine"] = json!(may_decide(one, decided, case, candidate.as_ref()));
        items.push(line);
    }
    json(&json!({ "items": items, "next": next }))
}

#[derive(Deserialize)]
struct DecideBody {
    version: i64,
    verdict: String,
    #[serde(default)]
    reason: String,
}

async fn decide(
    ask: Ask,
    key: IdempotencyKey,
    Path(id): Path<String>,
    body: ApiJson<DecideBody>,
) -> Answer {
    let key = key.for_request(&ask, &body.digest);
    let id: RequestId = id.parse().map_err(|_| Fault::NotFound)?;
    let verdict = Verdict::from_code(&body.value.verdict)
        .ok_or_else(|| Fault::field("verdict", Said::new("leaders-required")))?;
    let (ask, sent) = (&ask, &body.value);
    once(ask, key, async |tx| {
        let (seen, says) = ((id, sent.version), (verdict, sent.reason.as_str()));
        let (decided, case) =
            actions::decide_money(tx, &ask.app, &ask.viewer, ask.now, seen, says).await?;
        Ok(kept(&request_json(ask, &decided.request, &case)))
    })
    .await
}

#[derive(Deserialize)]
struct MoneyBody {
    version: i64,
    purpose: String,
    amount_fen: i64,
    reason: String,
}

async fn money(
    ask: Ask,
    key: IdempotencyKey,
    Path(number): Path<String>,
    body: ApiJson<MoneyBody>,
) -> Answer {
    let key = key.for_request(&ask, &body.digest);
    let new = NewMoney {
        purpose: Purpose::from_code(&body.value.purpose),
        amount_fen: Some(body.value.amount_fen),
        reason: body.value.reason.clone(),
    };
    let (ask, new) = (&ask, &new);
    let seen = (number.as_str(), body.value.version);
    once(ask, key, async |tx| {
        let (one, case) = actions::ask_money(tx, &ask.app, &ask.viewer, ask.now, seen, new).await?;
        Ok(kept(&request_json(ask, &one, &case)))
    })
    .await
}

async fn said(ask: Ask, Path(number): Path<String>) -> Answer {
    let mut tx = ask.app.db.read().await?;
    let case = tongli_cases::read(&mut tx, &ask.viewer, Verb::Read, &number).await?;
    let all = store::of_case(&mut tx, &ask.app, ask.viewer.tenant, case.id).await?;
    let mut shown = Vec::new();
    for one in all {
        shown.push(actions::as_read(&mut tx, &ask.viewer, one).await?);
    }
    drop(tx);
    tongli_cases::note_reading(&ask.app, &ask.viewer, ask.now, &case, false).await?;
    let items: Vec<Json> = shown
        .iter()
        .map(|one| instruction_json(&ask, one, &case))
        .collect();
    json(&json!({ "items": items }))
}

#[derive(Deserialize)]
struct InstructBody {
    version: i64,
    leader: String,
    words: String,
    given_at: String,
    step: String,
}

async fn instruct(
    ask: Ask,
    key: IdempotencyKey,
    Path(number): Path<String>,
    body: ApiJson<InstructBody>,
) -> Answer {
    let key = key.for_request(&ask, &body.digest);
    let sent = &body.value;
    let given_at = Moment::from_rfc3339(&sent.given_at)
        .ok_or_else(|| Fault::field("given_at", Said::new("leaders-moment-unreadable")))?;
    let new = NewInstruction {
        leader: sent.leader.parse().ok(),
        words: sent.words.clone(),
        given_at: Some(given_at),
        step: UrgentStep::from_code(&sent.step),
    };
    let (ask, new, seen) = (&ask, &new, (number.as_str(), sent.version));
    once(ask, key, async |tx| {
        let (one, case) = actions::instruct(tx, &ask.app, &ask.viewer, ask.now, seen, new).await?;
        Ok(kept(&instruction_json(ask, &one, &case)))
    })
    .await
}

#[derive(Deserialize)]
struct SignBody {
    version: i64,
    ok: bool,
    #[serde(default)]
    words: String,
}

async fn sign(
    ask: Ask,
    key: IdempotencyKey,
    Path(id): Path<String>,
    body: ApiJson<SignBody>,
) -> Answer {
    let key = key.for_request(&ask, &body.digest);
    let id: InstructionId = id.parse().map_err(|_| Fault::NotFound)?;
    let signing = Signing {
        ok: body.value.ok,
        words: body.value.words.clone(),
    };
    let (ask, signing, seen) = (&ask, &signing, (id, body.value.version));
    once(ask, key, async |tx| {
        let (one, case) = actions::sign(tx, &ask.app, &ask.viewer, ask.now, seen, signing).await?;
        Ok(kept(&instruction_json(ask, &one, &case)))
    })
    .await
}

#[derive(Deserialize)]
struct PaperBody {
    version: i64,
    /// A file of the case.
    file: String,
}

async fn paper(
    ask: Ask,
    key: IdempotencyKey,
    Path(id): Path<String>,
    body: ApiJson<PaperBody>,
) -> Answer {
    let key = key.for_request(&ask, &body.digest);
    let id: InstructionId = id.parse().map_err(|_| Fault::NotFound)?;
    let file = body
        .value
        .file
        .parse()
        .map_err(|_| Fault::field("file", Said::new("leaders-file-unknown")))?;
    let (ask, seen) = (&ask, (id, body.value.version));
    once(ask, key, async |tx| {
        let (one, case) =
            actions::signed_on_paper(tx, &ask.app, &ask.viewer, ask.now, seen, file).await?;
        Ok(kept(&instruction_json(ask, &one, &case)))
    })
    .await
}
