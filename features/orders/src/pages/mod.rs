//! The screens of this room.

mod form;
mod list;
mod show;
mod take;

use tongli_kernel::Moment;
use tongli_web::{Ask, Form, Guard, Routes};

use crate::access::{READ, WRITE};
use crate::typed::Sent;

pub fn routes() -> Routes {
    let (read, write) = (Guard::May(READ), Guard::May(WRITE));
    Routes::new()
        .get("/cases/{number}/take-order", write, take::show)
        .post("/cases/{number}/take-order", write, take::submit)
        .get("/orders", read, list::show)
        .get("/orders/{id}", read, show::show)
        .get("/orders/{id}/{verb}", write, form::show)
        .post("/orders/{id}/{verb}", write, form::submit)
}

/// The version a form was made for; a form without one is somebody's own making.
fn version(form: &Form) -> i64 {
    form.value("version").parse().unwrap_or_default()
}

/// The fields of a form, read by those who know what they mean.
fn with_sent<T>(ask: &Ask, form: &Form, read: impl FnOnce(&Sent<'_>) -> T) -> T {
    let text = |field: &str| form.value(field).to_owned();
    let moment = |field: &str| -> Option<Moment> { ask.app.time.read(form.value(field)) };
    read(&Sent {
        text: &text,
        moment: &moment,
    })
}
