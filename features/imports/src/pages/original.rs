//! The register as it was sent, to put its bad rows right.

use axum::extract::Path;
use tongli_store::access_log;
use tongli_web::{Answer, Ask, file_answer};

use crate::actions::read;
use crate::import::ImportId;

pub(super) async fn download(ask: Ask, Path(id): Path<ImportId>) -> Answer {
    let mut tx = ask.app.db.read().await?;
    let import = read(&mut tx, &ask.viewer, id).await?;
    drop(tx);
    let bytes = ask.app.files.read(&import.digest).await?;
    // The book holds names and telephones: who took it out is written down.
    let (viewer, subject) = (&ask.viewer, import.subject());
    ask.app
        .db
        .write(async |tx| Ok(access_log::note(tx, viewer, ask.now, subject, "original").await?))
        .await?;
    let ending = if bytes.starts_with(b"PK") {
        "xlsx"
    } else if bytes.starts_with(&[0xd0, 0xcf]) {
        "xls"
    } else {
        "csv"
    };
    let name = format!("register-{}.{ending}", import.seq);
    file_answer(bytes.into(), "application/octet-stream", &name)
}
