//! What this room's API is, as an OpenAPI fragment.

use serde_json::{Value as Json, json};
use tongli_approvals::{Kind, State as Asked, Verdict};

use crate::instruction::{State, UrgentStep};
use crate::money::Purpose;

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
        "404": problem("Nothing the caller may know of."),
        "409": problem("Somebody was faster."),
        "413": problem("More was sent than is taken at once."),
        "422": problem("A field does not hold, or facts are missing; `errors` and `missing` name them."),
    })
}

fn in_path(name: &str) -> Json {
    json!({ "name": name, "in": "path", "required": true, "schema": { "type": "string" } })
}

fn posted(
    summary: &str,
    place: &str,
    schema: &str,
    required: &[&str],
    mut properties: Json,
) -> Json {
    properties["version"] =
        json!({ "type": "integer", "description": "The version the caller saw" });
    let required: Vec<&str> = required.iter().copied().chain(["version"]).collect();
    json!({ "post": {
        "tags": ["leaders"], "summary": summary,
        "parameters": [
            in_path(place),
            { "name": "Idempotency-Key", "in": "header", "required": false, "schema": { "type": "string" },
              "description": "The same key on the same request gives the first answer again, for 24 hours." }
        ],
        "requestBody": { "required": true, "content": { "application/json": {
            "schema": { "type": "object", "required": required, "properties": properties } } } },
        "responses": answers(schema)
    } })
}

/// This room's part of the API's description.
pub fn openapi() -> Json {
    let text = json!({ "type": "string" });
    let at = json!({ "type": "string", "format": "date-time" });
    let steps: Vec<&str> = UrgentStep::ALL.iter().map(|one| one.code()).collect();
    let purposes: Vec<&str> = Purpose::ALL.iter().map(|one| one.code()).collect();
    let verdicts: Vec<&str> = Verdict::ALL.iter().map(|one| one.code()).collect();
    json!({ "components": { "schemas": schemas() }, "paths": {
        "/api/v1/approvals": { "get": {
            "tags": ["leaders"],
            "summary": "What waits for a leader, oldest first; a page may be short by what the caller may not know of",
            "parameters": [{ "name": "cursor", "in": "query", "required": false,
                "description": "The `next` of the page before", "schema": text }],
            "responses": answers("Approvals")
        } },
        "/api/v1/approvals/{id}/decide": posted(
            "Decide on a request for money", "id", "Approval", &["verdict"],
            json!({ "verdict": { "type": "string", "enum": verdicts }, "reason": text })),
        "/api/v1/cases/{number}/money": posted(
            "Ask for money on a case", "number", "Approval", &["purpose", "amount_fen", "reason"],
            json!({ "purpose": { "type": "string", "enum": purposes },
                "amount_fen": { "type": "integer" }, "reason": text })),
        "/api/v1/cases/{number}/instructions": { "get": {
            "tags": ["leaders"], "summary": "What leaders said by word about a case, oldest first",
            "parameters": [in_path("number")], "responses": answers("Instructions")
        } },
        "/api/v1/cases/{number}/instruct": posted(
            "Write down what a leader said by word; no word is enough for a refusal, money or the letter",
            "number", "Instruction", &["leader", "words", "given_at", "step"],
            json!({ "leader": text, "words": text, "given_at": at,
                "step": { "type": "string", "enum": steps } })),
        "/api/v1/instructions/{id}/sign": posted(
            "Sign what one said by word, or say that it was not so", "id", "Instruction", &["ok"],
            json!({ "ok": { "type": "boolean" }, "words": text })),
        "/api/v1/instructions/{id}/paper": posted(
            "Put in the note that was signed on paper", "id", "Instruction", &["file"],
            json!({ "file": { "type": "string", "description": "A file of the case" } })),
    } })
}

fn listed(schema: &str) -> Json {
    json!({ "type": "array", "items": { "$ref": format!("#/components/schemas/{schema}") } })
}

fn exactly(properties: Json) -> Json {
    tongli_cases::exactly(properties)
}

fn schemas() -> Json {
    let text = json!({ "type": "string" });
    let text_or_null = json!({ "type": ["string", "null"] });
    let whole = json!({ "type": "integer" });
    let at = json!({ "type": "string", "format": "date-time" });
    let at_or_null = json!({ "type": ["string", "null"], "format": "date-time" });
    let kinds: Vec<&str> = Kind::ALL.iter().map(|one| one.code()).collect();
    let asked: Vec<&str> = Asked::ALL.iter().map(|one| one.code()).collect();
    let states: Vec<&str> = State::ALL.iter().map(|one| one.code()).collect();
    let steps: Vec<&str> = UrgentStep::ALL.iter().map(|one| one.code()).collect();
    let approval = json!({
        "id": text, "version": whole, "case": text,
        "kind": { "type": "string", "enum": kinds }, "state": { "type": "string", "enum": asked },
        "digest": text, "purpose": text_or_null, "amount_fen": { "type": ["integer", "null"] },
        "rule": text, "rule_version": whole, "quorum": whole,
        "asked_by": text_or_null, "asked_at": at
    });
    let mut waiting = approval.clone();
    waiting["mine"] = json!({ "type": "boolean", "description": "The caller could decide it now" });
    json!({
        "Approval": exactly(approval),
        "WaitingApproval": exactly(waiting),
        "Approvals": exactly(json!({ "items": listed("WaitingApproval"), "next": text_or_null })),
        "Instruction": exactly(json!({
            "id": text, "version": whole, "case": text, "leader": text, "words": text,
            "given_at": at, "step": { "type": "string", "enum": steps },
            "recorded_by": text, "recorded_at": at, "state": { "type": "string", "enum": states },
            "answer": text_or_null, "answered_at": at_or_null, "file": text_or_null
        })),
        "Instructions": exactly(json!({ "items": listed("Instruction") })),
    })
}
