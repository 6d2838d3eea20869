//! What this room's API is, as an OpenAPI fragment.

use serde_json::{Value as Json, json};
use tongli_cases::{described_verb, exactly};

use crate::codes::{
    About, AskerStanding, Asks, Basis, ConsentKind, Decision, How, Recipient, RequestStage, Way,
    Whom,
};

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
        "404": problem("Nothing the caller may know of."),
        "409": problem("Somebody was faster."),
        "413": problem("More was sent than is taken at once."),
        "422": problem("A field does not hold, or facts are missing; `errors` and `missing` name them."),
    })
}

fn codes<T: Copy>(all: &[T], code: fn(T) -> &'static str) -> Json {
    let all: Vec<&str> = all.iter().map(|one| code(*one)).collect();
    json!({ "type": "string", "enum": all })
}

fn query(name: &str, about: &str, schema: Json) -> Json {
    json!({ "name": name, "in": "query", "required": false, "description": about, "schema": schema })
}

fn number() -> Json {
    json!({ "name": "number", "in": "path", "required": true, "schema": { "type": "string" } })
}

fn read(summary: &str, parameters: Vec<Json>, schema: &str) -> Json {
    json!({ "get": { "tags": ["privacy"], "summary": summary, "parameters": parameters,
        "responses": answers("200", schema) } })
}

fn posted(
    summary: &str,
    mut parameters: Vec<Json>,
    required: &[&str],
    properties: Json,
    status: &str,
) -> Json {
    parameters.push(json!({ "name": "Idempotency-Key", "in": "header", "required": false,
        "schema": { "type": "string" },
        "description": "The same key on the same request gives the first answer again, for 24 hours." }));
    json!({ "post": { "tags": ["privacy"], "summary": summary, "parameters": parameters,
        "requestBody": { "required": true, "content": { "application/json": {
            "schema": { "type": "object", "required": required, "properties": properties } } } },
        "responses": answers(status, "PrivacyRequestLine") } })
}

/// A verb of a case that answers with something of this room's.
fn verb(schema: &str, summary: &str, required: &[&str], properties: Json) -> Json {
    let mut path = described_verb("privacy", summary, required, properties);
    path["post"]["responses"]["200"] = answers("200", schema)["200"].clone();
    path
}

fn consent_body(with_decision: bool) -> Json {
    let text = json!({ "type": "string" });
    let mut body = json!({
        "kind": codes(ConsentKind::ALL, ConsentKind::code),
        "whom": codes(Whom::ALL, Whom::code), "name": text,
        "how": codes(How::ALL, How::code), "file": text,
        "decided_at": { "type": "string", "format": "date-time" },
    });
    if with_decision {
        body["decision"] = codes(&[Decision::Given, Decision::Refused], Decision::code);
    }
    body
}

/// This room's part of the API's description.
pub fn openapi() -> Json {
    json!({ "components": { "schemas": schemas() }, "paths": paths() })
}

fn paths() -> Json {
    let text = json!({ "type": "string" });
    let at = json!({ "type": "string", "format": "date-time" });
    let day = json!({ "type": "string", "format": "date" });
    let whole = json!({ "type": "integer", "description": "The version the caller saw" });
    let cursor = query("cursor", "The `next` of the page before", text.clone());
    let ends = [
        RequestStage::Answered,
        RequestStage::Refused,
        RequestStage::Handed,
    ];
    json!({
        "/api/v1/privacy/purposes": read("The purpose table", vec![], "Purposes"),
        "/api/v1/cases/{number}/consents": read(
            "The consents of a case, oldest first; `version` is what a new decision sends",
            vec![number()], "Consents"),
        "/api/v1/cases/{number}/consent": verb("Consented",
            "Write down that somebody consents or refuses; `version` is that of the consents",
            &["kind", "whom", "decision", "how"], consent_body(true)),
        "/api/v1/cases/{number}/withdraw-consent": verb("Consented",
            "Write down that a consent is taken back; `version` is that of the consents",
            &["kind", "whom", "how"], consent_body(false)),
        "/api/v1/cases/{number}/disclose": verb("Disclosed",
            "Write down what of a case was handed outside",
            &["recipient", "body", "basis", "ground", "purpose", "what", "way", "approver"],
            json!({
                "recipient": codes(Recipient::ALL, Recipient::code), "body": text, "person": text,
                "basis": codes(Basis::ALL, Basis::code), "ground": text, "purpose": text,
                "what": text, "files": { "type": "array", "items": text },
                "way": codes(Way::ALL, Way::code), "given_at": at,
                "approver": { "type": "string", "description": "A login or staff number" },
            })),
        "/api/v1/privacy/disclosures": read(
            "The register of what was handed outside, newest first",
            vec![
                query("case", "The number of a case", text.clone()),
                query("recipient", "", codes(Recipient::ALL, Recipient::code)),
                query("from", "The first day", day.clone()), query("to", "The last day", day),
                query("drafts", "1: only lines that wait to be completed", text.clone()),
                cursor.clone(),
            ], "Disclosures"),
        "/api/v1/privacy/requests": {
            "get": read("Requests of persons about their own information, newest first", vec![
                query("show", "all: those that have ended, too", text.clone()), cursor,
            ], "PrivacyRequests")["get"],
            "post": posted("Take a request down; its clock runs from its receipt", vec![],
                &["asks", "asker", "standing", "about", "what", "cases"], json!({
                    "asks": codes(Asks::ALL, Asks::code), "asker": text, "phone": text,
                    "standing": codes(AskerStanding::ALL, AskerStanding::code),
                    "about": codes(About::ALL, About::code), "what": text, "received_at": at,
                    "cases": { "type": "array", "items": text },
                }), "201")["post"],
        },
        "/api/v1/privacy/requests/{number}": read("One request with its clock", vec![number()], "PrivacyRequest"),
        "/api/v1/privacy/requests/{number}/check": posted("Write down how it was checked who asks",
            vec![number()], &["version", "checked_how"],
            json!({ "version": whole, "checked_how": text }), "200"),
        "/api/v1/privacy/requests/{number}/answer": posted("End a request: answered, refused or handed on",
            vec![number()], &["version", "outcome", "result"],
            json!({ "version": whole, "outcome": codes(&ends, RequestStage::code), "result": text }), "200"),
    })
}

