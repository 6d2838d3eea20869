//! Consents, the register and requests for programs.

mod description;

use axum::extract::Path;
use serde::Deserialize;
use serde_json::{Value as Json, json};
use tongli_cases::{Case, answer_to_verb};
use tongli_kernel::{Fault, Moment, Said};
use tongli_store::Tx;
use tongli_store::idempotency::{self, Answer as Kept};
use tongli_web::{Answer, ApiJson, Ask, Form, Guard, IdempotencyKey, Routes, json, once, replay};

use crate::access::{ANSWER_REQUESTS, CONSENT, DISCLOSE, REGISTER, REQUESTS, SEE_PURPOSES};
use crate::actions::{
    self, Asking, Consenting, Disclosing, Line, consents_of, decide, disclose, open_request,
    read_case, read_request, reserve_number,
};
use crate::codes::Decision;
use crate::consent::{ConsentTyped, check_consent, standing};
use crate::disclosure::{GivenTyped, check_given};
use crate::pages::{page_of_requests, read_filter};
use crate::purposes::{notices, purposes};
use crate::request::{AskedTyped, Request, check_asked, check_end, check_identity};

pub use description::openapi;

const PAGE: usize = 50;

pub fn routes() -> Routes {
    let (consents, requests) = (Guard::May(CONSENT), Guard::May(REQUESTS));
    Routes::new()
        .get(
            "/api/v1/privacy/purposes",
            Guard::May(SEE_PURPOSES),
            get_purposes,
        )
        .get("/api/v1/cases/{number}/consents", consents, get_consents)
        .post("/api/v1/cases/{number}/consent", consents, post_consent)
        .post(
            "/api/v1/cases/{number}/withdraw-consent",
            consents,
            post_withdrawal,
        )
        .post(
            "/api/v1/cases/{number}/disclose",
            Guard::May(DISCLOSE),
            post_disclosure,
        )
        .get(
            "/api/v1/privacy/disclosures",
            Guard::May(REGISTER),
            get_register,
        )
        .get("/api/v1/privacy/requests", requests, get_requests)
        .post("/api/v1/privacy/requests", requests, post_request)
        .get("/api/v1/privacy/requests/{number}", requests, get_request)
        .post(
            "/api/v1/privacy/requests/{number}/check",
            requests,
            post_check,
        )
        .post(
            "/api/v1/privacy/requests/{number}/answer",
            Guard::May(ANSWER_REQUESTS),
            post_answer,
        )
}

/// A moment as programs send it.
fn moment(field: &'static str, text: Option<&str>) -> Result<Option<Moment>, Fault> {
    match text {
        None => Ok(None),
        Some(text) => Moment::from_rfc3339(text)
            .map(Some)
            .ok_or_else(|| Fault::field(field, Said::new("privacy-moment-unreadable"))),
    }
}

async fn get_purposes(ask: Ask) -> Answer {
    let items: Vec<Json> = purposes()
        .iter()
        .map(|one| {
            json!({
                "id": one.id, "version": one.version, "title": one.title(ask.lang),
                "basis": one.basis(ask.lang), "document": one.doc, "article": one.article,
                "verified": one.is_verified(), "fields": one.fields, "in_full": one.masking,
                "retention_class": one.retention_class, "retention_years": one.retention_years,
                "retention_days": one.retention_days, "in_notice": one.in_notice,
            })
        })
        .collect();
    let notice = notices().last().map(|one| &one.version);
    json(&json!({ "items": items, "notice": notice }))
}

async fn get_consents(ask: Ask, Path(number): Path<String>) -> Answer {
    let mut tx = ask.app.db.read().await?;
    let case = read_case(&mut tx, &ask.viewer, CONSENT, &number).await?;
    let all = consents_of(&mut tx, &ask.app, &ask.viewer, &case).await?;
    drop(tx);
    let may = tongli_cases::access::may_see_contact(&ask.viewer);
    tongli_cases::note_reading(&ask.app, &ask.viewer, ask.now, &case, may).await?;
    let stands = standing(&all);
    let items: Vec<Json> = all
        .iter()
        .map(|one| {
            json!({
                "kind": one.kind.code(), "whom": one.whom.code(),
                "name": one.name.as_ref().map(|name| name.show(may)),
                "decision": one.decision.code(), "how": one.how.code(),
                "file": one.file.map(|file| file.to_string()),
                "decided_at": ask.app.time.rfc3339(one.decided_at),
                "text_version": one.text_version,
                "stands": stands.iter().any(|other| other.id == one.id),
            })
        })
        .collect();
    json(&json!({ "items": items, "version": all.len() }))
}

#[derive(Deserialize)]
struct ConsentBody {
    version: i64,
    kind: String,
    whom: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    decision: String,
    how: String,
    #[serde(default)]
    file: String,
    decided_at: Option<String>,
}

async fn post_consent(
    ask: Ask,
    key: IdempotencyKey,
    Path(number): Path<String>,
    body: ApiJson<ConsentBody>,
) -> Answer {
    let decision = match body.value.decision.as_str() {
        "withdrawn" => "",
        other => other,
    };
    let decision = decision.to_owned();
    consent(ask, key, number, body, &decision).await
}

