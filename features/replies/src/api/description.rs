//! What this room's API is, as an OpenAPI fragment.

use serde_json::json;

/// This room's part of the API's description.
pub fn openapi() -> serde_json::Value {
    let text = json!({ "type": "string" });
    let flag = json!({ "type": "boolean" });
    let at = json!({ "type": "string", "format": "date-time" });
    let version = json!({ "type": "integer", "description": "The version the caller saw." });
    let refused = |what: &str| {
        json!({
            "description": what,
            "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } },
        })
    };
    let path = |summary: &str, required: &[&str], mut properties: serde_json::Value| {
        properties["version"] = version.clone();
        json!({ "post": {
            "summary": summary,
            "tags": ["replies"],
            "parameters": [
                { "name": "number", "in": "path", "required": true, "schema": text },
                { "name": "Idempotency-Key", "in": "header", "required": false, "schema": text },
            ],
            "requestBody": { "required": true, "content": { "application/json": { "schema": {
                "type": "object", "required": required, "properties": properties,
            } } } },
            "responses": {
                "200": { "description": "Done.", "content": { "application/json": { "schema": {
                    "type": "object",
                    "required": ["number", "stage", "version"],
                    "properties": { "number": text, "stage": text, "version": { "type": "integer" } },
                } } } },
                "403": refused("The role may not do this."),
                "404": refused("No such case in the caller's scope."),
                "409": refused("Somebody was faster."),
                "422": refused("A field is wrong, or facts are missing."),
            },
        } })
    };
    let mode = json!({ "type": "string", "enum": ["face", "phone", "sms", "letter", "platform", "on_file"] });
    let one = json!({ "type": "object", "required": ["allegation", "answer"], "properties": {
        "allegation": { "type": "integer" }, "answer": text, "next_step": text,
    } });
    let proof = json!({ "type": "object", "properties": {
        "file": text, "signer": text, "relation": text, "message_id": text, "reason": text, "read_back": flag,
    } });
    let outcome = json!({ "type": "string", "enum": ["no-answer", "wrong-number", "refused"] });
    let tries = json!({ "type": "array", "items": { "type": "object",
        "required": ["tried_at", "outcome"], "properties": { "tried_at": at, "outcome": outcome } } });
    json!({ "paths": {
        "/api/v1/cases/{number}/answer": path(
            "Write answers down; with a read-back they may be the whole feedback.", &["mode", "answers"],
            json!({ "mode": mode, "spoken_at": at, "spoken_by": text, "read_back": flag,
                    "by_word_agreed": text,
                    "answers": { "type": "array", "items": one } })),
        "/api/v1/cases/{number}/letter": path(
            "Write the letter in hand; what is left out stays.", &[],
            json!({ "salutation": text, "opening": text, "steps": text, "result": text,
                    "routes": { "type": "array", "items": text }, "contact_name": text,
                    "contact_phone": text, "dated": { "type": "string", "format": "date" } })),
        "/api/v1/cases/{number}/approve": path(
            "Approve the answers or send them back.", &[], json!({ "ok": flag, "reason": text })),
        "/api/v1/cases/{number}/release": path(
            "Let the approved answer go out; a letter is fixed.", &[], json!({})),
        "/api/v1/cases/{number}/prove-delivery": path(
            "Prove that the answer reached the person.", &[],
            json!({ "mode": mode, "proof": proof, "delivered_at": at })),
        "/api/v1/cases/{number}/follow-up": path(
            "Record tries of a follow-up and what was said.", &["reached"],
            json!({ "reached": flag, "outcome": outcome, "tried_at": at, "tries": tries,
                    "satisfaction": { "type": "integer", "minimum": 1, "maximum": 5 }, "reason": text,
                    "identity_checked": flag, "rated_by_patient": flag, "understood": flag,
                    "measures_done": flag, "new_demand": text, "note": text, "do_not_contact": flag })),
    } })
}
