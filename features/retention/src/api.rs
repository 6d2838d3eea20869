//! Keeping and letting go for programs.

mod description;

use axum::extract::Path;
use serde::Deserialize;
use serde_json::{Value as Json, json};
use tongli_cases::{CaseId, Verb};
use tongli_kernel::{Fault, Moment, Said};
use tongli_store::idempotency::Answer as Kept;
use tongli_web::{Answer, ApiJson, Ask, Form, Guard, IdempotencyKey, Routes, json, once};

use crate::access::{APPROVE, ASIDE, HOLD, PROPOSE, PROPOSE_ASIDE, READ};
use crate::actions::{self, Decision, Shown, batch_shown};
use crate::aside::{Aside, AsideId};
use crate::batch::{Batch, Item, Key};
use crate::due::{Filter, Place};
use crate::hold::{Hold, HoldId};
use crate::store::{asides, tombstones};
use crate::term::Term;

pub use description::openapi;

const LIST: i64 = 50;

pub fn routes() -> Routes {
    let (read, hold, aside) = (Guard::May(READ), Guard::May(HOLD), Guard::May(ASIDE));
    let (propose, approve) = (Guard::May(PROPOSE), Guard::May(APPROVE));
    Routes::new()
        .get("/api/v1/cases/{number}/retention", read, of_case)
        .post("/api/v1/cases/{number}/hold", hold, place)
        .post("/api/v1/holds/{id}/lift", hold, lift)
        .post(
            "/api/v1/cases/{number}/set-aside",
            Guard::May(PROPOSE_ASIDE),
            set_aside,
        )
        .get("/api/v1/asides", aside, list_asides)
        .post("/api/v1/asides/{id}/decide", aside, decide_aside)
        .post("/api/v1/asides/{id}/back", aside, back)
        .get("/api/v1/destruction-list", read, list)
        .post("/api/v1/destructions", propose, propose_batch)
        .get("/api/v1/destructions/{number}", read, show)
        .post("/api/v1/destructions/{number}/decide", approve, decide)
        .get("/api/v1/tombstones/{number}", read, tombstone)
}

fn at(ask: &Ask, moment: Moment) -> String {
    ask.app.time.rfc3339(moment)
}

fn kept(answer: &Json) -> Kept {
    Kept {
        status: 200,
        body: answer.to_string(),
    }
}

fn told_hold(ask: &Ask, hold: &Hold) -> Json {
    json!({
        "id": hold.id,
        "version": hold.version,
        "reason": hold.reason,
        "reference": hold.reference,
        "placed_by": hold.placed_by,
        "placed_at": at(ask, hold.placed_at),
        "lifted_by": hold.lifted.as_ref().map(|one| one.by),
        "lifted_at": hold.lifted.as_ref().map(|one| at(ask, one.at)),
        "lift_reason": hold.lifted.as_ref().map(|one| &one.reason),
    })
}

async fn of_case(ask: Ask, Path(number): Path<String>) -> Answer {
    let mut tx = ask.app.db.read().await?;
    let case = tongli_cases::read(&mut tx, &ask.viewer, Verb::Read, &number).await?;
    let whole = actions::whole_of_case(&mut tx, &ask.app, &ask.viewer, case.id).await?;
    let term = whole.term.as_ref();
    let (from, until) = match term {
        Some(Term::Until { from, until, .. }) => (Some(from.to_string()), Some(until.to_string())),
        _ => (None, None),
    };
    let waits = match term {
        Some(Term::Waits(_, why)) => Some(why.word().trim_start_matches("retention-waits-")),
        _ => None,
    };
    let answer = json!({
        "number": case.number,
        "class": term.map(|term| &term.class().id),
        "class_version": term.map(|term| term.class().version),
        "verified_by": term.map(|term| &term.class().verified_by),
        "counted_from": from,
        "keep_until": until,
        "waits": waits,
        "holds": whole.holds.iter().map(|(hold, number)| {
            let mut told = told_hold(&ask, hold);
            told["case"] = json!(number);
            told
        }).collect::<Vec<_>>(),
    });
    drop(tx);
    tongli_cases::note_reading(&ask.app, &ask.viewer, ask.now, &case, false).await?;
    json(&answer)
}

#[derive(Deserialize)]
struct HoldBody {
    version: i64,
    #[serde(default)]
    reason: String,
    #[serde(default)]
    reference: String,
}

async fn place(
    ask: Ask,
    key: IdempotencyKey,
    Path(number): Path<String>,
    body: ApiJson<HoldBody>,
) -> Answer {
    let key = key.for_request(&ask, &body.digest);
    let (ask, number, body) = (&ask, &number, &body.value);
    once(ask, key, async |tx| {
        let (seen, words) = (
            (number.as_str(), body.version),
            (body.reason.as_str(), body.reference.as_str()),
        );
        let hold = actions::place_hold(tx, &ask.app, &ask.viewer, ask.now, seen, words).await?;
        Ok(kept(&told_hold(ask, &hold)))
    })
    .await
}

