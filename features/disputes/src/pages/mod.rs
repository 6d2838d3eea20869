//! The screens of this room.

mod end_notice;
mod forms;
mod list;
mod notices;
mod open;
mod reports;
mod show;

use tongli_kernel::{Fault, Moment, Said};
use tongli_web::{Ask, Form, Guard, Routes};

use crate::access::{READ, WRITE};

/// A moment as a form sends it; empty is nothing.
fn moment(ask: &Ask, form: &Form, field: &'static str) -> Result<Option<Moment>, Fault> {
    let text = form.value(field);
    if text.is_empty() {
        return Ok(None);
    }
    match ask.app.time.read(text) {
        Some(at) => Ok(Some(at)),
        None => Err(Fault::field(field, Said::new("disputes-moment-unreadable"))),
    }
}

/// The version a form was made for; a form without one is somebody's own making.
fn version(form: &Form) -> i64 {
    form.value("version").parse().unwrap_or_default()
}

pub fn routes() -> Routes {
    let (read, write) = (Guard::May(READ), Guard::May(WRITE));
    Routes::new()
        .get("/cases/{number}/to-dispute", write, open::show)
        .post("/cases/{number}/to-dispute", write, open::submit)
        .get("/disputes", read, list::show)
        .get("/disputes/{number}", read, show::show)
        .get("/disputes/{number}/files/{id}", read, notices::scan)
        .get("/disputes/{number}/seals/{id}", read, notices::seal_list)
        .post("/disputes/{number}/notices", write, notices::make)
        .get("/disputes/{number}/notices/{id}", read, notices::print)
        .get(
            "/disputes/{number}/notices/{id}/end",
            write,
            end_notice::show,
        )
        .post(
            "/disputes/{number}/notices/{id}/end",
            write,
            end_notice::submit,
        )
        .get("/disputes/{number}/death", write, forms::death)
        .post("/disputes/{number}/death", write, forms::post_death)
        .get("/disputes/{number}/seal", write, forms::seal)
        .post("/disputes/{number}/seal", write, forms::post_seal)
        .get("/disputes/{number}/copy", write, forms::copy)
        .post("/disputes/{number}/copy", write, forms::post_copy)
        .get("/disputes/{number}/decide", write, reports::decide)
        .post("/disputes/{number}/decide", write, reports::post_decide)
        .get("/disputes/{number}/reports/{id}", write, reports::report)
        .post(
            "/disputes/{number}/reports/{id}",
            write,
            reports::post_report,
        )
}
