//! The same verbs as JSON for programs.

mod description;
mod tries;

use axum::extract::Path;
use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::json;
use tongli_cases::{Case, Verb};
use tongli_kernel::{Fault, FieldErrors, Moment, Said, StaffId, Viewer};
use tongli_store::Tx;
use tongli_store::idempotency::{Answer as Kept, Key};
use tongli_web::{Answer, ApiJson, App, Ask, Guard, IdempotencyKey, Routes, once};

use crate::access::{ANSWER, APPROVE};
use crate::actions::{self, Approval, NewAnswer};
use crate::drafting::AnswerTyped;
use crate::letter::Body;
use crate::mode::{Claim, Mode};
use crate::store::{InRound, letters};

pub use description::openapi;

pub fn routes() -> Routes {
    Routes::new()
        .post("/api/v1/cases/{number}/answer", Guard::May(ANSWER), answer)
        .post("/api/v1/cases/{number}/letter", Guard::May(ANSWER), letter)
        .post(
            "/api/v1/cases/{number}/approve",
            Guard::May(APPROVE),
            approve,
        )
        .post(
            "/api/v1/cases/{number}/release",
            Guard::May(ANSWER),
            release,
        )
        .post(
            "/api/v1/cases/{number}/prove-delivery",
            Guard::May(ANSWER),
            deliver,
        )
        .post(
            "/api/v1/cases/{number}/follow-up",
            Guard::May(ANSWER),
            follow_up,
        )
}

#[derive(Deserialize)]
struct AnswerBody {
    version: Option<i64>,
    mode: String,
    spoken_at: Option<String>,
    #[serde(default)]
    answers: Vec<OneAnswer>,
    #[serde(default)]
    read_back: bool,
    /// How the person who is owed a letter agreed that by word is enough.
    by_word_agreed: Option<String>,
    /// The login of whoever spoke; the caller where it is left out.
    spoken_by: Option<String>,
}

#[derive(Deserialize)]
struct OneAnswer {
    /// The allegation's number in the case.
    allegation: i64,
    answer: String,
    #[serde(default)]
    next_step: String,
}

/// What is left out stays as it is in the draft.
#[derive(Deserialize)]
struct LetterBody {
    version: Option<i64>,
    salutation: Option<String>,
    opening: Option<String>,
    steps: Option<String>,
    result: Option<String>,
    routes: Option<Vec<String>>,
    contact_name: Option<String>,
    contact_phone: Option<String>,
    dated: Option<String>,
}

#[derive(Deserialize)]
struct ApproveBody {
    version: Option<i64>,
    #[serde(default = "yes")]
    ok: bool,
    #[serde(default)]
    reason: String,
}

const fn yes() -> bool {
    true
}

#[derive(Deserialize)]
struct ReleaseBody {
    version: Option<i64>,
}

#[derive(Deserialize)]
struct DeliverBody {
    version: Option<i64>,
    mode: Option<String>,
    #[serde(default)]
    proof: ProofBody,
    delivered_at: Option<String>,
}

#[derive(Deserialize, Default)]
struct ProofBody {
    /// Id of a file of this case.
    file: Option<String>,
    #[serde(default)]
    signer: String,
    #[serde(default)]
    relation: String,
    #[serde(default)]
    message_id: String,
    /// Why the answer is held ready, where nobody can be reached.
    #[serde(default)]
    reason: String,
    #[serde(default)]
    read_back: bool,
}

#[derive(Deserialize)]
struct FollowUpBody {
    version: Option<i64>,
    reached: bool,
    /// How a try without success ended; `no-answer` where it is left out.
    outcome: Option<String>,
    tried_at: Option<String>,
    /// Earlier tries that are recorded only now.
    #[serde(default)]
    tries: Vec<TryBody>,
    satisfaction: Option<i64>,
    #[serde(default)]
    reason: String,
    #[serde(default)]
    identity_checked: bool,
    #[serde(default)]
    rated_by_patient: bool,
    understood: Option<bool>,
    measures_done: Option<bool>,
    #[serde(default)]
    new_demand: String,
    #[serde(default)]
    note: String,
    #[serde(default)]
    do_not_contact: bool,
}