async fn post_withdrawal(
    ask: Ask,
    key: IdempotencyKey,
    Path(number): Path<String>,
    body: ApiJson<ConsentBody>,
) -> Answer {
    consent(ask, key, number, body, Decision::Withdrawn.code()).await
}

async fn consent(
    ask: Ask,
    key: IdempotencyKey,
    number: String,
    body: ApiJson<ConsentBody>,
    decision: &str,
) -> Answer {
    let key = key.for_request(&ask, &body.digest);
    let sent = &body.value;
    let typed = ConsentTyped {
        kind: &sent.kind,
        whom: &sent.whom,
        name: &sent.name,
        decision,
        how: &sent.how,
        file: &sent.file,
        decided_at: moment("decided_at", sent.decided_at.as_deref())?,
    };
    let decided = check_consent(typed, ask.now).map_err(Fault::from)?;
    let (ask, consenting) = (
        &ask,
        Consenting {
            number: &number,
            version: sent.version,
            decided: &decided,
        },
    );
    once(ask, key, async |tx| {
        let (case, version) = decide(tx, &ask.app, &ask.viewer, ask.now, consenting).await?;
        with(&case, "consent_version", json!(version))
    })
    .await
}

/// The answer to every verb of a case, with a field of this room's.
fn with(case: &Case, field: &str, value: Json) -> Result<Kept, Fault> {
    let Kept { status, body } = answer_to_verb(case);
    let mut fields: Json = serde_json::from_str(&body).map_err(Fault::bug)?;
    fields[field] = value;
    Ok(Kept {
        status,
        body: fields.to_string(),
    })
}

#[derive(Deserialize)]
struct DiscloseBody {
    /// The version of the case the caller saw.
    version: i64,
    recipient: String,
    body: String,
    #[serde(default)]
    person: String,
    basis: String,
    ground: String,
    purpose: String,
    what: String,
    #[serde(default)]
    files: Vec<String>,
    way: String,
    given_at: Option<String>,
    approver: String,
}

async fn post_disclosure(
    ask: Ask,
    key: IdempotencyKey,
    Path(number): Path<String>,
    body: ApiJson<DiscloseBody>,
) -> Answer {
    let key = key.for_request(&ask, &body.digest);
    let sent = &body.value;
    let typed = GivenTyped {
        recipient: &sent.recipient,
        body: sent.body.trim(),
        person: sent.person.trim(),
        basis: &sent.basis,
        ground: sent.ground.trim(),
        purpose: sent.purpose.trim(),
        what: sent.what.trim(),
        files: &sent.files,
        way: &sent.way,
        given_at: moment("given_at", sent.given_at.as_deref())?,
    };
    let given = check_given(typed, ask.now).map_err(Fault::from)?;
    let (ask, disclosing) = (
        &ask,
        Disclosing {
            number: &number,
            given: &given,
            approver: &sent.approver,
        },
    );
    once(ask, key, async |tx| {
        let (case, line) = disclose(tx, &ask.app, &ask.viewer, ask.now, disclosing).await?;
        if case.version != sent.version {
            return Err(Fault::Conflict(Said::new("fault-somebody-was-faster")));
        }
        with(&case, "disclosure", json!(line.id))
    })
    .await
}

async fn get_register(ask: Ask) -> Answer {
    let mut form = Form::from_encoded(&ask.query);
    if let Some(cursor) = form.text("cursor") {
        form = form.with("before", cursor);
    }
    let filter = read_filter(&form, &ask.app.time).map_err(Fault::Invalid)?;
    let (lines, more) = actions::register(&ask.app, &ask.viewer, &filter, PAGE).await?;
    let next = lines
        .last()
        .filter(|_| more)
        .map(|last| last.place().code());
    let items: Vec<Json> = lines.iter().map(|one| register_item(&ask, one)).collect();
    json(&json!({ "items": items, "next": next }))
}

fn register_item(ask: &Ask, one: &Line) -> Json {
    let told = &one.line.told;
    json!({
        "id": one.line.id, "case": one.case, "recipient": told.recipient.code(),
        "body": told.body, "basis": told.basis.code(), "ground": told.ground,
        "purpose": told.purpose, "what": told.what, "files": told.files,
        "way": told.way.code(), "given_at": ask.app.time.rfc3339(told.given_at),
        "approver": one.approver, "recorder": one.recorder, "draft": one.line.is_draft,
    })
}

/// What a list tells of a request: who asks stays in the request.
fn line(ask: &Ask, one: &Request) -> Json {
    let at = |moment: Option<Moment>| moment.map(|at| ask.app.time.rfc3339(at));
    json!({
        "number": one.number, "version": one.version, "asks": one.told.asks.code(),
        "standing": one.told.standing.code(), "about": one.told.about.code(),
        "stage": one.stage.code(), "keeper": one.keeper,
        "received_at": ask.app.time.rfc3339(one.told.received_at),
        "checked_at": at(one.checked_at), "ended_at": at(one.ended_at),
    })
}

