//! What this room's API is, as an OpenAPI fragment.

use serde_json::{Value as Json, json};
use tongli_cases::exactly;

use crate::order::{Nature, Platform, Solved, Verb, Way};

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
        "404": problem("No order the caller may know of."),
        "409": problem("Somebody was faster."),
        "413": problem("More was sent than is taken at once."),
        "422": problem("A field does not hold, or facts are missing; `errors` and `missing` name them."),
    })
}

fn in_path(name: &str, schema: Json) -> Json {
    json!({ "name": name, "in": "path", "required": true, "schema": schema })
}

fn in_query(name: &str, about: &str) -> Json {
    json!({ "name": name, "in": "query", "required": false, "description": about,
        "schema": { "type": "string" } })
}

fn posted(summary: &str, parameters: &[Json], required: &[&str], mut properties: Json) -> Json {
    properties["version"] =
        json!({ "type": "integer", "description": "The version the caller saw" });
    let required: Vec<&str> = required.iter().copied().chain(["version"]).collect();
    let mut parameters = parameters.to_vec();
    parameters.push(
        json!({ "name": "Idempotency-Key", "in": "header", "required": false, "schema": { "type": "string" },
        "description": "The same key on the same request gives the first answer again, for 24 hours." }),
    );
    json!({ "post": {
        "tags": ["orders"], "summary": summary, "parameters": parameters,
        "requestBody": { "required": true, "content": { "application/json": {
            "schema": { "type": "object", "required": required, "properties": properties } } } },
        "responses": answers("OrderLine")
    } })
}

fn one_of<T: Copy>(all: &[T], code: impl Fn(T) -> &'static str) -> Json {
    let codes: Vec<&str> = all.iter().map(|one| code(*one)).collect();
    json!({ "type": "string", "enum": codes })
}

/// This room's part of the API's description.
pub fn openapi() -> Json {
    let text = json!({ "type": "string" });
    let flag = json!({ "type": "boolean" });
    let at = json!({ "type": "string", "format": "date-time" });
    let paths: Vec<String> = Verb::ALL.iter().map(|one| one.path()).collect();
    let taken = json!({
        "platform": one_of(Platform::ALL, Platform::code), "number": text, "issuer": text,
        "nature": one_of(Nature::ALL, Nature::code), "confidential": flag, "issued_at": at,
        "received_at": at, "sign_by": at, "contact_by": at, "finish_by": at,
        "text_limit": { "type": "integer", "description": "Characters the answer's box takes" }
    });
    let step = json!({
        "at": at, "way": one_of(Way::ALL, Way::code), "until": at, "reason": text,
        "words": text, "text": text, "solved": { "type": ["string", "boolean"],
            "description": "fill-back: one of yes, partly, no, unreasonable; rate: a boolean" },
        "contacted": flag, "satisfied": flag
    });
    json!({ "components": { "schemas": schemas() }, "paths": {
        "/api/v1/cases/{number}/take-order": posted(
            "Write an order from outside down on a case; its limits are kept as printed",
            &[in_path("number", text.clone())], &["platform", "number"], taken),
        "/api/v1/orders": { "get": {
            "tags": ["orders"],
            "summary": "Orders, newest first; a page may be short by what the caller may not know of",
            "parameters": [
                in_query("show", "`open`, which is understood, or `over`"),
                in_query("number", "Those of one number of a platform"),
                in_query("cursor", "The `next` of the page before")
            ],
            "responses": answers("Orders")
        } },
        "/api/v1/orders/{id}": { "get": {
            "tags": ["orders"], "summary": "One order with its clocks",
            "parameters": [in_path("id", text.clone())], "responses": answers("Order")
        } },
        "/api/v1/orders/{id}/{verb}": posted(
            "Sign for it, speak with the person, ask for time, write the answer down, return it, fill back, or write down what the platform heard",
            &[in_path("id", text), in_path("verb", json!({ "type": "string", "enum": paths }))],
            &[], step),
    } })
}

fn line() -> Json {
    let text = json!({ "type": "string" });
    let text_or_null = json!({ "type": ["string", "null"] });
    let flag = json!({ "type": "boolean" });
    let at = json!({ "type": "string", "format": "date-time" });
    let at_or_null = json!({ "type": ["string", "null"], "format": "date-time" });
    let mut natures: Vec<Json> = Nature::ALL.iter().map(|one| json!(one.code())).collect();
    natures.push(Json::Null);
    let mut solved: Vec<Json> = Solved::ALL.iter().map(|one| json!(one.code())).collect();
    solved.push(Json::Null);
    json!({
        "id": text, "version": { "type": "integer" }, "case": text,
        "platform": one_of(Platform::ALL, Platform::code), "number": text,
        "dispatch": { "type": "integer" }, "issuer": text_or_null,
        "nature": { "type": ["string", "null"], "enum": natures }, "confidential": flag,
        "issued_at": at_or_null, "received_at": at, "sign_by": at_or_null,
        "contact_by": at_or_null, "finish_by": at_or_null, "finish_by_now": at_or_null,
        "text_limit": { "type": ["integer", "null"] }, "open": flag,
        "signed_at": at_or_null, "contacted_at": at_or_null, "extension_waits": flag,
        "returned_at": at_or_null, "filled_at": at_or_null,
        "solved": { "type": ["string", "null"], "enum": solved }
    })
}

fn schemas() -> Json {
    let text = json!({ "type": "string" });
    let text_or_null = json!({ "type": ["string", "null"] });
    let at_or_null = json!({ "type": ["string", "null"], "format": "date-time" });
    let list = |schema: &str| {
        let place = format!("#/components/schemas/{schema}");
        json!({ "type": "array", "items": { "$ref": place } })
    };
    let mut whole = line();
    whole["clocks"] = list("OrderClock");
    whole["text"] = text_or_null.clone();
    json!({
        "OrderLine": exactly(line()),
        "Order": exactly(whole),
        "Orders": exactly(json!({ "items": list("OrderLine"), "next": text_or_null })),
        "OrderClock": exactly(json!({
            "id": text, "rule": text, "due_at": at_or_null, "promised_at": at_or_null,
            "met_at": at_or_null, "ended_at": at_or_null, "late": { "type": "boolean" }
        })),
    })
}
