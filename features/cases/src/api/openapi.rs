//! This room's part of the API's description.

mod schemas;
pub(super) mod shapes;

use serde_json::{Value as Json, json};
use tongli_patients::ReplyBy;

use super::endings;
use crate::codes::{Category, Channel, Handling, Kind, Receiver, RefusalReason, Visibility};
use shapes::{
    answers, body, codes, key, list, moment, number, of, posted, read_answers, text, whole,
};
pub use shapes::{described_reading, described_verb, exactly};

pub fn openapi() -> Json {
    json!({
        "paths": paths(),
        "components": { "schemas": schemas::schemas() }
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
                    query("refused", "An allegation refused for this reason", codes(RefusalReason::ALL, RefusalReason::code)),
                    query("department", "A code or an exact name", text()),
                    query("q", "A number or its beginning, words of what was said and written, or (for those who see names) a name, its spelling, a telephone number or a record number or its last four digits", text()),
                    query("order", "`best` gives one page: what says most of the words, among the newest that were found", json!({ "type": "string", "enum": ["newest", "best"] })),
                    query("limit", "", json!({ "type": "integer", "minimum": 1, "maximum": 200 })),
                    query("cursor", "The `next` of the page before", text()),
                ],
                "responses": read_answers("CaseList")
            }
        },
        "/api/v1/cases/{number}": { "get": {
            "operationId": "readCase", "tags": ["cases"],
            "summary": "One case with its allegations, clocks and marks",
            "parameters": [number()],
            "responses": read_answers("Case")
        } },
        "/api/v1/cases/{number}/timeline": { "get": {
            "operationId": "readTimeline", "tags": ["cases"],
            "summary": "What happened to a case, oldest first; a page may be short by what the caller does not read",
            "parameters": [
                number(),
                query("limit", "", json!({ "type": "integer", "minimum": 1, "maximum": 200 })),
                query("cursor", "The `next` of the page before", text()),
            ],
            "responses": read_answers("CaseTimeline")
        } },
        "/api/v1/cases/{number}/attach": { "post": {
            "operationId": "attachToCase", "tags": ["cases"],
            "summary": "Add files to a case",
            "parameters": [number(), key()],
            "requestBody": { "required": true, "content": { "multipart/form-data": { "schema": body(
                &["file"],
                json!({ "version": whole(), "file": { "type": "string", "format": "binary" } }),
            ) } } },
            "responses": answers("200", "AttachedFiles")
        } },
    });
    for (verb, summary, properties) in verbs().into_iter().chain(endings::verbs()) {
        let mut path = described_verb("cases", summary, &[], properties);
        path["post"]["operationId"] = json!(format!("{}Case", verb.replace('-', "")));
        paths[format!("/api/v1/cases/{{number}}/{verb}")] = path;
    }
    paths["/api/v1/cases/{number}/note"] = note();
    paths["/api/v1/cases/{number}/inform"] = inform();
    paths
}

/// A note decides nothing, so it may come without a version.
fn note() -> Json {
    let visibilities = [
        Visibility::Private.code(),
        Visibility::Shared.code(),
        Visibility::Process.code(),
    ];
    let mut path = posted(
        "cases",
        "Write a note",
        body(
            &["text"],
            json!({
                "text": text(), "visibility": { "type": "string", "enum": visibilities },
                "version": { "type": "integer", "description": "The version the caller saw, where it matters" }
            }),
        ),
    );
    path["post"]["operationId"] = json!("noteCase");
    path
}

/// Telling somebody how it stands decides nothing either.
fn inform() -> Json {
    let ways: Vec<&str> = ReplyBy::ALL
        .iter()
        .filter(|way| **way != ReplyBy::None)
        .map(|way| way.code())
        .collect();
    let mut path = posted(
        "cases",
        "Write down that the person was told how it stands",
        body(
            &["by", "text"],
            json!({
                "by": { "type": "string", "enum": ways }, "told_at": moment(), "text": text(),
                "version": { "type": "integer", "description": "The version the caller saw, where it matters" }
            }),
        ),
    );
    path["post"]["operationId"] = json!("informCase");
    path
}

type VerbShape = (&'static str, &'static str, Json);

fn verbs() -> Vec<VerbShape> {
    vec![
        (
            "settle",
            "Settle a matter on the spot",
            json!({ "result": text() }),
        ),
        (
            "accept",
            "Accept a case for handling",
            json!({ "anonymity_reason": text() }),
        ),
        (
            "refuse",
            "Propose not to act; a second person decides by the same verb",
            endings::refusal_body(),
        ),
        (
            "assign",
            "Hand a case to someone, by login name, staff number or id",
            json!({ "owner": text(), "speaker": text() }),
        ),
        (
            "joint-study",
            "Propose, or decide, that several departments study it together",
            json!({ "reason": text() }),
        ),
        (
            "decline",
            "Decide against the refusal or the joint study proposed",
            json!({ "reason": text() }),
        ),
        (
            "handle",
            "Write down how it was handled and what came of it",
            json!({
                "modes": list(codes(Handling::ALL, Handling::code)), "result": text(),
                "refunded_fen": whole(), "waived_fen": whole()
            }),
        ),
        (
            "close",
            "Close a case whose answer has arrived",
            json!({ "improvement": text(), "no_improvement_reason": text() }),
        ),
        ("archive", "Put a finished case into the archive", json!({})),
        (
            "pause",
            "Mark that a case waits; no clock stops",
            json!({ "reason": text() }),
        ),
        ("resume", "End the wait", json!({})),
        (
            "hand-over",
            "Hand a case over to another body",
            json!({ "to": codes(Receiver::OUTSIDE, Receiver::code), "reason": text() }),
        ),
        (
            "receive",
            "Sign for a clue about bribes or gain: from now on only discipline sees it",
            json!({}),
        ),
        (
            "give-notice",
            "Write down that the person was told that their clue was handed over",
            json!({ "by": codes(ReplyBy::ALL, ReplyBy::code), "told_at": moment() }),
        ),
        (
            "notify-respondent",
            "Tell one of the staff complained of, by login name, staff number or id, what is alleged",
            json!({ "staff": text(), "text": text(), "support": text() }),
        ),
        (
            "reopen",
            "Take a finished case up again: what is new, when and how it arrived",
            json!({
                "reason": text(), "received_at": moment(),
                "channel": codes(Channel::ALL, Channel::code),
                "evidence": text(), "file": text(),
                "override_reason": { "type": "string", "description": "Why it is taken up without anything new; the heads of the office only" }
            }),
        ),
    ]
}
