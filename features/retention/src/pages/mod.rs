//! The screens of this room.

mod away;
mod batches;
mod forms;
mod list;
mod sheet;

use axum::http::StatusCode;
use tongli_kernel::{Fault, Said};
use tongli_web::{Form, Guard, Refusal, Routes};

use crate::access::{APPROVE, ASIDE, HOLD, PROPOSE, PROPOSE_ASIDE, READ};

pub fn routes() -> Routes {
    let (read, hold, aside) = (Guard::May(READ), Guard::May(HOLD), Guard::May(ASIDE));
    let (propose_aside, propose) = (Guard::May(PROPOSE_ASIDE), Guard::May(PROPOSE));
    Routes::new()
        .get("/cases/{number}/hold", hold, forms::hold)
        .post("/cases/{number}/hold", hold, forms::post_hold)
        .get("/holds/{id}/lift", hold, forms::lift)
        .post("/holds/{id}/lift", hold, forms::post_lift)
        .get("/cases/{number}/set-aside", propose_aside, forms::set_aside)
        .post(
            "/cases/{number}/set-aside",
            propose_aside,
            forms::post_set_aside,
        )
        .get("/sealed-away", aside, away::list)
        .post("/asides/{id}/decide", aside, away::decide)
        .get("/sealed-away/{number}", aside, away::show)
        .post("/sealed-away/{number}/open", aside, away::open)
        .post("/sealed-away/{number}/back", aside, away::back)
        .get("/destruction-list", read, list::show)
        .get("/destruction-list/export", propose, sheet::download)
        .post("/destruction-list", propose, list::submit)
        .get("/destructions", read, batches::list)
        .get("/destructions/{number}", read, batches::show)
        .post(
            "/destructions/{number}/decide",
            Guard::May(APPROVE),
            batches::decide,
        )
}

/// The version a form was made for; a form without one is somebody's own making.
fn version(form: &Form) -> i64 {
    form.value("version").parse().unwrap_or_default()
}

/// The page of a form again, with what is wrong or missing.
struct Again {
    form: Form,
    missing: Vec<Said>,
    status: StatusCode,
}

/// What of a fault the form's own page says.
fn again(form: Form, fault: Fault) -> Result<Again, Refusal> {
    let unprocessable = StatusCode::UNPROCESSABLE_ENTITY;
    match fault {
        Fault::Gated(gates) => Ok(Again {
            form,
            missing: gates.into_iter().map(|gate| gate.say).collect(),
            status: unprocessable,
        }),
        Fault::Invalid(errors) => Ok(Again {
            form: form.refused(errors),
            missing: Vec::new(),
            status: unprocessable,
        }),
        Fault::Conflict(said) => Ok(Again {
            form,
            missing: vec![said],
            status: StatusCode::CONFLICT,
        }),
        other => Err(other.into()),
    }
}
