//! Orders for programs: taking one, reading them, and every step.

mod description;

use axum::extract::Path;
use serde_json::{Value as Json, json};
use tongli_cases::{CaseId, Verb as CaseVerb};
use tongli_kernel::{Fault, Moment};
use tongli_store::Tx;
use tongli_store::idempotency::Answer as Kept;
use tongli_web::{Answer, ApiJson, Ask, Form, Guard, IdempotencyKey, Routes, json, once};

use crate::access;
use crate::actions::{as_told, perform, read_order, take_order};
use crate::order::{Nature, Order, OrderId, Verb};
use crate::store::{self, Which};
use crate::typed::{self, Sent};

pub use description::openapi;

const LIST: i64 = 50;

pub fn routes() -> Routes {
    let (read, write) = (Guard::May(access::READ), Guard::May(access::WRITE));
    Routes::new()
        .post("/api/v1/cases/{number}/take-order", write, take)
        .get("/api/v1/orders", read, list)
        .get("/api/v1/orders/{id}", read, show)
        .post("/api/v1/orders/{id}/{verb}", write, act)
}

fn line(ask: &Ask, order: &Order, case: &str) -> Json {
    let at = |moment: Option<Moment>| moment.map(|at| ask.app.time.rfc3339(at));
    let millis = |millis: Option<i64>| at(millis.map(Moment::from_millis));
    let (printed, course) = (&order.printed, &order.course);
    json!({
        "id": order.id,
        "version": order.version,
        "case": case,
        "platform": printed.platform.code(),
        "number": printed.number,
        "dispatch": order.dispatch,
        "issuer": printed.issuer,
        "nature": printed.nature.map(Nature::code),
        "confidential": printed.confidential,
        "issued_at": at(printed.issued_at),
        "received_at": at(Some(printed.received_at)),
        "sign_by": at(printed.sign_by),
        "contact_by": at(printed.contact_by),
        "finish_by": at(printed.finish_by),
        "finish_by_now": at(order.finish_by()),
        "text_limit": printed.text_limit,
        "open": order.is_open(),
        "signed_at": millis(course.signed_at),
        "contacted_at": millis(course.contact.as_ref().map(|one| one.at)),
        "extension_waits": order.extension_waits(),
        "returned_at": millis(course.returned.as_ref().map(|one| one.at)),
        "filled_at": millis(course.filled.as_ref().map(|one| one.at)),
        "solved": course.filled.as_ref().map(|one| one.solved.as_str()),
    })
}

async fn whole(tx: &mut Tx, ask: &Ask, order: &Order, case: &str) -> Result<Json, Fault> {
    let at = |moment: Option<Moment>| moment.map(|at| ask.app.time.rfc3339(at));
    let clocks = tongli_work::clocks_of(tx, ask.viewer.tenant, order.subject()).await?;
    let mut answer = line(ask, order, case);
    answer["clocks"] = clocks
        .iter()
        .map(|row| {
            json!({
                "id": row.id,
                "rule": row.rule,
                "due_at": at(row.due_at),
                "promised_at": at(row.promised_at),
                "met_at": at(row.met_at),
                "ended_at": at(row.ended_at),
                "late": row.late,
            })
        })
        .collect();
    answer["text"] = json!(order.course.filled.as_ref().map(|one| &one.text));
    Ok(answer)
}

async fn list(ask: Ask) -> Answer {
    let tenant = ask.viewer.tenant;
    let asked = Form::from_encoded(&ask.query);
    let before: Option<OrderId> = asked.value("cursor").parse().ok();
    let number = asked.value("number").trim();
    let which = match (number.is_empty(), asked.value("show")) {
        (false, _) => Which::Number(number.to_owned()),
        (true, "over") => Which::Over,
        _ => Which::Open,
    };
    let mut tx = ask.app.db.read().await?;
    let mut orders = store::list(&mut tx, tenant, &which, before, LIST + 1).await?;
    let shown = usize::try_from(LIST).unwrap_or(usize::MAX);
    let further = orders.len() > shown;
    orders.truncate(shown);
    let next = orders.last().filter(|_| further).map(|last| last.id);
    let cases: Vec<CaseId> = orders.iter().map(|one| one.case).collect();
    let known = tongli_cases::numbers_among(&mut tx, &ask.viewer, cases).await?;
    let items: Vec<Json> = orders
        .iter()
        .filter_map(|one| known.get(&one.case).map(|case| line(&ask, one, case)))
        .collect();
    json(&json!({ "items": items, "next": next }))
}

async fn show(ask: Ask, Path(id): Path<OrderId>) -> Answer {
    let mut tx = ask.app.db.read().await?;
    let (order, case) = read_order(&mut tx, &ask.viewer, access::READ, id).await?;
    let order = as_told(&mut tx, &ask.viewer, &order).await?;
    let whole = whole(&mut tx, &ask, &order, &case.number).await?;
    drop(tx);
    tongli_cases::note_reading(&ask.app, &ask.viewer, ask.now, &case, false).await?;
    json(&whole)
}

/// The fields of a body, whatever they are: texts, numbers and ticks alike.
fn with_sent<T>(body: &Json, read: impl FnOnce(&Sent<'_>) -> T) -> T {
    let text = |field: &str| match &body[field] {
        Json::String(text) => text.clone(),
        Json::Null => String::new(),
        other => other.to_string(),
    };
    let moment = |field: &str| body[field].as_str().and_then(Moment::from_rfc3339);
    read(&Sent {
        text: &text,
        moment: &moment,
    })
}

fn version(body: &Json) -> Result<i64, Fault> {
    let said = || Fault::field("version", tongli_kernel::Said::new("orders-required"));
    body["version"].as_i64().ok_or_else(said)
}

fn kept(ask: &Ask, order: &Order, case: &str) -> Kept {
    Kept {
        status: 200,
        body: line(ask, order, case).to_string(),
    }
}

async fn take(
    ask: Ask,
    key: IdempotencyKey,
    Path(number): Path<String>,
    body: ApiJson<Json>,
) -> Answer {
    let key = key.for_request(&ask, &body.digest);
    let version = version(&body.value)?;
    let printed = with_sent(&body.value, |sent| typed::printed(sent, ask.now));
    let printed = printed.map_err(Fault::from)?;
    let (ask, number, printed) = (&ask, &number, &printed);
    once(ask, key, async |tx| {
        let case = (number.as_str(), version);
        let (app, viewer) = (&ask.app, &ask.viewer);
        let (order, case) = take_order(tx, app, viewer, ask.now, case, printed.clone()).await?;
        Ok(kept(ask, &order, &case.number))
    })
    .await
}

async fn act(
    ask: Ask,
    key: IdempotencyKey,
    Path((id, verb)): Path<(OrderId, String)>,
    body: ApiJson<Json>,
) -> Answer {
    let verb = Verb::from_path(&verb).ok_or(Fault::NotFound)?;
    let key = key.for_request(&ask, &body.digest);
    let version = version(&body.value)?;
    let step = with_sent(&body.value, |sent| typed::step(verb, sent, ask.now));
    let step = step.map_err(Fault::from)?;
    let (ask, step) = (&ask, &step);
    once(ask, key, async |tx| {
        let (app, viewer) = (&ask.app, &ask.viewer);
        let order = perform(tx, app, viewer, ask.now, (id, version), step).await?;
        let case = tongli_cases::read_by_id(tx, viewer, CaseVerb::Read, order.case).await?;
        Ok(kept(ask, &order, &case.number))
    })
    .await
}
