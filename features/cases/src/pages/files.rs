//! Files of a case: added in a form, given back as downloads.

use axum::body::Body;
use axum::extract::Path;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use tongli_kernel::{Fault, Said};
use tongli_store::attachments::AttachmentId;
use tongli_web::{Answer, Ask, Refusal, Uploads, no_store, redirect};

use crate::actions::{Attaching, attach, attached, note_file_reading};

pub async fn attach_files(ask: Ask, Path(number): Path<String>, sent: Uploads) -> Answer {
    if sent.form.is_refused() {
        return Err(Fault::Invalid(sent.form.errors).into());
    }
    if sent.files.is_empty() {
        return Err(Fault::field("file", Said::new("cases-file-missing")).into());
    }
    let what = Attaching {
        number: &number,
        version: None,
        files: &sent.files,
        once: None,
    };
    attach(&ask.app, &ask.viewer, ask.now, what).await?;
    redirect(&format!("/cases/{number}?done=cases-attached-done"))
}

/// Never shown inside the page: a file from outside is saved, not run.
pub async fn download(ask: Ask, Path((number, id)): Path<(String, String)>) -> Answer {
    let id: AttachmentId = id.parse().map_err(|_| Fault::NotFound)?;
    let mut tx = ask.app.db.read().await?;
    let (case, file) = attached(&mut tx, &ask.viewer, &number, id).await?;
    drop(tx);
    note_file_reading(&ask.app, &ask.viewer, ask.now, &case).await?;
    let bytes = ask.app.files.read(&file.digest).await?;
    let mut response = Response::new(Body::from(bytes));
    let headers = response.headers_mut();
    let value = |text: &str| HeaderValue::from_str(text).map_err(Refusal::bug);
    headers.insert(header::CONTENT_TYPE, value(&file.media_type)?);
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    headers.insert(
        header::CONTENT_DISPOSITION,
        value(&disposition(&file.name))?,
    );
    headers.insert(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static("default-src 'none'; sandbox"),
    );
    Ok(no_store(response))
}

/// `attachment` with the name in the form that carries Chinese (RFC 6266).
fn disposition(name: &str) -> String {
    use std::fmt::Write;
    let encoded = name.bytes().fold(String::new(), |mut out, byte| {
        if byte.is_ascii_alphanumeric() || b"-_.".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
        out
    });
    format!("attachment; filename*=UTF-8''{encoded}")
}

#[cfg(test)]
mod tests {
    use super::disposition;

    #[test]
    fn a_name_can_break_out_of_no_header() {
        assert_eq!(
            disposition("照\"\r\n.jpg"),
            "attachment; filename*=UTF-8''%E7%85%A7%22%0D%0A.jpg"
        );
    }
}
