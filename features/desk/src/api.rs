//! The desk for programs: what a day came to, one tap, taking it back.

mod description;

use axum::extract::Path;
use serde::Deserialize;
use serde_json::{Value as Json, json};
use tongli_kernel::Fault;
use tongli_store::idempotency::Answer as Kept;
use tongli_web::{Answer, ApiJson, Ask, Form, Guard, IdempotencyKey, Routes, json, once};

use crate::access::{READ, TAP};
use crate::actions::{self, Button};
use crate::kind::{kinds, shown_kind};
use crate::tally::{Part, read_day};
use crate::tap::{Tap, TapId};

pub use description::openapi;

pub fn routes() -> Routes {
    Routes::new()
        .get("/api/v1/desk/tally", Guard::May(READ), day)
        .post("/api/v1/desk/taps", Guard::May(TAP), tap)
        .post("/api/v1/desk/taps/{id}/undo", Guard::May(TAP), undo)
}

/// `?day=2026-09-28`; today where none is named.
async fn day(ask: Ask) -> Answer {
    let form = Form::from_encoded(&ask.query);
    let today = ask.app.time.day_of(ask.now);
    let day = read_day(form.value("day"), today).map_err(|said| Fault::field("day", said))?;
    let mut tx = ask.app.db.read().await?;
    let looked = actions::look(&mut tx, &ask.app, &ask.viewer, day).await?;
    drop(tx);
    let (count, tally) = (looked.count, &looked.tally);
    let kinds: Vec<Json> = kinds()
        .iter()
        .map(|kind| json!({ "kind": kind.code, "n": tally.of_kind(&kind.code) }))
        .collect();
    let hours: Vec<Json> = tally
        .hours()
        .into_iter()
        .map(|(hour, n)| json!({ "hour": hour, "n": n }))
        .collect();
    let parts: Vec<Json> = tally.parts().iter().map(part).collect();
    json(&json!({
        "day": count.day,
        "tally": count.tally,
        "registered": count.registered,
        "receptions": count.receptions(),
        "target": looked.target.map(|target| target.amount),
        "target_version": looked.target.map(|target| target.version),
        "behind": looked.is_behind,
        "kinds": kinds,
        "hours": hours,
        "parts": parts,
    }))
}

/// A code that this version does not know stands as another contact, as on the page.
fn part(part: &Part) -> Json {
    json!({
        "hour": part.hour,
        "window": part.window,
        "kind": shown_kind(&part.kind).map(|kind| &kind.code),
        "n": part.n,
    })
}

fn told(ask: &Ask, tap: &Tap) -> Json {
    json!({
        "id": tap.id,
        "kind": tap.kind,
        "window": tap.window,
        "day": tap.day,
        "hour": tap.hour,
        "at": ask.app.time.rfc3339(tap.at),
        "undone_at": tap.undone_at.map(|at| ask.app.time.rfc3339(at)),
    })
}

#[derive(Deserialize)]
struct TapBody {
    kind: String,
    #[serde(default)]
    window: String,
}

async fn tap(ask: Ask, key: IdempotencyKey, body: ApiJson<TapBody>) -> Answer {
    let key = key.for_request(&ask, &body.digest);
    let (ask, body) = (&ask, &body.value);
    once(ask, key, async |tx| {
        let button = Button {
            kind: &body.kind,
            once: None,
            window: &body.window,
        };
        let tap = actions::tap(tx, &ask.app, &ask.viewer, ask.now, button).await?;
        Ok(Kept {
            status: 201,
            body: told(ask, &tap).to_string(),
        })
    })
    .await
}

/// Needs no key: taking back twice changes nothing.
async fn undo(ask: Ask, Path(id): Path<String>) -> Answer {
    let id: TapId = id.parse().map_err(|_| Fault::NotFound)?;
    let (app, viewer) = (&ask.app, &ask.viewer);
    let tap = app
        .db
        .write(async |tx| actions::undo(tx, app, viewer, ask.now, id).await)
        .await?;
    json(&told(&ask, &tap))
}
