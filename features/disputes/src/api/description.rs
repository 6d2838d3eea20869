//! What this room's API is, as an OpenAPI fragment.

use serde_json::{Value as Json, json};
use tongli_cases::{described_verb, exactly};

use crate::notice::{NoticeKind, Outcome};
use crate::report::Matter;

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
        "404": problem("No dispute the caller may know of."),
        "409": problem("Somebody was faster."),
        "413": problem("More was sent than is taken at once."),
        "422": problem("A field does not hold, or facts are missing; `errors` and `missing` name them."),
    })
}

fn number() -> Json {
    json!({ "name": "number", "in": "path", "required": true, "schema": { "type": "string" } })
}

fn posted(summary: &str, required: &[&str], mut properties: Json) -> Json {
    properties["version"] =
        json!({ "type": "integer", "description": "The version the caller saw" });
    let required: Vec<&str> = required.iter().copied().chain(["version"]).collect();
    json!({ "post": {
        "tags": ["disputes"], "summary": summary,
        "parameters": [
            number(),
            { "name": "Idempotency-Key", "in": "header", "required": false, "schema": { "type": "string" },
              "description": "The same key on the same request gives the first answer again, for 24 hours." }
        ],
        "requestBody": { "required": true, "content": { "application/json": {
            "schema": { "type": "object", "required": required, "properties": properties } } } },
        "responses": answers("DisputeLine")
    } })
}

/// This room's part of the API's description.
pub fn openapi() -> Json {
    let text = json!({ "type": "string" });
    let at = json!({ "type": "string", "format": "date-time" });
    let matters: Vec<&str> = Matter::ALL.iter().map(|one| one.code()).collect();
    json!({ "components": { "schemas": schemas() }, "paths": {
        "/api/v1/cases/{number}/to-dispute": described_verb(
            "disputes", "Open a medical dispute from a case", &["reason"], json!({ "reason": text })),
        "/api/v1/disputes": { "get": {
            "tags": ["disputes"],
            "summary": "Disputes, newest first; a page may be short by what the caller may not know of",
            "parameters": [{ "name": "cursor", "in": "query", "required": false,
                "description": "The `next` of the page before", "schema": text }],
            "responses": answers("Disputes")
        } },
        "/api/v1/disputes/{number}": { "get": {
            "tags": ["disputes"], "summary": "One dispute with its notices, reports and clocks",
            "parameters": [number()], "responses": answers("Dispute")
        } },
        "/api/v1/disputes/{number}/death": posted(
            "Write down a death; its clocks run from its minute", &["died_at"],
            json!({ "died_at": at, "frozen": { "type": "boolean" }, "body_at": at, "body_left_at": at })),
        "/api/v1/disputes/{number}/decide": posted(
            "Decide whether the authority has to be told", &["matter", "reason"],
            json!({ "matter": { "type": "string", "enum": matters }, "reason": text, "discovered_at": at })),
        "/api/v1/disputes/{number}/report": posted(
            "Write down that the authority was told", &["report", "reported_at", "authority", "channel", "person"],
            json!({ "report": text, "reported_at": at, "authority": text, "channel": text, "person": text, "receipt": text })),
    } })
}

fn line() -> Json {
    let text = json!({ "type": "string" });
    let at = json!({ "type": "string", "format": "date-time" });
    let at_or_null = json!({ "type": ["string", "null"], "format": "date-time" });
    json!({
        "number": text, "version": { "type": "integer" }, "case": text, "reason": text,
        "keeper": text, "opened_at": at, "died_at": at_or_null,
        "frozen": { "type": ["boolean", "null"] }, "body_at": at_or_null, "body_left_at": at_or_null
    })
}

fn codes_or_null(codes: impl Iterator<Item = &'static str>) -> Json {
    let mut all: Vec<Json> = codes.map(|code| json!(code)).collect();
    all.push(Json::Null);
    json!({ "type": ["string", "null"], "enum": all })
}

fn schemas() -> Json {
    let text = json!({ "type": "string" });
    let text_or_null = json!({ "type": ["string", "null"] });
    let at = json!({ "type": "string", "format": "date-time" });
    let at_or_null = json!({ "type": ["string", "null"], "format": "date-time" });
    let list = |schema: &str| {
        let place = format!("#/components/schemas/{schema}");
        json!({ "type": "array", "items": { "$ref": place } })
    };
    let kinds: Vec<&str> = NoticeKind::ALL.iter().map(|one| one.code()).collect();
    let matters: Vec<&str> = Matter::ALL.iter().map(|one| one.code()).collect();
    let mut whole = line();
    whole["missing"] = json!({ "type": "array", "items": text });
    whole["notices"] = list("DisputeNotice");
    whole["reports"] = list("DisputeReport");
    whole["clocks"] = list("DisputeClock");
    json!({
        "DisputeLine": exactly(line()),
        "Dispute": exactly(whole),
        "Disputes": exactly(json!({ "items": list("DisputeLine"), "next": text_or_null })),
        "DisputeNotice": exactly(json!({
            "id": text, "kind": { "type": "string", "enum": kinds }, "text_version": text,
            "digest": text, "made_at": at,
            "outcome": codes_or_null(Outcome::ALL.iter().map(|one| one.code())),
            "decided_at": at_or_null, "level": text_or_null
        })),
        "DisputeReport": exactly(json!({
            "id": text, "matter": { "type": "string", "enum": matters }, "reason": text,
            "discovered_at": at_or_null, "reported_at": at_or_null, "authority": text_or_null,
            "receipt": text_or_null
        })),
        "DisputeClock": exactly(json!({
            "id": text, "rule": text, "due_at": at_or_null, "met_at": at_or_null,
            "ended_at": at_or_null, "late": { "type": "boolean" }
        })),
    })
}