#[derive(Deserialize)]
struct TryBody {
    tried_at: String,
    outcome: String,
}

/// One call, ready to be done.
enum Call {
    Answer(AnswerBody),
    Letter(LetterBody),
    Approve(Option<i64>, Approval),
    Release(Option<i64>),
    Deliver(DeliverBody),
    FollowUp(FollowUpBody),
}

async fn answer(
    ask: Ask,
    key: IdempotencyKey,
    Path(number): Path<String>,
    body: ApiJson<AnswerBody>,
) -> Answer {
    let key = key.for_request(&ask, &body.digest);
    call(&ask, key, &number, &Call::Answer(body.value)).await
}

async fn letter(
    ask: Ask,
    key: IdempotencyKey,
    Path(number): Path<String>,
    body: ApiJson<LetterBody>,
) -> Answer {
    let key = key.for_request(&ask, &body.digest);
    call(&ask, key, &number, &Call::Letter(body.value)).await
}

async fn approve(
    ask: Ask,
    key: IdempotencyKey,
    Path(number): Path<String>,
    body: ApiJson<ApproveBody>,
) -> Answer {
    let key = key.for_request(&ask, &body.digest);
    let ApproveBody {
        version,
        ok,
        reason,
    } = body.value;
    let what = Call::Approve(version, Approval { ok, reason });
    call(&ask, key, &number, &what).await
}

async fn release(
    ask: Ask,
    key: IdempotencyKey,
    Path(number): Path<String>,
    body: ApiJson<ReleaseBody>,
) -> Answer {
    let key = key.for_request(&ask, &body.digest);
    call(&ask, key, &number, &Call::Release(body.value.version)).await
}

async fn deliver(
    ask: Ask,
    key: IdempotencyKey,
    Path(number): Path<String>,
    body: ApiJson<DeliverBody>,
) -> Answer {
    let key = key.for_request(&ask, &body.digest);
    call(&ask, key, &number, &Call::Deliver(body.value)).await
}

async fn follow_up(
    ask: Ask,
    key: IdempotencyKey,
    Path(number): Path<String>,
    body: ApiJson<FollowUpBody>,
) -> Answer {
    let key = key.for_request(&ask, &body.digest);
    call(&ask, key, &number, &Call::FollowUp(body.value)).await
}

/// Does a call once: its answer is kept in the same transaction as its effect.
async fn call(ask: &Ask, key: Option<Key>, number: &str, what: &Call) -> Answer {
    once(ask, key, async |tx| {
        let case = perform(tx, &ask.app, &ask.viewer, number, what).await?;
        Ok(said(&case))
    })
    .await
}

fn said(case: &Case) -> Kept {
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
        Call::Answer(body) => {
            let new = new_answer(tx, app, viewer, body).await?;
            actions::answer(tx, app, viewer, number, body.version, &new).await
        }
        Call::Letter(body) => write_letter(tx, app, viewer, number, body).await,
        Call::Approve(version, said) => {
            actions::approve(tx, app, viewer, number, *version, said).await
        }
        Call::Release(version) => actions::release(tx, app, viewer, number, *version).await,
        Call::Deliver(body) => {
            let claim = claim(app, body)?;
            actions::prove_delivery(tx, app, viewer, number, body.version, &claim).await
        }
        Call::FollowUp(body) => {
            let tries = tries::tries(app, body)?;
            actions::follow_up(tx, app, viewer, number, body.version, &tries).await
        }
    }
}

