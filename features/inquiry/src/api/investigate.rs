//! The investigation form as JSON for programs.

use axum::extract::Path;
use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::json;
use tongli_store::idempotency::Answer as Kept;
use tongli_web::{Answer, ApiJson, Ask, Guard, IdempotencyKey, Routes, once};

use crate::actions::{self, Recording};
use crate::investigation::{CourseStep, NotApplicable, Record};
use crate::store::investigations;

pub fn routes() -> Routes {
    Routes::new().post(
        "/api/v1/cases/{number}/investigate",
        Guard::May(tongli_cases::access::INQUIRE),
        investigate,
    )
}

#[derive(Deserialize)]
struct Body {
    version: Option<i64>,
    form_version: Option<i64>,
    #[serde(default)]
    condition: String,
    #[serde(default)]
    course: Course,
    #[serde(default)]
    communication: String,
    #[serde(default)]
    not_applicable: NotApplicable,
}

/// The course row by row, or told in one piece.
#[derive(Deserialize)]
#[serde(untagged)]
enum Course {
    Told(String),
    Rows(Vec<CourseStep>),
}

impl Default for Course {
    fn default() -> Self {
        Course::Rows(Vec::new())
    }
}

impl Course {
    fn rows(self) -> Vec<CourseStep> {
        match self {
            Course::Rows(rows) => rows,
            Course::Told(what) => vec![CourseStep {
                what,
                ..CourseStep::default()
            }],
        }
    }
}

async fn investigate(
    ask: Ask,
    key: IdempotencyKey,
    Path(number): Path<String>,
    body: ApiJson<Body>,
) -> Answer {
    let key = key.for_request(&ask, &body.digest);
    let Body {
        version,
        form_version: seen,
        condition,
        course,
        communication,
        not_applicable,
    } = body.value;
    let record = Record {
        condition,
        course: course.rows(),
        communication,
        not_applicable,
    }
    .check()?;
    let (app, viewer, record) = (&ask.app, &ask.viewer, &record);
    once(&ask, key, async |tx| {
        let recording = Recording { record, seen };
        let case =
            actions::record_investigation(tx, app, viewer, &number, version, recording).await?;
        let form = investigations::find(tx, app, viewer.tenant, &case).await?;
        Ok(Kept {
            status: StatusCode::OK.as_u16(),
            body: json!({
                "number": case.number,
                "stage": case.stage.code(),
                "version": case.version,
                "form_version": form.map(|form| form.version),
            })
            .to_string(),
        })
    })
    .await
}

/// This path's part of the API's description.
pub fn openapi() -> serde_json::Value {
    let text = json!({ "type": "string" });
    let integer = |what: &str| json!({ "type": "integer", "description": what });
    let row = json!({ "type": "object", "required": ["what"], "properties": {
        "time": text, "place": text, "who": text, "what": text, "source": text,
    } });
    let reason = json!({ "type": "string", "minLength": 5 });
    let refused = |what: &str| {
        json!({
            "description": what,
            "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } },
        })
    };
    json!({ "paths": { "/api/v1/cases/{number}/investigate": { "post": {
        "summary": "Write the investigation form down: each of its three sections says something, or why it does not apply.",
        "tags": ["inquiry"],
        "parameters": [
            { "name": "number", "in": "path", "required": true, "schema": text },
            { "name": "Idempotency-Key", "in": "header", "required": false, "schema": text },
        ],
        "requestBody": { "required": true, "content": { "application/json": { "schema": {
            "type": "object",
            "properties": {
                "version": integer("The version of the case the caller saw."),
                "form_version": integer("The version of the form the caller saw, 0 where there was none; left out, whatever stands there is replaced and kept as an earlier version."),
                "condition": text,
                "course": { "oneOf": [text, { "type": "array", "items": row }] },
                "communication": text,
                "not_applicable": {
                    "type": "object",
                    "description": "By section, why it does not apply.",
                    "properties": { "condition": reason, "course": reason, "communication": reason },
                },
            },
        } } } },
        "responses": {
            "200": { "description": "Written down.", "content": { "application/json": { "schema": {
                "type": "object",
                "required": ["number", "stage", "version", "form_version"],
                "properties": {
                    "number": text, "stage": text,
                    "version": { "type": "integer" }, "form_version": { "type": "integer" },
                },
            } } } },
            "403": refused("The role may not do this."),
            "404": refused("No such case in the caller's scope."),
            "409": refused("Somebody was faster, or the form is locked."),
            "422": refused("A field is wrong, or the case is not being investigated."),
        },
    } } } })
}
