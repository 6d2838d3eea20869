//! The screens of this room.

mod consent;
mod disclose;
mod purposes;
mod register;
mod request;
mod requests;

use tongli_kernel::{Fault, Moment, Said};
use tongli_web::{Ask, Form, Guard, Routes};

use crate::access::{ANSWER_REQUESTS, CONSENT, DISCLOSE, REGISTER, REQUESTS, SEE_PURPOSES};

/// A moment as a form sends it; empty is nothing.
fn moment(ask: &Ask, form: &Form, field: &'static str) -> Result<Option<Moment>, Fault> {
    let text = form.value(field);
    if text.is_empty() {
        return Ok(None);
    }
    match ask.app.time.read(text) {
        Some(at) => Ok(Some(at)),
        None => Err(Fault::field(field, Said::new("privacy-moment-unreadable"))),
    }
}

/// The version a form was made for; a form without one is somebody's own making.
fn version(form: &Form) -> i64 {
    form.value("version").parse().unwrap_or(-1)
}

pub fn routes() -> Routes {
    let (consents, disclose) = (Guard::May(CONSENT), Guard::May(DISCLOSE));
    let (register, requests) = (Guard::May(REGISTER), Guard::May(REQUESTS));
    let answer = Guard::May(ANSWER_REQUESTS);
    Routes::new()
        .get("/privacy", Guard::May(SEE_PURPOSES), purposes::show)
        .get("/cases/{number}/consents", consents, consent::show)
        .post("/cases/{number}/consents", consents, consent::submit)
        .get("/cases/{number}/disclosures/new", disclose, disclose::show)
        .post(
            "/cases/{number}/disclosures/new",
            disclose,
            disclose::submit,
        )
        .get("/cases/{number}/disclosures/{id}", register, disclose::line)
        .post(
            "/cases/{number}/disclosures/{id}",
            disclose,
            disclose::complete_line,
        )
        .get("/privacy/disclosures", register, register::show)
        .get("/privacy/disclosures/export", register, register::download)
        .get("/privacy/requests", requests, requests::list)
        .get("/privacy/requests/new", requests, requests::new)
        .post("/privacy/requests/new", requests, requests::submit)
        .get("/privacy/requests/{number}", requests, request::show)
        .post("/privacy/requests/{number}/check", requests, request::check)
        .post("/privacy/requests/{number}/answer", answer, request::answer)
        .get("/privacy/requests/{number}/overview", answer, request::held)
}
