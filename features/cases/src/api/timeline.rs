//! `GET /cases/{number}/timeline`: what happened to a case, link by link.

use std::collections::BTreeMap;

use axum::extract::Path;
use serde_json::{Value as Json, json};
use tongli_kernel::FieldErrors;
use tongli_store::history::{self, Link};
use tongli_web::{Answer, Ask, Form, json};

use super::reading::limit;
use crate::actions::{Names, note_reading, notes_for, read_for_page, veil_over};
use crate::life::Verb;
use crate::store::notes::Note;
use crate::typed;
use crate::veil::Veil;

pub async fn get_timeline(ask: Ask, Path(number): Path<String>) -> Answer {
    let form = Form::from_encoded(&ask.query);
    let mut errors = FieldErrors::default();
    let limit = limit(&form, &mut errors);
    let after = typed::number("cursor", form.value("cursor"), &mut errors).unwrap_or(0);
    errors.or_else(|| ())?;
    let (viewer, mut tx) = (&ask.viewer, ask.app.db.read().await?);
    let (case, _, names) = read_for_page(&mut tx, viewer, Verb::Read, &number).await?;
    let subject = case.subject();
    let mut links = history::list(&mut tx, viewer.tenant, subject, after, limit + 1).await?;
    let notes = notes_for(&mut tx, viewer, &case).await?;
    let veil = veil_over(&mut tx, viewer, &case).await?;
    drop(tx);
    note_reading(&ask.app, viewer, ask.now, &case, false).await?;
    let more = links.len() as i64 > limit;
    links.truncate(usize::try_from(limit).unwrap_or(0));
    let next = links
        .last()
        .filter(|_| more)
        .map(|last| last.seq.to_string());
    let notes: BTreeMap<String, &Note> = notes
        .iter()
        .map(|note| (note.id.to_string(), note))
        .collect();
    let items: Vec<Json> = links
        .iter()
        .filter_map(|link| entry(&ask, link, veil, (&notes, &names)))
        .collect();
    json(&json!({ "items": items, "next": next }))
}

/// One entry; a note this viewer does not read is not even a line.
fn entry(
    ask: &Ask,
    link: &Link,
    veil: Veil,
    (notes, names): (&BTreeMap<String, &Note>, &Names),
) -> Option<Json> {
    let is_hidden = veil.hides_step(link.at);
    let details = link.details();
    let verb = Verb::from_code(&link.verb);
    let note = match verb {
        Some(Verb::Note) => Some(*notes.get(details["note"].as_str()?)?),
        _ => None,
    };
    let reason = details["reason"]
        .as_str()
        .filter(|_| verb.is_some_and(Verb::reason_is_typed) && !is_hidden);
    // Whom a step was about is as telling as its words.
    let department = names.department(link.department.filter(|_| !is_hidden));
    Some(json!({
        "seq": link.seq,
        "at": ask.app.time.rfc3339(link.at),
        "by": link.by_kind,
        "who": link.by_id.is_some().then_some(&link.by_name),
        "verb": link.verb,
        "from": link.from,
        "to": link.to,
        "department": (!department.is_empty()).then_some(department),
        "visibility": note.map(|note| note.visibility),
        "text": note.map(|note| note.text.as_str()).or(reason),
        "file": details["attachment"].as_str().filter(|_| !is_hidden),
    }))
}
