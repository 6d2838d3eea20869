//! The scan of the sealed original is put in where the released letter stands.

use axum::extract::Path;
use tongli_cases::{Attaching, Once};
use tongli_kernel::{Fault, Said};
use tongli_store::attachments::AttachmentId;
use tongli_web::{Answer, Ask, Uploads, redirect};

use super::version;
use crate::actions::{self, Binding};

/// The scan goes into the case's file first; a binding that is refused leaves it there
/// as an ordinary paper.
pub async fn bind(ask: Ask, Path(number): Path<String>, sent: Uploads) -> Answer {
    if sent.form.is_refused() {
        return Err(Fault::Invalid(sent.form.errors).into());
    }
    if sent.files.len() != 1 {
        return Err(Fault::field("file", Said::new("replies-original-one")).into());
    }
    let what = Attaching {
        number: &number,
        version: Some(version(&sent.form).unwrap_or_default()),
        files: &sent.files,
        once: None,
    };
    let file: Option<AttachmentId> =
        match tongli_cases::attach(&ask.app, &ask.viewer, ask.now, what).await? {
            Once::Done(done) => done.files.first().map(|file| file.id),
            Once::Before(_) => None,
        };
    let binding = Binding {
        no: sent.form.value("no").parse().unwrap_or_default(),
        digest: sent.form.value("digest").to_owned(),
        file: file.ok_or(Fault::NotFound)?,
    };
    let (asking, name, binding) = (&ask, &number, &binding);
    let case = asking
        .app
        .db
        .write(async |tx| {
            let (app, viewer) = (&asking.app, &asking.viewer);
            actions::bind_original(tx, app, viewer, name, None, binding).await
        })
        .await?;
    redirect(&format!(
        "{}/letter?no={}&done=replies-original-done",
        case.path(),
        binding.no
    ))
}
