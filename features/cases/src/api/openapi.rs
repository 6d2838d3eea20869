//! This room's part of the API's description.

use serde_json::{Value as Json, json};

use crate::codes::{
    Category, Channel, Court, Finding, Handling, HelpNeed, Kind, Mood, Receiver, RefusalReason,
    Risk, Stage, Urgency, Visibility, VisitType,
};

fn codes<T: Copy>(all: &[T], code: fn(T) -> &'static str) -> Json {
    let codes: Vec<&str> = all.iter().map(|one| code(*one)).collect();
    json!({ "type": "string", "enum": codes })
}

fn nullable(mut schema: Json) -> Json {
    let kind = schema["type"].clone();
    schema["type"] = json!([kind, "null"]);
    if let Some(values) = schema.get_mut("enum").and_then(Json::as_array_mut) {
        values.push(Json::Null);
    }
    schema
}

fn text() -> Json {
    json!({ "type": "string" })
}

fn whole() -> Json {
    json!({ "type": "integer" })
}

fn flag() -> Json {
    json!({ "type": "boolean" })
}

fn moment() -> Json {
    json!({ "type": "string", "format": "date-time" })
}

fn list(items: Json) -> Json {
    json!({ "type": "array", "items": items })
}

fn of(schema: &str) -> Json {
    json!({ "$ref": format!("#/components/schemas/{schema}") })
}

