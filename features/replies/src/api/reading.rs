//! `GET /cases/{number}/letters`: the letters of a case.

use axum::extract::Path;
use serde_json::{Value as Json, json};
use tongli_cases::Verb;
use tongli_web::{Answer, Ask, json};

use crate::actions::letters_read;
use crate::letter::{Letter, Point};

pub async fn get_letters(ask: Ask, Path(number): Path<String>) -> Answer {
    let (viewer, mut tx) = (&ask.viewer, ask.app.db.read().await?);
    let case = tongli_cases::read(&mut tx, viewer, Verb::Read, &number).await?;
    let all = letters_read(&mut tx, &ask.app, viewer, &case).await?;
    drop(tx);
    // A letter holds the person's name: reading it is written down.
    if !all.is_empty() {
        tongli_cases::note_reading(&ask.app, viewer, ask.now, &case, true).await?;
    }
    let items: Vec<Json> = all.iter().map(|one| letter(&ask, one)).collect();
    json(&json!({ "items": items }))
}

fn letter(ask: &Ask, one: &Letter) -> Json {
    let at = |moment| ask.app.time.rfc3339(moment);
    let body = one.body.open();
    json!({
        "id": one.id,
        "no": one.no,
        "state": one.state.code(),
        "digest": one.digest,
        "drafted_at": at(one.drafted_at),
        "approved_at": one.approved_at.map(at),
        "released_at": one.released_at.map(at),
        "salutation": body.salutation,
        "opening": body.opening,
        "points": body.points.iter().map(point).collect::<Vec<_>>(),
        "steps": body.steps,
        "result": body.result,
        "routes": body.routes,
        "contact_name": body.contact_name,
        "contact_phone": body.contact_phone,
        "dated": body.dated,
        "sender": body.sender,
        "without_clinical": body.without_clinical,
    })
}

fn point(one: &Point) -> Json {
    json!({
        "allegation": one.seq,
        "text": one.allegation,
        "finding": (!one.finding.is_empty()).then_some(&one.finding),
        "answer": one.answer,
        "next_step": one.next_step,
    })
}
