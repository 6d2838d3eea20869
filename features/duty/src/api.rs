//! The night for programs: what came in, opening a danger, tries, taking over.

mod description;

use axum::extract::Path;
use serde::Deserialize;
use serde_json::{Value as Json, json};
use tongli_kernel::{Fault, FieldErrors, Id, Moment, Said};
use tongli_store::idempotency::Answer as Kept;
use tongli_web::{Answer, ApiJson, Ask, Form, Guard, IdempotencyKey, Routes, created, json, once};

use crate::access;
use crate::actions::{self, Whom, knows_case, read_event, reads_words};
use crate::call::Job;
use crate::event::{DutyEvent, EventId};
use crate::store;

pub use description::openapi;

const LIST: i64 = 50;

pub fn routes() -> Routes {
    let (read, act) = (Guard::May(access::READ), Guard::May(access::ACT));
    let take = Guard::May(access::TAKE_OVER);
    Routes::new()
        .get("/api/v1/duty/events", read, list)
        .post("/api/v1/duty/events", act, open)
        .get("/api/v1/duty/events/{number}", read, show)
        .post("/api/v1/duty/events/{number}/try", act, tried)
        .post("/api/v1/duty/events/{number}/take-over", take, take_over)
        .post("/api/v1/duty/events/{number}/give-back", take, give_back)
}

fn told(ask: &Ask, event: &DutyEvent, case: Option<&str>) -> Json {
    let at = |moment: Option<Moment>| moment.map(|at| ask.app.time.rfc3339(at));
    json!({
        "number": event.number,
        "version": event.version,
        "danger": event.danger,
        "plan": event.plan,
        "place": event.place,
        "words": event.words,
        "promised": event.promised,
        "still_here": event.still_here,
        "case": case,
        "opened_at": ask.app.time.rfc3339(event.opened_at),
        "giver": event.giver,
        "taken_at": at(event.taken_at),
        "taker": event.taker,
        "returned_at": at(event.returned_at),
        "return_reason": event.return_reason,
    })
}

/// An event as this caller may read it: with the number of its case if they may know
/// of it, and else without what was written on it.
async fn read_out(ask: &Ask, event: DutyEvent) -> Result<Json, Fault> {
    let Some(id) = event.case else {
        return Ok(told(ask, &event, None));
    };
    let mut tx = ask.app.db.read().await?;
    if !knows_case(&mut tx, &ask.viewer, &event).await? {
        return Ok(told(ask, &event.veiled(), None));
    }
    let case = tongli_cases::find_case(&mut tx, ask.viewer.tenant, id).await?;
    let number = case.map(|case| case.number);
    let event = match reads_words(&mut tx, &ask.viewer, &event).await? {
        true => event,
        false => event.veiled(),
    };
    Ok(told(ask, &event, number.as_deref()))
}

/// What nobody has taken over, oldest first.
async fn list(ask: Ask) -> Answer {
    let cursor = Form::from_encoded(&ask.query).value("cursor").to_owned();
    let after: EventId = cursor.parse().unwrap_or(Id::new(0));
    let mut tx = ask.app.db.read().await?;
    let mut events = store::events::open(&mut tx, ask.viewer.tenant, after, LIST + 1).await?;
    drop(tx);
    let shown = usize::try_from(LIST).unwrap_or(usize::MAX);
    let further = events.len() > shown;
    events.truncate(shown);
    let mut items = Vec::new();
    let next = events.last().filter(|_| further).map(|last| last.id);
    for event in events {
        items.push(read_out(&ask, event).await?);
    }
    json(&json!({ "items": items, "next": next }))
}

/// The first tap: a danger.
async fn open(ask: Ask) -> Answer {
    let event = actions::open_danger(&ask.app, &ask.viewer, ask.now).await?;
    created(&told(&ask, &event, None))
}

async fn show(ask: Ask, Path(number): Path<String>) -> Answer {
    let mut tx = ask.app.db.read().await?;
    let event = read_event(&mut tx, &ask.viewer, access::READ, &number).await?;
    drop(tx);
    json(&read_out(&ask, event).await?)
}

#[derive(Deserialize)]
struct TryBody {
    /// The id of a line of the call list, or `police`.
    call: String,
    reached: bool,
}

async fn tried(ask: Ask, Path(number): Path<String>, body: ApiJson<TryBody>) -> Answer {
    let whom = if body.value.call == Job::Police.code() {
        Whom::Police
    } else {
        Whom::Listed(body.value.call.parse().map_err(|_| unknown_call())?)
    };
    let (app, viewer) = (&ask.app, &ask.viewer);
    let event =
        actions::record_try(app, viewer, ask.now, &number, whom, body.value.reached).await?;
    json(&read_out(&ask, event).await?)
}

fn unknown_call() -> Fault {
    let mut errors = FieldErrors::default();
    errors.add("call", Said::new("duty-call-unknown"));
    Fault::Invalid(errors)
}

#[derive(Deserialize)]
struct TakeBody {
    version: i64,
}

async fn take_over(
    ask: Ask,
    key: IdempotencyKey,
    Path(number): Path<String>,
    body: ApiJson<TakeBody>,
) -> Answer {
    let key = key.for_request(&ask, &body.digest);
    let version = Some(body.value.version);
    let (ask, number) = (&ask, &number);
    once(ask, key, async |tx| {
        let (app, viewer) = (&ask.app, &ask.viewer);
        let event = actions::take_over(tx, app, viewer, ask.now, number, version).await?;
        Ok(kept(ask, event))
    })
    .await
}

#[derive(Deserialize)]
struct BackBody {
    version: i64,
    reason: String,
}

async fn give_back(
    ask: Ask,
    key: IdempotencyKey,
    Path(number): Path<String>,
    body: ApiJson<BackBody>,
) -> Answer {
    let key = key.for_request(&ask, &body.digest);
    let (ask, number, body) = (&ask, &number, &body.value);
    once(ask, key, async |tx| {
        let (app, viewer) = (&ask.app, &ask.viewer);
        let version = Some(body.version);
        let event =
            actions::give_back(tx, app, viewer, ask.now, number, version, &body.reason).await?;
        Ok(kept(ask, event))
    })
    .await
}

/// A change of hands is answered without the case and what was written: that is read
/// separately by whoever may.
fn kept(ask: &Ask, event: DutyEvent) -> Kept {
    Kept {
        status: 200,
        body: told(ask, &event.veiled(), None).to_string(),
    }
}