fn request_line() -> Json {
    let text = json!({ "type": "string" });
    let at = json!({ "type": "string", "format": "date-time" });
    let at_or_null = json!({ "type": ["string", "null"], "format": "date-time" });
    json!({
        "number": text, "version": { "type": "integer" }, "asks": codes(Asks::ALL, Asks::code),
        "standing": codes(AskerStanding::ALL, AskerStanding::code),
        "about": codes(About::ALL, About::code),
        "stage": codes(RequestStage::ALL, RequestStage::code), "keeper": text,
        "received_at": at, "checked_at": at_or_null, "ended_at": at_or_null,
    })
}

fn schemas() -> Json {
    let text = json!({ "type": "string" });
    let text_or_null = json!({ "type": ["string", "null"] });
    let whole = json!({ "type": "integer" });
    let flag = json!({ "type": "boolean" });
    let texts = json!({ "type": "array", "items": text });
    let at = json!({ "type": "string", "format": "date-time" });
    let at_or_null = json!({ "type": ["string", "null"], "format": "date-time" });
    let items = |schema: &str| json!({ "type": "array", "items": { "$ref": format!("#/components/schemas/{schema}") } });
    let mut request = request_line();
    for (name, schema) in [
        ("asker", &text),
        ("what", &text),
        ("cases", &texts),
        ("checked_how", &text_or_null),
        ("result", &text_or_null),
        ("due_at", &at_or_null),
        ("late", &flag),
    ] {
        request[name] = schema.clone();
    }
    json!({
        "Purposes": exactly(json!({ "items": items("Purpose"), "notice": text_or_null })),
        "Purpose": exactly(json!({
            "id": text, "version": whole, "title": text, "basis": text, "document": text,
            "article": text, "verified": flag, "fields": texts, "in_full": texts,
            "retention_class": text, "retention_years": whole,
            "retention_days": { "type": ["integer", "null"] }, "in_notice": flag,
        })),
        "Consents": exactly(json!({ "items": items("Consent"), "version": whole })),
        "Consent": exactly(json!({
            "kind": codes(ConsentKind::ALL, ConsentKind::code), "whom": codes(Whom::ALL, Whom::code),
            "name": text_or_null, "decision": codes(Decision::ALL, Decision::code),
            "how": codes(How::ALL, How::code), "file": text_or_null, "decided_at": at,
            "text_version": text, "stands": flag,
        })),
        "Consented": exactly(json!({ "number": text, "consent_version": whole })),
        "Disclosed": exactly(json!({ "number": text, "disclosure": text })),
        "Disclosures": exactly(json!({ "items": items("Disclosure"), "next": text_or_null })),
        "Disclosure": exactly(json!({
            "id": text, "case": text, "recipient": codes(Recipient::ALL, Recipient::code),
            "body": text, "basis": codes(Basis::ALL, Basis::code), "ground": text,
            "purpose": text, "what": text, "files": texts, "way": codes(Way::ALL, Way::code),
            "given_at": at, "approver": text, "recorder": text, "draft": flag,
        })),
        "PrivacyRequests": exactly(json!({ "items": items("PrivacyRequestLine"), "next": text_or_null })),
        "PrivacyRequestLine": exactly(request_line()),
        "PrivacyRequest": exactly(request),
    })
}
