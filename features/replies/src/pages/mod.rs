//! The screens of this room.

pub mod answer;
pub mod approve;
pub mod deliver;
pub mod follow_up;
pub mod letter;

use tongli_kernel::{FieldErrors, Moment, Said};
use tongli_web::{App, Form};

/// A moment as a form sends it.
pub fn moment(
    app: &App,
    form: &Form,
    field: &'static str,
    errors: &mut FieldErrors,
) -> Option<Moment> {
    let text = form.text(field)?;
    let read = app.time.read(&text);
    if read.is_none() {
        errors.add(field, Said::new("replies-moment-wrong"));
    }
    read
}

/// The version a form was made for.
pub fn version(form: &Form) -> Option<i64> {
    form.value("version").parse().ok()
}
