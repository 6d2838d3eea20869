//! The pieces a description is made of.

use serde_json::{Value as Json, json};

pub(in crate::api) fn codes<T: Copy>(all: &[T], code: fn(T) -> &'static str) -> Json {
    let codes: Vec<&str> = all.iter().map(|one| code(*one)).collect();
    json!({ "type": "string", "enum": codes })
}

pub(in crate::api) fn nullable(mut schema: Json) -> Json {
    let kind = schema["type"].clone();
    schema["type"] = json!([kind, "null"]);
    if let Some(values) = schema.get_mut("enum").and_then(Json::as_array_mut) {
        values.push(Json::Null);
    }
    schema
}

pub(in crate::api) fn text() -> Json {
    json!({ "type": "string" })
}

pub(super) fn whole() -> Json {
    json!({ "type": "integer" })
}

/// How grave an allegation is.
pub(super) fn severity() -> Json {
    json!({
        "type": "integer", "minimum": 0, "maximum": 3,
        "description": "0 none, no fault to be seen; 1 low, inconvenient or unpleasant; 2 medium, care fell clearly short; 3 high, harm was done or risked",
    })
}

pub(in crate::api) fn flag() -> Json {
    json!({ "type": "boolean" })
}

pub(in crate::api) fn moment() -> Json {
    json!({ "type": "string", "format": "date-time" })
}

pub(in crate::api) fn list(items: Json) -> Json {
    json!({ "type": "array", "items": items })
}

pub(super) fn of(schema: &str) -> Json {
    json!({ "$ref": format!("#/components/schemas/{schema}") })
}

/// An answer whose every field is always there.
pub fn exactly(properties: Json) -> Json {
    let required: Vec<String> = properties
        .as_object()
        .map(|fields| fields.keys().cloned().collect())
        .unwrap_or_default();
    json!({
        "type": "object", "required": required, "additionalProperties": false,
        "properties": properties
    })
}

/// What is sent: only some fields are asked for.
pub(super) fn body(required: &[&str], properties: Json) -> Json {
    json!({ "type": "object", "required": required, "properties": properties })
}

pub(super) fn number() -> Json {
    json!({ "name": "number", "in": "path", "required": true, "schema": text() })
}

pub(super) fn key() -> Json {
    json!({
        "name": "Idempotency-Key", "in": "header", "required": false, "schema": text(),
        "description": "The same key on the same request gives the first answer again, for 24 hours."
    })
}

fn problem(what: &str) -> Json {
    json!({
        "description": what,
        "content": { "application/problem+json": { "schema": of("Problem") } }
    })
}

/// The answers of a path that reads.
pub(super) fn read_answers(schema: &str) -> Json {
    json!({
        "200": { "description": "Found.", "content": { "application/json": { "schema": of(schema) } } },
        "401": problem("Nobody is signed in."),
        "403": problem("The role may not do this."),
        "404": problem("No such case inside the caller's scope."),
        "422": problem("A parameter does not hold; `errors` names it."),
    })
}

/// The answers of a path that changes something.
pub(super) fn answers(status: &str, schema: &str) -> Json {
    json!({
        status: { "description": "Done.", "content": { "application/json": { "schema": of(schema) } } },
        "401": problem("Nobody is signed in."),
        "403": problem("The role may not do this."),
        "404": problem("No such case inside the caller's scope."),
        "409": problem("Somebody was faster, or the key belongs to another request."),
        "413": problem("More was sent than is taken at once."),
        "422": problem("A field does not hold, or facts are missing; `errors` and `missing` name them."),
    })
}

/// A path of a case that is read.
pub fn described_reading(room: &str, summary: &str, schema: &str) -> Json {
    json!({ "get": {
        "tags": [room], "summary": summary, "parameters": [number()],
        "responses": read_answers(schema)
    } })
}

/// The path of a verb that decides: it asks for the version the caller saw, and
/// answers where the case stands after it.
pub fn described_verb(room: &str, summary: &str, required: &[&str], mut properties: Json) -> Json {
    properties["version"] =
        json!({ "type": "integer", "description": "The version the caller saw" });
    let required: Vec<&str> = required.iter().copied().chain(["version"]).collect();
    posted(room, summary, body(&required, properties))
}

/// The path of a verb with this body.
pub(super) fn posted(room: &str, summary: &str, body: Json) -> Json {
    json!({ "post": {
        "tags": [room], "summary": summary, "parameters": [number(), key()],
        "requestBody": { "required": true, "content": { "application/json": { "schema": body } } },
        "responses": answers("200", "MovedCase")
    } })
}
