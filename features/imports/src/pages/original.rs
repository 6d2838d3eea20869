//! The register as it was sent, to put its bad rows right.

use axum::extract::Path;
use axum::http::{HeaderValue, header};
use axum::response::IntoResponse;
use tongli_store::access_log;
use tongli_web::{Answer, Ask, no_store};

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
    let name = format!("attachment; filename=\"register-{}.{ending}\"", import.seq);
    let mut response = bytes.into_response();
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/octet-stream"),
    );
    if let Ok(value) = HeaderValue::from_str(&name) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    Ok(no_store(response))
}