#[derive(Deserialize)]
struct ReasonBody {
    version: i64,
    #[serde(default)]
    reason: String,
}

async fn lift(
    ask: Ask,
    key: IdempotencyKey,
    Path(id): Path<String>,
    body: ApiJson<ReasonBody>,
) -> Answer {
    let id: HoldId = id.parse().map_err(|_| Fault::NotFound)?;
    let key = key.for_request(&ask, &body.digest);
    let (ask, body) = (&ask, &body.value);
    once(ask, key, async |tx| {
        let seen = (id, body.version);
        let (app, viewer) = (&ask.app, &ask.viewer);
        let hold = actions::lift_hold(tx, app, viewer, ask.now, seen, &body.reason).await?;
        Ok(kept(&told_hold(ask, &hold)))
    })
    .await
}

fn told_aside(ask: &Ask, aside: &Aside, number: &str) -> Json {
    json!({
        "id": aside.id,
        "version": aside.version,
        "number": number,
        "state": aside.state.code(),
        "reason": aside.reason,
        "right_case": aside.right_number,
        "proposed_by": aside.proposed_by,
        "proposed_at": at(ask, aside.proposed_at),
        "decided_by": aside.decided_by,
        "decided_at": aside.decided_at.map(|moment| at(ask, moment)),
        "back_reason": aside.back_reason,
    })
}

#[derive(Deserialize)]
struct AsideBody {
    version: i64,
    #[serde(default)]
    reason: String,
    #[serde(default)]
    right_case: String,
}

async fn set_aside(
    ask: Ask,
    key: IdempotencyKey,
    Path(number): Path<String>,
    body: ApiJson<AsideBody>,
) -> Answer {
    let key = key.for_request(&ask, &body.digest);
    let (ask, number, body) = (&ask, &number, &body.value);
    once(ask, key, async |tx| {
        let (seen, words) = (
            (number.as_str(), body.version),
            (body.reason.as_str(), body.right_case.as_str()),
        );
        let (app, viewer) = (&ask.app, &ask.viewer);
        let aside = actions::propose_aside(tx, app, viewer, ask.now, seen, words).await?;
        Ok(kept(&told_aside(ask, &aside, number)))
    })
    .await
}

async fn list_asides(ask: Ask) -> Answer {
    let before: Option<AsideId> = Form::from_encoded(&ask.query).value("cursor").parse().ok();
    let mut tx = ask.app.db.read().await?;
    let mut all = asides::list(&mut tx, ask.viewer.tenant, before, LIST + 1).await?;
    let shown = usize::try_from(LIST).unwrap_or(usize::MAX);
    let further = all.len() > shown;
    all.truncate(shown);
    let next = all.last().filter(|_| further).map(|last| last.id);
    for aside in &mut all {
        actions::veil_right(&mut tx, &ask.viewer, aside).await?;
    }
    let cases: Vec<CaseId> = all.iter().map(|one| one.case).collect();
    let mut numbers =
        tongli_cases::numbers_among(&mut tx, &ask.viewer, cases.iter().copied()).await?;
    let away = tongli_cases::away_among(&mut tx, &ask.viewer, &cases).await?;
    numbers.extend(away.into_values().map(|one| (one.id, one.number)));
    let items: Vec<Json> = all
        .iter()
        .filter_map(|one| Some(told_aside(&ask, one, numbers.get(&one.case)?)))
        .collect();
    json(&json!({ "items": items, "next": next }))
}

#[derive(Deserialize)]
struct AgreeBody {
    version: i64,
    agreed: bool,
}

async fn decide_aside(
    ask: Ask,
    key: IdempotencyKey,
    Path(id): Path<String>,
    body: ApiJson<AgreeBody>,
) -> Answer {
    let id: AsideId = id.parse().map_err(|_| Fault::NotFound)?;
    let key = key.for_request(&ask, &body.digest);
    let (ask, body) = (&ask, &body.value);
    once(ask, key, async |tx| {
        let (seen, agreed) = ((id, body.version), body.agreed);
        let (app, viewer) = (&ask.app, &ask.viewer);
        let aside = actions::decide_aside(tx, app, viewer, ask.now, seen, agreed).await?;
        Ok(kept(&told_aside(ask, &aside, "")))
    })
    .await
}

async fn back(
    ask: Ask,
    key: IdempotencyKey,
    Path(id): Path<String>,
    body: ApiJson<ReasonBody>,
) -> Answer {
    let id: AsideId = id.parse().map_err(|_| Fault::NotFound)?;
    let key = key.for_request(&ask, &body.digest);
    let (ask, body) = (&ask, &body.value);
    once(ask, key, async |tx| {
        let (seen, reason) = ((id, body.version), body.reason.as_str());
        let (app, viewer) = (&ask.app, &ask.viewer);
        let aside = actions::propose_back(tx, app, viewer, ask.now, seen, reason).await?;
        Ok(kept(&told_aside(ask, &aside, "")))
    })
    .await
}

