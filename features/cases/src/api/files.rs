//! Files sent by programs, as a form with files.

use axum::extract::Path;
use tongli_kernel::{Fault, FieldErrors, Said};
use tongli_web::{Answer, Ask, Uploads, json};

use super::answers;
use crate::actions::attach;
use crate::typed;

pub async fn post_files(ask: Ask, Path(number): Path<String>, sent: Uploads) -> Answer {
    let Uploads { form, files } = sent;
    if form.is_refused() {
        return Err(Fault::Invalid(form.errors).into());
    }
    let mut errors = FieldErrors::default();
    let version = typed::number("version", form.value("version"), &mut errors);
    if files.is_empty() {
        errors.add("file", Said::new("cases-file-missing"));
    }
    errors.or_else(|| ())?;
    let case = attach(&ask.app, &ask.viewer, ask.now, &number, version, &files).await?;
    json(&answers::moved(&case))
}
