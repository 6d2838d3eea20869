//! The same verbs as JSON for programs.

pub mod investigate;

use axum::extract::Path;
use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::json;
use tongli_cases::Case;
use tongli_kernel::{Day, DepartmentId, Fault, FieldErrors, Said, Viewer};
use tongli_store::Tx;
use tongli_store::idempotency::{Answer as Kept, Key};
use tongli_web::{Answer, ApiJson, App, Ask, Guard, IdempotencyKey, Routes, once};

use crate::actions::{self, Return, Review};
use crate::statement::{Account, NewRequest, check_question};
use crate::verdict::FindingTyped;

pub fn routes() -> Routes {
    use tongli_cases::access::{INQUIRE, REVIEW, STATE};
    Routes::new()
        .post(
            "/api/v1/cases/{number}/request-statement",
            Guard::May(INQUIRE),
            request,
        )
        .post(
            "/api/v1/cases/{number}/submit-statement",
            Guard::May(STATE),
            submit,
        )
        .post(
            "/api/v1/cases/{number}/return-statement",
            Guard::May(INQUIRE),
            send_back,
        )
        .post("/api/v1/cases/{number}/find", Guard::May(INQUIRE), find)
        .post("/api/v1/cases/{number}/review", Guard::May(REVIEW), review)
}

#[derive(Deserialize)]
struct RequestBody {
    version: Option<i64>,
    /// Codes or exact names.
    departments: Vec<String>,
    question: String,
    due_on: Option<Day>,
}

#[derive(Deserialize)]
struct SubmitBody {
    version: Option<i64>,
    department: Option<String>,
    #[serde(flatten)]
    account: Account,
}

#[derive(Deserialize)]
struct ReturnBody {
    version: Option<i64>,
    department: String,
    reason: String,
    due_on: Option<Day>,
}

#[derive(Deserialize)]
struct FindBody {
    version: Option<i64>,
    findings: Vec<FindingBody>,
}

#[derive(Deserialize)]
struct FindingBody {
    /// The allegation's number in the case.
    allegation: i64,
    finding: String,
    #[serde(default)]
    reason: String,
}

#[derive(Deserialize)]
struct ReviewBody {
    version: Option<i64>,
    ok: bool,
    #[serde(default)]
    reason: String,
}

/// One call, ready to be done.
enum Call {
    Request(RequestBody),
    Submit(SubmitBody),
    Return(ReturnBody),
    Find(Option<i64>, Vec<FindingTyped>),
    Review(Option<i64>, Review),
}

async fn request(
    ask: Ask,
    key: IdempotencyKey,
    Path(number): Path<String>,
    body: ApiJson<RequestBody>,
) -> Answer {
    let key = key.for_request(&ask, &body.digest);
    call(&ask, key, &number, &Call::Request(body.value)).await
}

async fn submit(
    ask: Ask,
    key: IdempotencyKey,
    Path(number): Path<String>,
    body: ApiJson<SubmitBody>,
) -> Answer {
    let key = key.for_request(&ask, &body.digest);
    call(&ask, key, &number, &Call::Submit(body.value)).await
}

async fn send_back(
    ask: Ask,
    key: IdempotencyKey,
    Path(number): Path<String>,
    body: ApiJson<ReturnBody>,
) -> Answer {
    let key = key.for_request(&ask, &body.digest);
    call(&ask, key, &number, &Call::Return(body.value)).await
}

async fn find(
    ask: Ask,
    key: IdempotencyKey,
    Path(number): Path<String>,
    body: ApiJson<FindBody>,
) -> Answer {
    let key = key.for_request(&ask, &body.digest);
    let findings = body
        .value
        .findings
        .into_iter()
        .map(|one| FindingTyped {
            seq: one.allegation,
            finding: one.finding,
            reason: one.reason,
        })
        .collect();
    call(
        &ask,
        key,
        &number,
        &Call::Find(body.value.version, findings),
    )
    .await
}

async fn review(
    ask: Ask,
    key: IdempotencyKey,
    Path(number): Path<String>,
    body: ApiJson<ReviewBody>,
) -> Answer {
    let key = key.for_request(&ask, &body.digest);
    let said = Review {
        ok: body.value.ok,
        reason: body.value.reason,
    };
    call(&ask, key, &number, &Call::Review(body.value.version, said)).await
}

