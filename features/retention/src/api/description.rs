//! What this room's API is, as an OpenAPI fragment.

use serde_json::{Value as Json, json};
use tongli_cases::exactly;

use crate::aside::State;
use crate::batch::ItemState;

fn problem(what: &str) -> Json {
    json!({ "description": what, "content": { "application/problem+json": {
        "schema": { "$ref": "#/components/schemas/Problem" } } } })
}

fn answers(schema: &str) -> Json {
    let place = format!("#/components/schemas/{schema}");
    json!({
        "200": { "description": "Done.", "content": { "application/json": { "schema": { "$ref": place } } } },
        "401": problem("Nobody is signed in."),
        "403": problem("The role may not do this."),
        "404": problem("No such thing inside the caller's scope."),
        "409": problem("Somebody was faster, or it is there already."),
        "413": problem("More was sent than is taken at once."),
        "422": problem("A field does not hold, or another person has to do it; `errors` and `missing` name it."),
    })
}

fn place(name: &str) -> Json {
    json!({ "name": name, "in": "path", "required": true, "schema": { "type": "string" } })
}

fn query(name: &str, about: &str) -> Json {
    json!({ "name": name, "in": "query", "required": false, "description": about,
            "schema": { "type": "string" } })
}

fn got(summary: &str, parameters: Json, schema: &str) -> Json {
    json!({ "tags": ["retention"], "summary": summary, "parameters": parameters,
            "responses": answers(schema) })
}

fn posted(
    summary: &str,
    of: Option<&str>,
    required: &[&str],
    properties: Json,
    schema: &str,
) -> Json {
    let key = json!({ "name": "Idempotency-Key", "in": "header", "required": false,
        "schema": { "type": "string" },
        "description": "The same key on the same request gives the first answer again, for 24 hours." });
    let parameters: Vec<Json> = of.map(place).into_iter().chain([key]).collect();
    json!({
        "tags": ["retention"], "summary": summary, "parameters": parameters,
        "requestBody": { "required": true, "content": { "application/json": {
            "schema": { "type": "object", "required": required, "properties": properties } } } },
        "responses": answers(schema)
    })
}

/// This room's part of the API's description.
pub fn openapi() -> Json {
    let text = json!({ "type": "string" });
    let version = json!({ "type": "integer", "description": "The version the caller saw" });
    let reason = || json!({ "version": version, "reason": text });
    json!({ "components": { "schemas": schemas() }, "paths": {
        "/api/v1/cases/{number}/retention": { "get": got(
            "How long a case is kept, why, and what holds it", json!([place("number")]), "Retention") },
        "/api/v1/cases/{number}/hold": { "post": posted(
            "Put a case and all it is tied to under a legal hold", Some("number"),
            &["version", "reason", "reference"],
            json!({ "version": version, "reason": text, "reference": text }), "LegalHold") },
        "/api/v1/holds/{id}/lift": { "post": posted(
            "Lift a hold somebody else has put", Some("id"), &["version", "reason"], reason(), "LegalHold") },
        "/api/v1/cases/{number}/set-aside": { "post": posted(
            "Propose to seal away a case that was entered wrongly", Some("number"),
            &["version", "reason"],
            json!({ "version": version, "reason": text, "right_case": text }), "Aside") },
        "/api/v1/asides": { "get": got(
            "What is proposed to be sealed away or is, newest first",
            json!([query("cursor", "The `next` of the page before")]), "Asides") },
        "/api/v1/asides/{id}/decide": { "post": posted(
            "Decide what somebody else has proposed", Some("id"), &["version", "agreed"],
            json!({ "version": version, "agreed": { "type": "boolean" } }), "Aside") },
        "/api/v1/asides/{id}/back": { "post": posted(
            "Propose to bring a sealed-away case back", Some("id"), &["version", "reason"],
            reason(), "Aside") },
        "/api/v1/destruction-list": { "get": got(
            "What is no longer to be kept, in the order in which it became so",
            json!([query("thing", "`case` or `recording`"), query("class", "A retention class"),
                   query("until", "A day"), query("cursor", "The `next` of the page before")]),
            "DestructionList") },
        "/api/v1/destructions": { "post": posted(
            "Propose to destroy things of the list", None, &["reason", "items"],
            json!({ "reason": text, "items": { "type": "array", "items": text } }), "Destruction") },
        "/api/v1/destructions/{number}": { "get": got(
            "A batch and how far it is", json!([place("number")]), "Destruction") },
        "/api/v1/destructions/{number}/decide": { "post": posted(
            "Decide a destruction somebody else has proposed", Some("number"),
            &["version", "decision"],
            json!({ "version": version, "decision": { "type": "string", "enum": ["approve", "decline"] } }),
            "Destruction") },
        "/api/v1/tombstones/{number}": { "get": got(
            "What stays of a case that was destroyed", json!([place("number")]), "Tombstone") },
    } })
}

fn schemas() -> Json {
    let text = json!({ "type": "string" });
    let maybe = json!({ "type": ["string", "null"] });
    let whole = json!({ "type": "integer" });
    let moment = json!({ "type": "string", "format": "date-time" });
    let maybe_moment = json!({ "type": ["string", "null"], "format": "date-time" });
    let list = |items: Json| json!({ "type": "array", "items": items });
    let states: Vec<&str> = State::ALL.iter().map(|one| one.code()).collect();
    let item_states: Vec<&str> = ItemState::ALL.iter().map(|one| one.code()).collect();
    let hold = json!({
        "id": text, "version": whole, "reason": text, "reference": text, "placed_by": text,
        "placed_at": moment, "lifted_by": maybe, "lifted_at": maybe_moment, "lift_reason": maybe
    });
    let mut of_case = hold.clone();
    of_case["case"] = text.clone();
    let aside = exactly(json!({
        "id": text, "version": whole, "number": text,
        "state": { "type": "string", "enum": states }, "reason": text, "right_case": maybe,
        "proposed_by": text, "proposed_at": moment, "decided_by": maybe,
        "decided_at": maybe_moment, "back_reason": maybe
    }));
    let item = exactly(json!({
        "item": text, "number": text, "class": text,
        "state": { "type": "string", "enum": item_states }, "decided_by": maybe,
        "done_at": maybe_moment
    }));
    let due = exactly(json!({
        "item": text, "number": text, "kind": text, "class": text, "closed_at": maybe_moment,
        "over_at": moment
    }));
    json!({
        "Retention": exactly(json!({
            "number": text, "class": maybe, "class_version": { "type": ["integer", "null"] },
            "verified_by": maybe, "counted_from": maybe, "keep_until": maybe, "waits": maybe,
            "holds": list(exactly(of_case))
        })),
        "LegalHold": exactly(hold),
        "Asides": exactly(json!({ "items": list(aside.clone()), "next": maybe })),
        "Aside": aside,
        "DestructionList": exactly(json!({ "items": list(due), "next": maybe })),
        "Destruction": exactly(json!({
            "number": text, "version": whole, "reason": text, "proposed_by": text,
            "proposed_at": moment, "finished_at": maybe_moment, "items": list(item)
        })),
        "Tombstone": exactly(json!({
            "number": text, "kind": text, "class": text, "class_version": whole,
            "received_at": moment, "closed_at": maybe_moment, "archived_at": maybe_moment,
            "destroyed_at": moment, "batch": text, "proposed_by": text, "approved_by": text,
            "clocks": list(json!({ "type": "object" })), "files": list(text.clone()),
            "digest": text
        })),
    })
}
