//! The investigation form as JSON for programs.

use axum::extract::Path;
use serde::Deserialize;
use serde_json::{Value as Json, json};
use tongli_cases::{Case, answer_to_verb, described_verb, exactly};
use tongli_kernel::Fault;
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
    version: i64,
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
            actions::record_investigation(tx, app, viewer, &number, Some(version), recording)
                .await?;
        let form = investigations::find(tx, app, viewer.tenant, &case).await?;
        answer(&case, form.map(|form| form.version))
    })
    .await
}

/// The answer to every verb, and the form's version for the next writing.
fn answer(case: &Case, form_version: Option<i64>) -> Result<Kept, Fault> {
    let Kept { status, body } = answer_to_verb(case);
    let mut fields: Json = serde_json::from_str(&body).map_err(Fault::bug)?;
    fields["form_version"] = json!(form_version);
    Ok(Kept {
        status,
        body: fields.to_string(),
    })
}

/// This path's part of the API's description.
pub fn openapi() -> Json {
    let text = json!({ "type": "string" });
    let flag = json!({ "type": "boolean" });
    let whole = json!({ "type": "integer" });
    let row = json!({ "type": "object", "required": ["what"], "properties": {
        "time": text, "place": text, "who": text, "what": text, "source": text,
    } });
    let reason = json!({ "type": "string", "minLength": 5 });
    let mut path = described_verb(
        "inquiry",
        "Write the investigation form down: each of its three sections says something, or why it does not apply.",
        &[],
        json!({
            "form_version": {
                "type": "integer",
                "description": "The version of the form the caller saw, 0 where there was none; left out, whatever stands there is replaced and kept as an earlier version.",
            },
            "condition": text,
            "course": { "oneOf": [text, { "type": "array", "items": row }] },
            "communication": text,
            "not_applicable": {
                "type": "object",
                "description": "By section, why it does not apply.",
                "properties": { "condition": reason, "course": reason, "communication": reason },
            },
        }),
    );
    path["post"]["responses"]["200"]["content"]["application/json"]["schema"] = exactly(json!({
        "number": text, "stage": text, "version": whole, "paused": flag,
        "refusal_proposed": flag, "form_version": { "type": ["integer", "null"] },
    }));
    json!({ "paths": { "/api/v1/cases/{number}/investigate": path } })
}