/// An answer whose every field is always there.
fn exact(properties: Json) -> Json {
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
fn body(required: &[&str], properties: Json) -> Json {
    json!({ "type": "object", "required": required, "properties": properties })
}

pub fn openapi() -> Json {
    json!({
        "paths": paths(),
        "components": { "schemas": schemas() }
    })
}

fn number() -> Json {
    json!({ "name": "number", "in": "path", "required": true, "schema": text() })
}

fn key() -> Json {
    json!({
        "name": "Idempotency-Key", "in": "header", "required": false, "schema": text(),
        "description": "The same key on the same request gives the first answer again, for 24 hours."
    })
}

fn answers(status: &str, schema: &str) -> Json {
    let problem = |what: &str| {
        json!({
            "description": what,
            "content": { "application/problem+json": { "schema": of("Problem") } }
        })
    };
    json!({
        status: { "description": "Done.", "content": { "application/json": { "schema": of(schema) } } },
        "401": problem("Nobody is signed in."),
        "403": problem("The role may not do this."),
        "404": problem("No such case inside the caller's scope."),
        "409": problem("Somebody was faster, or the key belongs to another request."),
        "422": problem("A field does not hold, or facts are missing; `errors` and `missing` name them."),
    })
}

fn paths() -> Json {
    let query = |name: &str, about: &str, schema: Json| json!({ "name": name, "in": "query", "required": false, "description": about, "schema": schema });
    let mut paths = json!({
        "/api/v1/cases": {
            "post": {
                "operationId": "registerCase", "tags": ["cases"],
                "summary": "Take down what somebody brings",
                "parameters": [key()],
                "requestBody": { "required": true, "content": { "application/json": { "schema": of("NewCase") } } },
                "responses": answers("201", "RegisteredCase")
            },
            "get": {
                "operationId": "listCases", "tags": ["cases"],
                "summary": "Cases inside the caller's scope, newest first",
                "parameters": [
                    query("stage", "One stage, or several separated by commas", text()),
                    query("kind", "", codes(Kind::ALL, Kind::code)),
                    query("category", "", codes(Category::ALL, Category::code)),
                    query("department", "A code or an exact name", text()),
                    query("q", "A number or its beginning, or words of what was said", text()),
                    query("limit", "", json!({ "type": "integer", "minimum": 1, "maximum": 200 })),
                    query("cursor", "The `next` of the page before", text()),
                ],
                "responses": answers("200", "CaseList")
            }
        },
        "/api/v1/cases/{number}": { "get": {
            "operationId": "readCase", "tags": ["cases"],
            "summary": "One case with its allegations, clocks and marks",
            "parameters": [number()],
            "responses": answers("200", "Case")
        } },
        "/api/v1/cases/{number}/attach": { "post": {
            "operationId": "attachToCase", "tags": ["cases"],
            "summary": "Add files to a case",
            "parameters": [number()],
            "requestBody": { "required": true, "content": { "multipart/form-data": { "schema": body(
                &["file"],
                json!({ "version": whole(), "file": { "type": "string", "format": "binary" } }),
            ) } } },
            "responses": answers("200", "MovedCase")
        } },
    });
    for (verb, summary, required, properties) in verbs() {
        let schema = body(&required, properties);
        paths[format!("/api/v1/cases/{{number}}/{verb}")] = json!({ "post": {
            "operationId": format!("{}Case", verb.replace('-', "")), "tags": ["cases"],
            "summary": summary,
            "parameters": [number(), key()],
            "requestBody": { "required": true, "content": { "application/json": { "schema": schema } } },
            "responses": answers("200", "MovedCase")
        } });
    }
    paths
}

type VerbShape = (&'static str, &'static str, Vec<&'static str>, Json);

fn verbs() -> Vec<VerbShape> {
    let versioned = |mut properties: Json| {
        properties["version"] =
            json!({ "type": "integer", "description": "The version the caller saw" });
        properties
    };
    let decided =
        |verb, summary, properties| (verb, summary, vec!["version"], versioned(properties));
    vec![
        decided(
            "settle",
            "Settle a matter on the spot",
            json!({ "result": text() }),
        ),
        decided(
            "accept",
            "Accept a case for handling",
            json!({ "anonymity_reason": text() }),
        ),
        decided(
            "refuse",
            "Propose not to act; a second person decides by the same verb",
            json!({
                "reason": codes(RefusalReason::ALL, RefusalReason::code), "explanation": text()
            }),
        ),
        decided(
            "assign",
            "Hand a case to someone, by login name, staff number or id",
            json!({ "owner": text(), "speaker": text() }),
        ),
        decided(
            "joint-study",
            "Propose, or decide, that several departments study it together",
            json!({ "reason": text() }),
        ),
        decided(
            "decline",
            "Decide against the refusal or the joint study proposed",
            json!({ "reason": text() }),
        ),
        (
            "inform",
            "Write down that the person was told how it stands",
            vec!["by", "text"],
            versioned(json!({ "by": text(), "told_at": moment(), "text": text() })),
        ),
        decided(
            "handle",
            "Write down how it was handled and what came of it",
            json!({
                "modes": list(codes(Handling::ALL, Handling::code)), "result": text(),
                "refunded_fen": whole(), "waived_fen": whole()
            }),
        ),
        decided(
            "close",
            "Close a case whose answer has arrived",
            json!({ "improvement": text(), "no_improvement_reason": text() }),
        ),
        decided("archive", "Put a finished case into the archive", json!({})),
        decided(
            "pause",
            "Mark that a case waits; no clock stops",
            json!({ "reason": text() }),
        ),
        decided("resume", "End the wait", json!({})),
        decided(
            "hand-over",
            "Hand a case over to another body",
            json!({ "to": codes(Receiver::ALL, Receiver::code), "reason": text() }),
        ),
        decided(
            "reopen",
            "Take a finished case up again: what is new, when and how it arrived",
            json!({
                "reason": text(), "received_at": moment(),
                "channel": codes(Channel::ALL, Channel::code)
            }),
        ),
        (
            "note",
            "Write a note",
            vec!["text"],
            versioned(json!({
                "text": text(),
                "visibility": { "type": "string", "enum": [Visibility::Private.code(), Visibility::Shared.code()] }
            })),
        ),
    ]
}

fn schemas() -> Json {
    let mut schemas = json!({
        "NewCase": new_case(),
        "RegisteredCase": exact(json!({
            "number": text(), "stage": codes(Stage::ALL, Stage::code), "version": whole(),
            "clocks": list(of("CaseClock"))
        })),
        "MovedCase": exact(json!({
            "number": text(), "stage": codes(Stage::ALL, Stage::code), "version": whole(),
            "paused": flag(), "refusal_proposed": flag()
        })),
        "CaseClock": exact(json!({
            "rule": text(), "due_at": nullable(moment()), "promised_at": nullable(moment()),
            "provisional": flag(), "met_at": nullable(moment())
        })),
        "CaseList": exact(json!({ "items": list(of("CaseLine")), "next": nullable(text()) })),
        "CaseLine": exact(json!({
            "number": text(), "kind": codes(Kind::ALL, Kind::code),
            "stage": codes(Stage::ALL, Stage::code), "version": whole(), "paused": flag(),
            "urgency": codes(Urgency::ALL, Urgency::code), "summary": text(),
            "department": nullable(text()), "owner": nullable(text()), "received_at": moment(),
            "registered_at": moment(), "due_at": nullable(moment())
        })),
        "CaseAllegation": exact(json!({
            "id": text(), "seq": whole(), "text": text(),
            "category": nullable(codes(Category::ALL, Category::code)), "severity": nullable(whole()),
            "departments": list(text()),
            "respondents": list(exact(json!({ "said": text(), "name": nullable(text()) }))),
            "finding": nullable(codes(Finding::ALL, Finding::code)),
            "reason": nullable(text()), "answer": nullable(text()), "next_step": nullable(text())
        })),
        "CaseMark": exact(json!({ "mark": text(), "state": { "type": "string", "enum": ["met", "open", "not_needed"] } })),
        "CasePatient": exact(json!({
            "name": nullable(text()), "sex": text(),
            "birth_date": nullable(json!({ "type": "string", "format": "date" })),
            "record_no": nullable(text()), "document_kind": nullable(text()),
            "document_no": nullable(text())
        })),
        "CaseContact": exact(json!({
            "name": nullable(text()), "phone": nullable(text()), "relation": nullable(text()),
            "reply_by": nullable(text()), "address": nullable(text()),
            "identity_check": text(), "mandate": flag()
        })),
    });
    schemas["Case"] = case();
    schemas
}

fn new_case() -> Json {
    body(
        &["kind", "channel", "narrative"],
        json!({
            "kind": codes(Kind::ALL, Kind::code), "channel": codes(Channel::ALL, Channel::code),
            "narrative": { "type": "string", "minLength": 2 },
            "received_at": { "type": "string", "format": "date-time", "description": "Now, where nothing is said; never in the future" },
            "demand": text(), "underlying_need": text(),
            "patient": body(&[], json!({ "name": text(), "sex": text(), "birth_date": { "type": "string", "format": "date" }, "record_no": text(), "document_kind": text(), "document_no": text() })),
            "contact": body(&[], json!({ "name": text(), "phone": text(), "relation": text(), "reply_by": text(), "address": text(), "identity_check": text(), "mandate": flag() })),
            "bed_no": text(), "risks": list(codes(Risk::ALL, Risk::code)), "risk_reason": text(),
            "first_receiver": { "type": "string", "description": "Whom the person first spoke to: number, login or name; the caller where nothing is said" },
            "first_department": { "type": "string", "description": "Where: a code or an exact name" },
            "privacy_shown": { "type": "boolean", "description": "The person was shown the privacy notice in force" },
            "integrity": { "type": "boolean", "description": "Money, gifts or commissions come into it: the case is confidential at once" },
            "department": { "type": "string", "description": "Where the person was treated: a code or an exact name" },
            "urgency": codes(Urgency::ALL, Urgency::code),
            "visit_type": codes(VisitType::ALL, VisitType::code),
            "incident_at": moment(), "incident_place": text(),
            "already_in_court": codes(Court::ALL, Court::code),
            "persons_present": whole(),
            "allegations": list(body(&["text"], json!({
                "category": codes(Category::ALL, Category::code), "text": text(), "severity": whole(),
                "departments": list(json!({ "type": "string", "description": "Whom it is about: a code or an exact name" })),
                "respondents": list(json!({ "type": "string", "description": "Who it is about: a staff number, login or name, else how the person describes them" }))
            }))),
            "anonymity_reason": text(), "mood": codes(Mood::ALL, Mood::code),
            "help_needs": list(codes(HelpNeed::ALL, HelpNeed::code)),
            "leader_instruction": text(), "read_back": flag(),
            "settled_result": { "type": "string", "description": "What was done on the spot: the case is settled at once" }
        }),
    )
}

fn case() -> Json {
    let mut fields = json!({
        "number": text(), "kind": codes(Kind::ALL, Kind::code), "stage": codes(Stage::ALL, Stage::code),
        "version": whole(), "paused": flag(),
        "confidentiality": { "type": "string", "enum": ["ordinary", "sensitive", "discipline"] },
        "channel": codes(Channel::ALL, Channel::code), "received_at": moment(),
        "registered_at": moment(), "narrative": text(), "patient": nullable_of("CasePatient"),
        "contact": nullable_of("CaseContact"), "incident_at": nullable(moment()),
        "urgency": codes(Urgency::ALL, Urgency::code),
        "visit_type": nullable(codes(VisitType::ALL, VisitType::code)),
        "mood": nullable(codes(Mood::ALL, Mood::code)), "persons_present": nullable(whole()),
        "already_in_court": codes(Court::ALL, Court::code),
        "help_needs": list(codes(HelpNeed::ALL, HelpNeed::code)),
        "allegations": list(of("CaseAllegation")),
        "refusal_reason": nullable(codes(RefusalReason::ALL, RefusalReason::code)),
        "statements_open": whole(), "handling": list(codes(Handling::ALL, Handling::code)),
        "refunded_fen": nullable(whole()), "waived_fen": nullable(whole()),
        "satisfaction": nullable(whole()), "risks": list(codes(Risk::ALL, Risk::code)),
        "joint_study": nullable(json!({ "type": "string", "enum": ["proposed", "approved"] })),
        "reopen_received_at": nullable(moment()),
        "handed_over_to": nullable(codes(Receiver::ALL, Receiver::code)), "round": whole(),
        "clocks": list(of("CaseClock")), "marks": list(of("CaseMark")), "verbs": list(text()),
    });
    for field in [
        "bed_no",
        "risk_reason",
        "first_department",
        "joint_reason",
        "privacy_notice",
        "demand",
        "underlying_need",
        "anonymity_reason",
        "department",
        "incident_place",
        "first_receiver",
        "owner",
        "speaker",
        "settled_result",
        "refusal_explanation",
        "handling_result",
        "improvement",
        "no_improvement_reason",
    ] {
        fields[field] = nullable(text());
    }
    exact(fields)
}

fn nullable_of(schema: &str) -> Json {
    json!({ "oneOf": [of(schema), { "type": "null" }] })
}
