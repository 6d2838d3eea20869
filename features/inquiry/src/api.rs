//! The same verbs as JSON for programs.

mod description;
pub mod investigate;
mod reading;

use axum::extract::Path;
use serde::Deserialize;
use tongli_cases::{Case, Verb, answer_to_verb};
use tongli_kernel::{Day, DepartmentId, Fault, FieldErrors, Said, Viewer};
use tongli_store::Tx;
use tongli_store::idempotency::Key;
use tongli_web::{Answer, ApiJson, App, Ask, Guard, IdempotencyKey, Routes, once};

use crate::access;
use crate::actions::{self, Return, Review};
use crate::statement::{Account, NewRequest, check_question, check_text};
use crate::store::statements;
use crate::verdict::FindingTyped;

pub use description::openapi;

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
        .post(
            "/api/v1/cases/{number}/excuse-statement",
            Guard::May(INQUIRE),
            excuse,
        )
        .get(
            "/api/v1/cases/{number}/statements",
            Guard::MayAny(access::CONCERNED),
            reading::get_statements,
        )
        .post("/api/v1/cases/{number}/find", Guard::May(INQUIRE), find)
        .post("/api/v1/cases/{number}/review", Guard::May(REVIEW), review)
}

#[derive(Deserialize)]
struct RequestBody {
    version: i64,
    /// Codes or exact names.
    departments: Vec<String>,
    question: String,
    due_on: Option<Day>,
}

#[derive(Deserialize)]
struct SubmitBody {
    version: i64,
    department: Option<String>,
    // Not flattened: a value of another kind would lose its name.
    #[serde(default)]
    condition: String,
    #[serde(default)]
    course: String,
    #[serde(default)]
    communication: String,
    #[serde(default)]
    text: String,
}

#[derive(Deserialize)]
struct ReturnBody {
    version: i64,
    department: String,
    reason: String,
    due_on: Option<Day>,
}

#[derive(Deserialize)]
struct ExcuseBody {
    version: i64,
    department: String,
    reason: String,
}

#[derive(Deserialize)]
struct FindBody {
    version: i64,
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
    version: i64,
    ok: bool,
    #[serde(default)]
    reason: String,
}

/// One call, ready to be done.
enum Call {
    Request(RequestBody),
    Submit(SubmitBody),
    Return(ReturnBody),
    Excuse(ExcuseBody),
    Find(i64, Vec<FindingTyped>),
    Review(i64, Review),
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

async fn excuse(
    ask: Ask,
    key: IdempotencyKey,
    Path(number): Path<String>,
    body: ApiJson<ExcuseBody>,
) -> Answer {
    let key = key.for_request(&ask, &body.digest);
    call(&ask, key, &number, &Call::Excuse(body.value)).await
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
        Ok(answer_to_verb(&case))
    })
    .await
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
            actions::request_statement(tx, app, viewer, number, Some(body.version), &new).await
        }
        Call::Submit(body) => {
            let account = Account {
                condition: body.condition.clone(),
                course: body.course.clone(),
                communication: body.communication.clone(),
                text: body.text.clone(),
            };
            let account = account.check()?;
            let department = match &body.department {
                Some(named) => Some(department(tx, viewer, "department", named).await?),
                None => None,
            };
            let version = Some(body.version);
            actions::submit_statement(tx, app, viewer, number, version, department, &account).await
        }
        Call::Return(body) => {
            let back = Return {
                department: department(tx, viewer, "department", &body.department).await?,
                reason: &body.reason,
                due_at: body.due_on.map(|day| app.time.end_of(day)),
            };
            actions::return_statement(tx, app, viewer, number, Some(body.version), &back).await
        }
        Call::Excuse(body) => excuse_one(tx, app, viewer, number, body).await,
        Call::Find(version, typed) => {
            actions::find(tx, app, viewer, number, Some(*version), typed).await
        }
        Call::Review(version, said) => {
            actions::review(tx, app, viewer, number, Some(*version), said).await
        }
    }
}

/// The verb itself speaks of a statement; a program names case and department.
async fn excuse_one(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    number: &str,
    body: &ExcuseBody,
) -> Result<Case, Fault> {
    let mut errors = FieldErrors::default();
    let reason = check_text("reason", &body.reason, "inquiry-excuse-short", &mut errors);
    errors.or_else(|| ())?;
    let case = tongli_cases::read(tx, viewer, Verb::ExcuseStatement, number).await?;
    if body.version != case.version {
        return Err(Fault::Conflict(Said::new("fault-somebody-was-faster")));
    }
    let department = department(tx, viewer, "department", &body.department).await?;
    let owed = statements::list_of_case(tx, app, viewer.tenant, case.id.raw())
        .await?
        .into_iter()
        .rfind(|one| one.department == department && one.state.is_open())
        .ok_or_else(|| Fault::field("department", Said::new("inquiry-department-unasked")))?;
    actions::excuse_statement(tx, app, viewer, owed.id, &reason).await
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