/// Does a call once: its answer is kept in the same transaction as its effect.
async fn call(ask: &Ask, key: Option<Key>, number: &str, what: &Call) -> Answer {
    once(ask, key, async |tx| {
        let case = perform(tx, &ask.app, &ask.viewer, number, what).await?;
        Ok(answer(&case))
    })
    .await
}

fn answer(case: &Case) -> Kept {
    Kept {
        status: StatusCode::OK.as_u16(),
        body: json!({
            "number": case.number,
            "stage": case.stage.code(),
            "version": case.version,
        })
        .to_string(),
    }
}

async fn perform(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    number: &str,
    what: &Call,
) -> Result<Case, Fault> {
    match what {
        Call::Request(body) => {
            let new = new_request(tx, app, viewer, body).await?;
            actions::request_statement(tx, app, viewer, number, body.version, &new).await
        }
        Call::Submit(body) => {
            let account = body.account.clone().check()?;
            let department = match &body.department {
                Some(named) => Some(department(tx, viewer, "department", named).await?),
                None => None,
            };
            let version = body.version;
            actions::submit_statement(tx, app, viewer, number, version, department, &account).await
        }
        Call::Return(body) => {
            let back = Return {
                department: department(tx, viewer, "department", &body.department).await?,
                reason: &body.reason,
                due_at: body.due_on.map(|day| app.time.end_of(day)),
            };
            actions::return_statement(tx, app, viewer, number, body.version, &back).await
        }
        Call::Find(version, typed) => actions::find(tx, app, viewer, number, *version, typed).await,
        Call::Review(version, said) => {
            actions::review(tx, app, viewer, number, *version, said).await
        }
    }
}

async fn new_request(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    body: &RequestBody,
) -> Result<NewRequest, Fault> {
    let mut errors = FieldErrors::default();
    if body.departments.is_empty() {
        errors.add("departments", Said::new("inquiry-departments-missing"));
    }
    let question = check_question(&body.question, &mut errors);
    errors.or_else(|| ())?;
    let mut departments = Vec::new();
    for named in &body.departments {
        let id = department(tx, viewer, "departments", named).await?;
        // The same department named twice is asked once.
        if !departments.contains(&id) {
            departments.push(id);
        }
    }
    Ok(NewRequest {
        departments,
        question,
        due_at: body.due_on.map(|day| app.time.end_of(day)),
    })
}

/// The department of a code or an exact name.
async fn department(
    tx: &mut Tx,
    viewer: &Viewer,
    field: &'static str,
    named: &str,
) -> Result<DepartmentId, Fault> {
    tongli_people::department_by_code(tx, viewer.tenant, named.trim())
        .await?
        .map(|department| department.id)
        .ok_or_else(|| {
            Fault::field(
                field,
                Said::new("inquiry-department-unknown").with("name", named),
            )
        })
}

/// This room's part of the API's description.
pub fn openapi() -> serde_json::Value {
    let text = json!({ "type": "string" });
    let version = json!({ "type": "integer", "description": "The version the caller saw." });
    let day = json!({ "type": "string", "format": "date" });
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
            "tags": ["inquiry"],
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
    let finding = json!({ "type": "object", "required": ["allegation", "finding", "reason"], "properties": {
        "allegation": { "type": "integer", "description": "Its number in the case." },
        "finding": { "type": "string", "enum": ["upheld", "partly_upheld", "not_upheld", "unclear"] },
        "reason": { "type": "string", "minLength": 5 },
    } });
    json!({ "paths": {
        "/api/v1/cases/{number}/request-statement": path(
            "Ask departments for their statements.", &["departments", "question"],
            json!({ "departments": { "type": "array", "items": text }, "question": text, "due_on": day })),
        "/api/v1/cases/{number}/submit-statement": path(
            "Give a department's statement.", &["text"],
            json!({ "department": text, "text": text, "condition": text, "course": text, "communication": text })),
        "/api/v1/cases/{number}/return-statement": path(
            "Send a statement back with a reason.", &["department", "reason"],
            json!({ "department": text, "reason": text, "due_on": day })),
        "/api/v1/cases/{number}/find": path(
            "Find allegations upheld or not.", &["findings"],
            json!({ "findings": { "type": "array", "items": finding } })),
        "/api/v1/cases/{number}/review": path(
            "Let the findings stand or send them back.", &["ok"],
            json!({ "ok": { "type": "boolean" }, "reason": text })),
    } })
}
