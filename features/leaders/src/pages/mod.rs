//! The screens of this room.

mod approval;
mod instruct;
mod instruction;
mod list;
mod money;

use axum::http::StatusCode;
use tongli_kernel::{Fault, Moment, Said};
use tongli_web::{Ask, Form, Guard, Refusal, Routes};

use crate::access::{DECIDE, READ, RECORD, SIGN};
use tongli_cases::access::HANDLE;

/// A moment as a form sends it; empty is nothing.
fn moment(ask: &Ask, form: &Form, field: &'static str) -> Result<Option<Moment>, Fault> {
    let text = form.value(field);
    if text.is_empty() {
        return Ok(None);
    }
    match ask.app.time.read(text) {
        Some(at) => Ok(Some(at)),
        None => Err(Fault::field(field, Said::new("leaders-moment-unreadable"))),
    }
}

/// The version a form was made for; a form without one is somebody's own making.
fn version(form: &Form) -> i64 {
    form.value("version").parse().unwrap_or_default()
}

/// A refused form as its page shows it again: the form, what is said above it, the
/// status.
fn again(fault: Fault, form: Form) -> Result<(Form, Vec<Said>, StatusCode), Refusal> {
    match fault {
        Fault::Invalid(errors) => Ok((
            form.refused(errors),
            Vec::new(),
            StatusCode::UNPROCESSABLE_ENTITY,
        )),
        Fault::Gated(gates) => Ok((
            form,
            gates.into_iter().map(|gate| gate.say).collect(),
            StatusCode::UNPROCESSABLE_ENTITY,
        )),
        Fault::Conflict(said) => Ok((form, vec![said], StatusCode::CONFLICT)),
        other => Err(Refusal(other)),
    }
}

pub fn routes() -> Routes {
    let (read, handle) = (Guard::May(READ), Guard::May(HANDLE));
    let record = Guard::May(RECORD);
    Routes::new()
        .get("/approvals", read, list::show)
        .get("/approvals/{id}", read, approval::show)
        .get("/approvals/{id}/sheet", read, approval::sheet)
        .post(
            "/approvals/{id}/decide",
            Guard::May(DECIDE),
            approval::decide,
        )
        .get("/cases/{number}/money", handle, money::show)
        .post("/cases/{number}/money", handle, money::submit)
        .get("/cases/{number}/instruct", record, instruct::show)
        .post("/cases/{number}/instruct", record, instruct::submit)
        .get("/instructions/{id}", read, instruction::show)
        .post(
            "/instructions/{id}/sign",
            Guard::May(SIGN),
            instruction::sign,
        )
        .post("/instructions/{id}/paper", record, instruction::paper)
}