async fn get_requests(ask: Ask) -> Answer {
    let form = Form::from_encoded(&ask.query);
    let before = form.value("cursor").parse().ok();
    let open_only = form.value("show") != "all";
    let (found, next) = page_of_requests(&ask, open_only, before, PAGE).await?;
    let items: Vec<Json> = found.iter().map(|one| line(&ask, one)).collect();
    json(&json!({ "items": items, "next": next }))
}

async fn get_request(ask: Ask, Path(number): Path<String>) -> Answer {
    let mut tx = ask.app.db.read().await?;
    let request = read_request(&mut tx, &ask.app, &ask.viewer, REQUESTS, &number).await?;
    let whole = whole(&mut tx, &ask, &request).await?;
    json(&whole)
}

async fn whole(tx: &mut Tx, ask: &Ask, request: &Request) -> Result<Json, Fault> {
    let may = tongli_cases::access::may_see_contact(&ask.viewer);
    let mut cases = Vec::new();
    for id in &request.cases {
        let case = tongli_cases::find_case(tx, ask.viewer.tenant, *id).await?;
        let case = case.ok_or(Fault::NotFound)?;
        tongli_cases::note_reading(&ask.app, &ask.viewer, ask.now, &case, may).await?;
        cases.push(case.number);
    }
    let clocks = tongli_work::clocks_of(tx, ask.viewer.tenant, request.subject()).await?;
    let due = clocks.last().and_then(|row| row.due_at);
    let mut answer = line(ask, request);
    answer["asker"] = json!(request.told.asker.show(may));
    answer["what"] = json!(request.told.what);
    answer["cases"] = json!(cases);
    answer["checked_how"] = json!(request.checked_how);
    answer["result"] = json!(request.result);
    answer["due_at"] = json!(due.map(|at| ask.app.time.rfc3339(at)));
    answer["late"] = json!(clocks.last().is_some_and(|row| row.late));
    Ok(answer)
}

fn kept(ask: &Ask, status: u16, request: &Request) -> Kept {
    Kept {
        status,
        body: line(ask, request).to_string(),
    }
}

#[derive(Deserialize)]
struct RequestBody {
    asks: String,
    asker: String,
    #[serde(default)]
    phone: String,
    standing: String,
    about: String,
    what: String,
    received_at: Option<String>,
    cases: Vec<String>,
}

/// The number is taken before the transaction, and only for a call that is new.
async fn post_request(ask: Ask, key: IdempotencyKey, body: ApiJson<RequestBody>) -> Answer {
    let key = key.for_request(&ask, &body.digest);
    if let Some(key) = &key {
        let mut tx = ask.app.db.read().await?;
        if let Some(before) = idempotency::find(&mut tx, &ask.viewer, key).await? {
            return replay(before);
        }
    }
    let sent = &body.value;
    let typed = AskedTyped {
        asks: &sent.asks,
        asker: sent.asker.trim(),
        phone: sent.phone.trim(),
        standing: &sent.standing,
        about: &sent.about,
        what: sent.what.trim(),
        received_at: moment("received_at", sent.received_at.as_deref())?,
    };
    let asked = check_asked(typed, ask.now).map_err(Fault::from)?;
    let number = reserve_number(&ask.app, ask.now).await?;
    let (ask, asking) = (
        &ask,
        Asking {
            asked: &asked,
            cases: &sent.cases,
            number: &number,
        },
    );
    once(ask, key, async |tx| {
        let done = open_request(tx, &ask.app, &ask.viewer, ask.now, asking).await?;
        Ok(kept(ask, 201, &done))
    })
    .await
}

#[derive(Deserialize)]
struct CheckBody {
    version: i64,
    checked_how: String,
}

async fn post_check(
    ask: Ask,
    key: IdempotencyKey,
    Path(number): Path<String>,
    body: ApiJson<CheckBody>,
) -> Answer {
    let key = key.for_request(&ask, &body.digest);
    let how = check_identity(body.value.checked_how.trim()).map_err(Fault::from)?;
    let (ask, number, how) = (&ask, &number, &how);
    once(ask, key, async |tx| {
        let seen = (number.as_str(), body.value.version);
        let done = actions::check_asker(tx, &ask.app, &ask.viewer, ask.now, seen, how).await?;
        Ok(kept(ask, 200, &done))
    })
    .await
}

#[derive(Deserialize)]
struct AnswerBody {
    version: i64,
    outcome: String,
    result: String,
}

async fn post_answer(
    ask: Ask,
    key: IdempotencyKey,
    Path(number): Path<String>,
    body: ApiJson<AnswerBody>,
) -> Answer {
    let key = key.for_request(&ask, &body.digest);
    let sent = &body.value;
    let (stage, result) = check_end(&sent.outcome, sent.result.trim()).map_err(Fault::from)?;
    let (ask, number, result) = (&ask, &number, &result);
    once(ask, key, async |tx| {
        let seen = (number.as_str(), sent.version);
        let (app, viewer) = (&ask.app, &ask.viewer);
        let end = (stage, result.as_str());
        let done = actions::answer_request(tx, app, viewer, ask.now, seen, end).await?;
        Ok(kept(ask, 200, &done))
    })
    .await
}
