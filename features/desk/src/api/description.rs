//! What this room's API is, as an OpenAPI fragment.

use serde_json::{Value as Json, json};
use tongli_cases::exactly;

use crate::kind::kinds;
use crate::window::LONGEST;

fn problem(what: &str) -> Json {
    json!({ "description": what, "content": { "application/problem+json": {
        "schema": { "$ref": "#/components/schemas/Problem" } } } })
}

fn answered(what: &str, schema: &str) -> Json {
    let place = format!("#/components/schemas/{schema}");
    json!({ "description": what, "content": { "application/json": { "schema": { "$ref": place } } } })
}

/// This room's part of the API's description.
pub fn openapi() -> Json {
    let text = json!({ "type": "string" });
    let day = json!({ "type": "string", "format": "date" });
    let (signed_out, not_allowed) = (
        problem("Nobody is signed in."),
        problem("The role may not do this."),
    );
    json!({ "components": { "schemas": schemas() }, "paths": {
        "/api/v1/desk/tally": { "get": {
            "tags": ["desk"],
            "summary": "What a day came to at the desk: taps, cases registered, and both together",
            "parameters": [{ "name": "day", "in": "query", "required": false,
                "description": "Today where none is named", "schema": day }],
            "responses": {
                "200": answered("The day.", "DeskDay"), "401": signed_out, "403": not_allowed,
                "422": problem("No day, or one that is not there yet.")
            }
        } },
        "/api/v1/desk/taps": { "post": {
            "tags": ["desk"], "summary": "Count a contact that is no case, at this moment",
            "parameters": [{ "name": "Idempotency-Key", "in": "header", "required": false, "schema": text,
                "description": "The same key on the same request gives the first answer again, for 24 hours; without one each request counts." }],
            "requestBody": { "required": true, "content": { "application/json": { "schema": {
                "type": "object", "required": ["kind"], "properties": {
                    "kind": kind_codes(),
                    "window": { "type": "string", "description": format!("What the office calls the window, at most {LONGEST} characters") } } } } } },
            "responses": {
                "201": answered("Counted.", "DeskTap"), "401": signed_out, "403": not_allowed,
                "409": problem("The key belongs to another request."),
                "413": problem("More was sent than is taken at once."),
                "422": problem("No such kind of contact, or too long a name of a window.")
            }
        } },
        "/api/v1/desk/taps/{id}/undo": { "post": {
            "tags": ["desk"],
            "summary": "Take an own tap of today back; it stays on record. Twice changes nothing",
            "parameters": [{ "name": "id", "in": "path", "required": true, "schema": text }],
            "responses": {
                "200": answered("Taken back.", "DeskTap"), "401": signed_out, "403": not_allowed,
                "404": problem("No tap of the caller's."),
                "409": problem("Its day is over.")
            }
        } },
    } })
}

fn kind_codes() -> Json {
    let codes: Vec<&str> = kinds().iter().map(|kind| kind.code.as_str()).collect();
    json!({ "type": "string", "enum": codes })
}

fn schemas() -> Json {
    let text = json!({ "type": "string" });
    let number = json!({ "type": "integer" });
    let number_or_null = json!({ "type": ["integer", "null"] });
    let day = json!({ "type": "string", "format": "date" });
    let hour = json!({ "type": "integer", "description": "0 to 23, hospital time" });
    let window = json!({ "type": ["string", "null"], "description": "None where nobody said" });
    let list = |of: Json| json!({ "type": "array", "items": exactly(of) });
    json!({
        "DeskDay": exactly(json!({
            "day": day,
            "tally": { "type": "integer", "description": "Contacts that are no case" },
            "registered": { "type": "integer", "description": "Cases received on the day, as far as the caller may know of them" },
            "receptions": { "type": "integer", "description": "Both together: person-times" },
            "target": { "type": ["integer", "null"], "description": "Receptions the day is to have; none on a day of rest" },
            "target_version": number_or_null,
            "behind": { "type": "boolean", "description": "Many changes of cases are still to be counted in" },
            "kinds": list(json!({ "kind": kind_codes(), "n": number })),
            "hours": list(json!({ "hour": hour, "n": number })),
            "parts": list(json!({ "hour": hour, "window": window, "kind": kind_codes(), "n": number }))
        })),
        "DeskTap": exactly(json!({
            "id": text, "kind": kind_codes(), "window": window, "day": day, "hour": hour,
            "at": { "type": "string", "format": "date-time" },
            "undone_at": { "type": ["string", "null"], "format": "date-time" }
        })),
    })
}
