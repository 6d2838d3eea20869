//! What this room's API is, as an OpenAPI fragment.

use serde_json::{Value as Json, json};
use tongli_cases::{described_reading, described_verb, exactly};

use crate::statement::State;

/// This room's part of the API's description.
pub fn openapi() -> Json {
    let text = json!({ "type": "string" });
    let day = json!({ "type": "string", "format": "date" });
    let department = json!({ "type": "string", "description": "A code or an exact name" });
    let path = |summary: &str, required: &[&str], properties: Json| {
        described_verb("inquiry", summary, required, properties)
    };
    let finding = json!({ "type": "object", "required": ["allegation", "finding", "reason"], "properties": {
        "allegation": { "type": "integer", "description": "Its number in the case." },
        "finding": { "type": "string", "enum": ["upheld", "partly_upheld", "not_upheld", "unclear"] },
        "reason": { "type": "string", "minLength": 5 },
    } });
    json!({ "components": { "schemas": schemas() }, "paths": {
        "/api/v1/cases/{number}/request-statement": path(
            "Ask departments for their statements.", &["departments", "question"],
            json!({ "departments": { "type": "array", "items": department }, "question": text, "due_on": day })),
        "/api/v1/cases/{number}/submit-statement": path(
            "Give a department's statement.", &["text"],
            json!({ "department": department, "text": text, "condition": text, "course": text, "communication": text })),
        "/api/v1/cases/{number}/return-statement": path(
            "Send a statement back with a reason.", &["department", "reason"],
            json!({ "department": department, "reason": text, "due_on": day })),
        "/api/v1/cases/{number}/excuse-statement": path(
            "Let a statement go that will not come, with a reason.", &["department", "reason"],
            json!({ "department": department, "reason": text })),
        "/api/v1/cases/{number}/find": path(
            "Find allegations upheld or not.", &["findings"],
            json!({ "findings": { "type": "array", "items": finding } })),
        "/api/v1/cases/{number}/review": path(
            "Let the findings stand or send them back.", &["ok"],
            json!({ "ok": { "type": "boolean" }, "reason": text })),
        "/api/v1/cases/{number}/statements": described_reading(
            "inquiry", "The statements asked for, as far as the caller sees them", "CaseStatements"),
    } })
}

fn schemas() -> Json {
    let text = json!({ "type": "string" });
    let text_or_null = json!({ "type": ["string", "null"] });
    let whole = json!({ "type": "integer" });
    let at = json!({ "type": "string", "format": "date-time" });
    let at_or_null = json!({ "type": ["string", "null"], "format": "date-time" });
    let states = State::ALL.map(State::code);
    let list = |schema: &str| {
        let place = format!("#/components/schemas/{schema}");
        json!({ "type": "array", "items": { "$ref": place } })
    };
    json!({
        "CaseStatements": exactly(json!({ "items": list("CaseStatement") })),
        "CaseStatement": exactly(json!({
            "id": text, "department": text, "state": { "type": "string", "enum": states },
            "question": text, "asked_at": at, "due_at": at_or_null, "given_at": at_or_null,
            "late": { "type": "boolean" }, "bounces": whole, "return_reason": text_or_null,
            "excuse": text_or_null, "givings": list("CaseStatementGiving"),
            "amendments": list("CaseStatementAmendment")
        })),
        "CaseStatementGiving": exactly(json!({
            "number": whole, "by": text_or_null, "at": at, "digest": text, "condition": text,
            "course": text, "communication": text, "text": text
        })),
        "CaseStatementAmendment": exactly(json!({ "by": text_or_null, "at": at, "text": text })),
    })
}
