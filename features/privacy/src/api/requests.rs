//! Requests of persons about their own information, for programs.

use axum::extract::Path;
use serde::Deserialize;
use serde_json::{Value as Json, json};
use tongli_kernel::{Fault, Moment};
use tongli_store::Tx;
use tongli_store::idempotency::{self, Answer as Kept};
use tongli_web::{Answer, ApiJson, Ask, Form, Guard, IdempotencyKey, Routes, json, once, replay};

use super::{PAGE, moment};
use crate::access::{ANSWER_REQUESTS, REQUESTS};
use crate::actions::{
    self, Asking, cases_in_sight, cases_of, list_requests, open_request, read_request,
    reserve_number,
};
use crate::request::{AskedTyped, Request, check_asked, check_end, check_identity};

pub fn routes() -> Routes {
    let asked = Guard::May(REQUESTS);
    Routes::new()
        .get("/api/v1/privacy/requests", asked, get_requests)
        .post("/api/v1/privacy/requests", asked, post_request)
        .get("/api/v1/privacy/requests/{number}", asked, get_request)
        .post("/api/v1/privacy/requests/{number}/check", asked, post_check)
        .post(
            "/api/v1/privacy/requests/{number}/answer",
            Guard::May(ANSWER_REQUESTS),
            post_answer,
        )
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
    let (found, next) = list_requests(&ask.app, &ask.viewer, open_only, before, PAGE).await?;
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
    for case in cases_in_sight(tx, &ask.viewer, request).await? {
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
    {
        // Asked before a number is taken: what is refused leaves no gap.
        let mut tx = ask.app.db.read().await?;
        cases_of(&mut tx, &ask.viewer, &sent.cases).await?;
    }
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
