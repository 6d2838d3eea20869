//! The screens of this room.

pub mod find;
pub mod inbox;
pub mod investigation;
mod record_form;
pub mod request;
pub mod review;
mod sheet;
pub mod statement;
pub mod statement_forms;

use tongli_kernel::{Day, FieldErrors, Moment, Said};
use tongli_web::{App, Form};

/// A day as a form sends it, as the end of that day in hospital time.
pub fn end_of_day(
    app: &App,
    form: &Form,
    field: &'static str,
    errors: &mut FieldErrors,
) -> Option<Moment> {
    let text = form.text(field)?;
    match text.parse::<Day>() {
        Ok(day) => Some(app.time.end_of(day)),
        Err(()) => {
            errors.add(field, Said::new("inquiry-day-wrong"));
            None
        }
    }
}

/// The version a form was made for; a form without one is somebody's own making.
pub fn version(form: &Form) -> Option<i64> {
    form.value("version").parse().ok()
}