async fn new_answer(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    body: &AnswerBody,
) -> Result<NewAnswer, Fault> {
    let mut errors = FieldErrors::default();
    let mode = Mode::from_code(&body.mode);
    if mode.is_none() {
        errors.add("mode", Said::new("replies-mode-missing"));
    }
    let spoken_at = moment(app, "spoken_at", body.spoken_at.as_deref(), &mut errors);
    errors.or_else(|| ())?;
    Ok(NewAnswer {
        mode: mode.unwrap_or(Mode::Phone),
        answers: body
            .answers
            .iter()
            .map(|one| AnswerTyped {
                seq: one.allegation,
                answer: one.answer.clone(),
                next_step: one.next_step.clone(),
            })
            .collect(),
        spoken_at,
        spoken_by: speaker(tx, viewer, body.spoken_by.as_deref()).await?,
        read_back: body.read_back,
        by_word_agreed: body.by_word_agreed.clone(),
    })
}

async fn speaker(
    tx: &mut Tx,
    viewer: &Viewer,
    login: Option<&str>,
) -> Result<Option<StaffId>, Fault> {
    let Some(login) = login.map(str::trim).filter(|login| !login.is_empty()) else {
        return Ok(None);
    };
    tongli_people::find_by_login(tx, viewer.tenant, login)
        .await?
        .map(|staff| Some(staff.id))
        .ok_or_else(|| Fault::field("spoken_by", Said::new("replies-speaker-unknown")))
}

async fn write_letter(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    number: &str,
    body: &LetterBody,
) -> Result<Case, Fault> {
    let case = tongli_cases::read(tx, viewer, Verb::Answer, number).await?;
    let letter = letters::in_hand(tx, app, viewer.tenant, InRound::of(&case))
        .await?
        .ok_or(Fault::NotFound)?;
    // Read after the letter: whoever changed both in between is noticed.
    let case = tongli_cases::read(tx, viewer, Verb::Answer, number).await?;
    if body.version.is_some_and(|version| version != case.version) {
        return Err(Fault::Conflict(Said::new("fault-somebody-was-faster")));
    }
    let old = letter.body.open().clone();
    let or = |new: &Option<String>, old: String| new.clone().unwrap_or(old);
    let whole = Body {
        salutation: or(&body.salutation, old.salutation),
        opening: or(&body.opening, old.opening),
        steps: or(&body.steps, old.steps),
        result: or(&body.result, old.result),
        routes: body.routes.clone().unwrap_or(old.routes),
        contact_name: or(&body.contact_name, old.contact_name),
        contact_phone: or(&body.contact_phone, old.contact_phone),
        dated: or(&body.dated, old.dated),
        ..old
    };
    actions::write_letter(tx, app, viewer, number, letter.version, &whole).await
}

fn claim(app: &App, body: &DeliverBody) -> Result<Claim, FieldErrors> {
    let mut errors = FieldErrors::default();
    let mode = body.mode.as_deref().and_then(Mode::from_code);
    if body.mode.is_some() && mode.is_none() {
        errors.add("mode", Said::new("replies-mode-missing"));
    }
    let proof = &body.proof;
    let file = proof.file.as_deref().map(str::parse::<i64>);
    if file.as_ref().is_some_and(Result::is_err) {
        errors.add("proof.file", Said::new("replies-proof-file-unknown"));
    }
    let delivered_at = moment(
        app,
        "delivered_at",
        body.delivered_at.as_deref(),
        &mut errors,
    );
    errors.or_else(|| Claim {
        mode,
        read_back: proof.read_back,
        file: file.and_then(Result::ok),
        signer: proof.signer.clone(),
        relation: proof.relation.clone(),
        message_id: proof.message_id.clone(),
        reason: proof.reason.clone(),
        delivered_at,
    })
}

fn moment(
    app: &App,
    field: &'static str,
    text: Option<&str>,
    errors: &mut FieldErrors,
) -> Option<Moment> {
    let text = text?;
    let read = app.time.read(text);
    if read.is_none() {
        errors.add(field, Said::new("replies-moment-wrong"));
    }
    read
}
