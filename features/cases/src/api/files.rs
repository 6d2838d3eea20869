//! Files sent by programs, as a form with files.

use axum::extract::Path;
use tongli_kernel::{Fault, FieldErrors, Said};
use tongli_web::{Answer, Ask, IdempotencyKey, Uploads, json};

use super::answers;
use crate::actions::{Attaching, attach};
use crate::typed;

pub async fn post_files(
    ask: Ask,
    Path(number): Path<String>,
    key: IdempotencyKey,
    sent: Uploads,
) -> Answer {
    let digest = digest(&sent);
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
    let key = key.for_request(&ask, &digest);
    let what = Attaching {
        number: &number,
        version,
        files: &files,
        once: key.as_ref().map(|key| (key, answers::kept_attached as _)),
    };
    super::answer(
        attach(&ask.app, &ask.viewer, ask.now, what).await?,
        |done| json(&answers::attached(&ask.app, &done)),
    )
}

/// What was sent, without the boundary between its parts: a program that sends the
/// same again draws another one.
fn digest(sent: &Uploads) -> String {
    let files = sent
        .files
        .iter()
        .map(|file| (&*file.field, &*file.name, tongli_store::sha256(&file.bytes)))
        .collect::<Vec<_>>();
    let said = serde_json::json!([sent.form.fields(), files]);
    tongli_store::sha256(said.to_string().as_bytes())
}