async fn list(ask: Ask) -> Answer {
    let form = Form::from_encoded(&ask.query);
    let filter = Filter::read(&form, &ask.app.time).map_err(Fault::Invalid)?;
    let page = (Place::read(form.value("cursor")), LIST);
    let mut tx = ask.app.db.read().await?;
    let (lines, next) = actions::list_due(&mut tx, &ask.viewer, &filter, ask.now, page).await?;
    let items: Vec<Json> = lines
        .iter()
        .map(|one| {
            json!({
                "item": one.key.code(),
                "number": one.number,
                "kind": one.kind,
                "class": one.class,
                "closed_at": one.closed_at.map(|moment| at(&ask, moment)),
                "over_at": at(&ask, one.retain_until),
            })
        })
        .collect();
    json(&json!({ "items": items, "next": next.map(Place::code) }))
}

fn told_batch(ask: &Ask, batch: &Batch, items: &[Item]) -> Json {
    json!({
        "number": batch.number,
        "version": batch.version,
        "reason": batch.reason,
        "proposed_by": batch.proposed_by,
        "proposed_at": at(ask, batch.proposed_at),
        "finished_at": batch.finished_at.map(|moment| at(ask, moment)),
        "items": items.iter().map(|one| json!({
            "item": one.key.code(),
            "number": one.number,
            "class": one.class,
            "state": one.state.code(),
            "decided_by": one.decided_by,
            "done_at": one.done_at.map(|moment| at(ask, moment)),
        })).collect::<Vec<_>>(),
    })
}

#[derive(Deserialize)]
struct ProposeBody {
    #[serde(default)]
    reason: String,
    items: Vec<String>,
}

async fn propose_batch(ask: Ask, key: IdempotencyKey, body: ApiJson<ProposeBody>) -> Answer {
    let key = key.for_request(&ask, &body.digest);
    let keys: Option<Vec<Key>> = body.value.items.iter().map(|one| Key::read(one)).collect();
    let unknown = || Fault::field("items", Said::new("retention-item-unknown"));
    let keys = keys.ok_or_else(unknown)?;
    let number = actions::reserve_number(&ask.app, ask.now).await?;
    let (ask, body, number, keys) = (&ask, &body.value, &number, &keys);
    once(ask, key, async |tx| {
        let what = (keys.as_slice(), body.reason.as_str());
        let (app, viewer) = (&ask.app, &ask.viewer);
        let batch = actions::propose_batch(tx, app, viewer, ask.now, number, what).await?;
        let Shown { batch, items } = batch_shown(tx, viewer, &batch.number).await?;
        Ok(kept(&told_batch(ask, &batch, &items)))
    })
    .await
}

async fn show(ask: Ask, Path(number): Path<String>) -> Answer {
    let mut tx = ask.app.db.read().await?;
    let Shown { batch, items } = batch_shown(&mut tx, &ask.viewer, &number).await?;
    json(&told_batch(&ask, &batch, &items))
}

#[derive(Deserialize)]
struct DecideBody {
    version: i64,
    decision: String,
}

async fn decide(
    ask: Ask,
    key: IdempotencyKey,
    Path(number): Path<String>,
    body: ApiJson<DecideBody>,
) -> Answer {
    let unknown = || Fault::field("decision", Said::new("retention-decision-unknown"));
    let decision = Decision::from_code(&body.value.decision).ok_or_else(unknown)?;
    let key = key.for_request(&ask, &body.digest);
    let (ask, number, version) = (&ask, &number, body.value.version);
    once(ask, key, async |tx| {
        let seen = (number.as_str(), version);
        let (app, viewer) = (&ask.app, &ask.viewer);
        actions::decide_batch(tx, app, viewer, ask.now, seen, decision).await?;
        let Shown { batch, items } = batch_shown(tx, viewer, number).await?;
        Ok(kept(&told_batch(ask, &batch, &items)))
    })
    .await
}

async fn tombstone(ask: Ask, Path(number): Path<String>) -> Answer {
    let mut tx = ask.app.db.read().await?;
    let away = tongli_cases::find_away(&mut tx, &ask.viewer, &number)
        .await?
        .ok_or(Fault::NotFound)?;
    let stone = tombstones::of_case(&mut tx, ask.viewer.tenant, away.id)
        .await?
        .ok_or(Fault::NotFound)?;
    let read = |text: &str| serde_json::from_str::<Json>(text).unwrap_or(Json::Null);
    json(&json!({
        "number": stone.number,
        "kind": stone.case_kind,
        "class": stone.class,
        "class_version": stone.class_version,
        "received_at": at(&ask, stone.received_at),
        "closed_at": stone.closed_at.map(|moment| at(&ask, moment)),
        "archived_at": stone.archived_at.map(|moment| at(&ask, moment)),
        "destroyed_at": at(&ask, stone.destroyed_at),
        "batch": stone.batch_number,
        "proposed_by": stone.proposed_by,
        "approved_by": stone.approved_by,
        "clocks": read(&stone.clocks),
        "files": read(&stone.files),
        "digest": stone.digest(),
    }))
}
