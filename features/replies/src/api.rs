//! The same verbs as JSON for programs.

mod bodies;
mod description;
mod reading;
mod tries;

use axum::extract::Path;
use tongli_cases::{Case, Facts, Verb, answer_to_verb, step};
use tongli_kernel::{Day, Fault, FieldErrors, Moment, Said, StaffId, Viewer};
use tongli_store::Tx;
use tongli_store::idempotency::Key;
use tongli_web::{Answer, ApiJson, App, Ask, Guard, IdempotencyKey, Routes, once};

use crate::access::{ANSWER, APPROVE, CONCERNED};
use crate::actions::{self, Approval, Binding, NewAnswer};
use crate::contents::ContentTyped;
use crate::drafting::AnswerTyped;
use crate::letter::Body;
use crate::mode::{Claim, Mode};
use bodies::{
    AnswerBody, ApproveBody, BareBody, DeliverBody, FollowUpBody, LetterBody, OriginalBody,
};

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
            "/api/v1/cases/{number}/order-letter",
            Guard::May(APPROVE),
            order_letter,
        )
        .get(
            "/api/v1/cases/{number}/letters",
            Guard::MayAny(CONCERNED),
            reading::get_letters,
        )
        .post(
            "/api/v1/cases/{number}/release",
            Guard::May(ANSWER),
            release,
        )
        .post(
            "/api/v1/cases/{number}/bind-original",
            Guard::May(ANSWER),
            original,
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

/// One call, ready to be done.
enum Call {
    Answer(AnswerBody),
    Letter(LetterBody),
    Approve(i64, Approval),
    OrderLetter(i64),
    Release(i64),
    Original(OriginalBody),
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

async fn order_letter(
    ask: Ask,
    key: IdempotencyKey,
    Path(number): Path<String>,
    body: ApiJson<BareBody>,
) -> Answer {
    let key = key.for_request(&ask, &body.digest);
    call(&ask, key, &number, &Call::OrderLetter(body.value.version)).await
}

async fn release(
    ask: Ask,
    key: IdempotencyKey,
    Path(number): Path<String>,
    body: ApiJson<BareBody>,
) -> Answer {
    let key = key.for_request(&ask, &body.digest);
    call(&ask, key, &number, &Call::Release(body.value.version)).await
}

async fn original(
    ask: Ask,
    key: IdempotencyKey,
    Path(number): Path<String>,
    body: ApiJson<OriginalBody>,
) -> Answer {
    let key = key.for_request(&ask, &body.digest);
    call(&ask, key, &number, &Call::Original(body.value)).await
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
        Call::Answer(body) => {
            let new = new_answer(tx, app, viewer, body).await?;
            actions::answer(tx, app, viewer, number, Some(body.version), &new).await
        }
        Call::Letter(body) => write_letter(tx, app, viewer, number, body).await,
        Call::Approve(version, said) => {
            actions::approve(tx, app, viewer, number, Some(*version), said).await
        }
        Call::OrderLetter(version) => {
            actions::order_letter(tx, app, viewer, number, Some(*version)).await
        }
        Call::Release(version) => actions::release(tx, app, viewer, number, Some(*version)).await,
        Call::Original(body) => {
            let unknown = |_| Fault::field("file", Said::new("replies-proof-file-unknown"));
            let binding = Binding {
                no: body.no,
                digest: body.digest.clone(),
                file: body.file.parse().map_err(unknown)?,
            };
            actions::bind_original(tx, app, viewer, number, Some(body.version), &binding).await
        }
        Call::Deliver(body) => {
            let claim = claim(app, body)?;
            actions::prove_delivery(tx, app, viewer, number, Some(body.version), &claim)
                .await
                .map_err(in_proof)
        }
        Call::FollowUp(body) => {
            let tries = tries::tries(app, body)?;
            actions::follow_up(tx, app, viewer, number, Some(body.version), &tries).await
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
                content: ContentTyped {
                    clinical: one.clinical,
                    reason: one.clinical_reason.clone(),
                    plain: one.plain.clone(),
                },
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

/// Whoever decided on something older is told so.
fn at_version(case: &Case, version: i64) -> Result<(), Fault> {
    if version == case.version {
        Ok(())
    } else {
        Err(Fault::Conflict(Said::new("fault-somebody-was-faster")))
    }
}

async fn write_letter(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    number: &str,
    body: &LetterBody,
) -> Result<Case, Fault> {
    let case = tongli_cases::read(tx, viewer, Verb::Answer, number).await?;
    let letter = actions::letter_read(tx, app, viewer, &case).await?;
    // Read after the letter: whoever changed both in between is noticed.
    let case = tongli_cases::read(tx, viewer, Verb::Answer, number).await?;
    at_version(&case, body.version)?;
    let Some(letter) = letter else {
        // Where no letter can be written yet or any more, the stage says so.
        let allegations = tongli_cases::allegations(tx, viewer.tenant, case.id).await?;
        step(case.stage, Verb::Answer, &Facts::of(&case, &allegations))?;
        return Err(Fault::NotFound);
    };
    check_day(body.dated.as_deref())?;
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
        without_clinical: or(&body.without_clinical, old.without_clinical),
        ..old
    };
    actions::write_letter(tx, app, viewer, number, letter.version, &whole).await
}

/// The day under a letter, where one is said.
fn check_day(text: Option<&str>) -> Result<(), Fault> {
    match text.map(str::parse::<Day>) {
        Some(Err(_)) => Err(Fault::field("dated", Said::new("replies-moment-wrong"))),
        _ => Ok(()),
    }
}

/// A proof stands in a body of its own; what is wrong about it is named there.
fn in_proof(fault: Fault) -> Fault {
    let Fault::Invalid(errors) = fault else {
        return fault;
    };
    let mut placed = FieldErrors::default();
    for (field, said) in errors.iter() {
        let inside = matches!(
            field,
            "file" | "signer" | "relation" | "message_id" | "read_back"
        );
        let field = if inside {
            format!("proof.{field}")
        } else {
            field.to_owned()
        };
        placed.add(field, said.clone());
    }
    Fault::Invalid(placed)
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
