//! What this room's API is, as an OpenAPI fragment.

use serde_json::{Value as Json, json};
use tongli_cases::exactly;

use crate::plans::plans;

fn problem(what: &str) -> Json {
    json!({ "description": what, "content": { "application/problem+json": {
        "schema": { "$ref": "#/components/schemas/Problem" } } } })
}

fn answers(status: &str, schema: &str) -> Json {
    let place = format!("#/components/schemas/{schema}");
    json!({
        status: { "description": "Done.", "content": { "application/json": { "schema": { "$ref": place } } } },
        "401": problem("Nobody is signed in."),
        "403": problem("The role may not do this."),
        "404": problem("No such event."),
        "409": problem("Somebody was faster, or it is taken over already."),
        "413": problem("More was sent than is taken at once."),
        "422": problem("A field does not hold, or another person has to do it; `errors` and `missing` name it."),
    })
}

fn posted(summary: &str, required: &[&str], properties: Json) -> Json {
    let text = json!({ "type": "string" });
    json!({ "post": {
        "tags": ["duty"], "summary": summary,
        "parameters": [
            { "name": "number", "in": "path", "required": true, "schema": text },
            { "name": "Idempotency-Key", "in": "header", "required": false, "schema": text,
              "description": "The same key on the same request gives the first answer again, for 24 hours." }
        ],
        "requestBody": { "required": true, "content": { "application/json": {
            "schema": { "type": "object", "required": required, "properties": properties } } } },
        "responses": answers("200", "DutyEvent")
    } })
}

/// This room's part of the API's description.
pub fn openapi() -> Json {
    let text = json!({ "type": "string" });
    let version = json!({ "type": "integer", "description": "The version the caller saw" });
    let number = json!({ "name": "number", "in": "path", "required": true, "schema": text });
    json!({ "components": { "schemas": schemas() }, "paths": {
        "/api/v1/duty/events": {
            "get": {
                "tags": ["duty"], "summary": "What came in on duty and nobody has taken over, oldest first",
                "parameters": [{ "name": "cursor", "in": "query", "required": false,
                    "description": "The `next` of the page before", "schema": text }],
                "responses": answers("200", "DutyEvents")
            },
            "post": {
                "tags": ["duty"], "summary": "Somebody is in danger: opens an event before any paperwork",
                "responses": answers("201", "DutyEvent")
            }
        },
        "/api/v1/duty/events/{number}": { "get": {
            "tags": ["duty"], "summary": "One event", "parameters": [number],
            "responses": answers("200", "DutyEvent")
        } },
        "/api/v1/duty/events/{number}/try": posted(
            "Write down a try to reach somebody.", &["call", "reached"],
            json!({ "call": { "type": "string", "description": "The id of a line of the call list, or `police`" },
                "reached": { "type": "boolean" } })),
        "/api/v1/duty/events/{number}/take-over": posted(
            "Take an event over from its giver.", &["version"], json!({ "version": version })),
        "/api/v1/duty/events/{number}/give-back": posted(
            "Give an event back to its giver, with a reason.", &["version", "reason"],
            json!({ "version": version, "reason": text })),
    } })
}

fn schemas() -> Json {
    let text = json!({ "type": "string" });
    let text_or_null = json!({ "type": ["string", "null"] });
    let at = json!({ "type": "string", "format": "date-time" });
    let at_or_null = json!({ "type": ["string", "null"], "format": "date-time" });
    let mut codes: Vec<Json> = plans().iter().map(|plan| json!(plan.code)).collect();
    codes.push(Json::Null);
    let event = exactly(json!({
        "number": text, "version": { "type": "integer" }, "danger": { "type": "boolean" },
        "plan": { "type": ["string", "null"], "enum": codes },
        "place": text_or_null, "words": text_or_null, "promised": text_or_null,
        "still_here": { "type": ["boolean", "null"] },
        "case": { "type": ["string", "null"], "description": "Its number, for whoever may know of it" },
        "opened_at": at, "giver": text, "taken_at": at_or_null, "taker": text_or_null,
        "returned_at": at_or_null, "return_reason": text_or_null
    }));
    json!({
        "DutyEvent": event,
        "DutyEvents": exactly(json!({
            "items": { "type": "array", "items": { "$ref": "#/components/schemas/DutyEvent" } },
            "next": text_or_null
        })),
    })
}
