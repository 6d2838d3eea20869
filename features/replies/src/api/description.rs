//! What this room's API is, as an OpenAPI fragment.

use serde_json::{Value as Json, json};
use tongli_cases::{described_reading, described_verb, exactly};

use crate::letter::State;

/// This room's part of the API's description.
pub fn openapi() -> Json {
    let text = json!({ "type": "string" });
    let flag = json!({ "type": "boolean" });
    let at = json!({ "type": "string", "format": "date-time" });
    let path = |summary: &str, required: &[&str], properties: Json| {
        described_verb("replies", summary, required, properties)
    };
    let mode = json!({ "type": "string", "enum": ["face", "phone", "sms", "letter", "platform", "on_file"] });
    let one = json!({ "type": "object", "required": ["allegation", "answer"], "properties": {
        "allegation": { "type": "integer" }, "answer": text, "next_step": text,
        "clinical": { "type": "boolean", "description": "Whether it holds anything clinical; left out, the category says so" },
        "clinical_reason": text,
        "plain": { "type": "string", "description": "The version without clinical content" },
    } });
    let proof = json!({ "type": "object", "properties": {
        "file": { "type": "string", "description": "Id of a file of this case" }, "signer": text, "relation": text, "message_id": text, "reason": text, "read_back": flag,
    } });
    let outcome = json!({ "type": "string", "enum": ["no-answer", "wrong-number", "refused"] });
    let tries = json!({ "type": "array", "items": { "type": "object",
        "required": ["tried_at", "outcome"], "properties": { "tried_at": at, "outcome": outcome } } });
    json!({ "components": { "schemas": schemas() }, "paths": {
        "/api/v1/cases/{number}/answer": path(
            "Write answers down; with a read-back they may be the whole feedback.", &["mode", "answers"],
            json!({ "mode": mode, "spoken_at": at, "spoken_by": text, "read_back": flag,
                    "by_word_agreed": text,
                    "answers": { "type": "array", "items": one } })),
        "/api/v1/cases/{number}/letter": path(
            "Write the letter in hand; what is left out stays.", &[],
            json!({ "salutation": text, "opening": text, "steps": text, "result": text,
                    "routes": { "type": "array", "items": text }, "contact_name": text,
                    "contact_phone": text, "dated": { "type": "string", "format": "date" },
                    "without_clinical": { "type": "string", "description": "Why the whole letter holds nothing clinical" } })),
        "/api/v1/cases/{number}/approve": path(
            "Approve the answers or send them back.", &[], json!({ "ok": flag, "reason": text })),
        "/api/v1/cases/{number}/order-letter": path(
            "Order an answer in writing.", &[], json!({})),
        "/api/v1/cases/{number}/letters": described_reading(
            "replies", "The letters of a case, the newest first", "CaseLetters"),
        "/api/v1/cases/{number}/release": path(
            "Let the approved answer go out; a letter is fixed.", &[], json!({})),
        "/api/v1/cases/{number}/bind-original": path(
            "Bind the scan of the sealed original to the text that was released.",
            &["no", "digest", "file"],
            json!({ "no": { "type": "integer" }, "digest": text,
                    "file": { "type": "string", "description": "Id of a file of this case" } })),
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

fn schemas() -> Json {
    let text = json!({ "type": "string" });
    let whole = json!({ "type": "integer" });
    let at_or_null = json!({ "type": ["string", "null"], "format": "date-time" });
    let states = State::ALL.map(State::code);
    let list = |schema: &str| {
        let place = format!("#/components/schemas/{schema}");
        json!({ "type": "array", "items": { "$ref": place } })
    };
    json!({
        "CaseLetters": exactly(json!({ "items": list("CaseLetter") })),
        "CaseLetter": exactly(json!({
            "id": text, "no": whole, "state": { "type": "string", "enum": states },
            "digest": { "type": ["string", "null"] },
            "drafted_at": { "type": "string", "format": "date-time" },
            "approved_at": at_or_null, "released_at": at_or_null, "salutation": text,
            "opening": text, "points": list("CaseLetterPoint"), "steps": text, "result": text,
            "routes": { "type": "array", "items": text }, "contact_name": text,
            "contact_phone": text, "dated": text, "sender": text, "without_clinical": text
        })),
        "CaseLetterPoint": exactly(json!({
            "allegation": whole, "text": text, "finding": { "type": ["string", "null"] },
            "answer": text, "next_step": text
        })),
    })
}
