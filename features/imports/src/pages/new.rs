//! Sending a register: one file, read at once, shown before anything happens.

use askama::Template;
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::StatusCode;
use tongli_kernel::{Fault, FieldErrors, Said};
use tongli_web::{Answer, Ask, Form, Refusal, Shell, page_with, redirect};

use crate::actions::try_file;
use crate::synonyms::{channel_names, kind_names};

/// The largest register. Pictures in a workbook make it large, not its rows.
const MOST_BYTES: usize = 20 * 1024 * 1024;
/// Longer names are cut; the ending says nothing to us.
const LONGEST_NAME: usize = 120;

#[derive(Template)]
#[template(path = "imports_new.html")]
struct NewPage {
    shell: Shell,
    form: Form,
    channels: String,
    kinds: String,
}

fn render(ask: &Ask, status: StatusCode, form: Form) -> Answer {
    page_with(
        status,
        &NewPage {
            shell: Shell::new(ask, Said::new("imports-new")),
            form,
            channels: channel_names().join("、"),
            kinds: kind_names().join("、"),
        },
    )
}

pub(super) async fn show(ask: Ask) -> Answer {
    render(&ask, StatusCode::OK, Form::default())
}

/// A register as it was sent. It is known by what can be read from it, so the list
/// of welcome kinds of attachments, to which CSV does not belong, is not asked.
pub(super) struct RegisterSent {
    name: String,
    bytes: Vec<u8>,
}

impl<S: Send + Sync> FromRequest<S> for RegisterSent {
    type Rejection = Refusal;

    async fn from_request(request: Request, state: &S) -> Result<Self, Refusal> {
        let mut parts = Multipart::from_request(request, state)
            .await
            .map_err(|_| Fault::Conflict(Said::new("fault-not-a-form")))?;
        let too_large = |_| Fault::Conflict(Said::new("fault-too-large"));
        let mut sent = RegisterSent {
            name: String::new(),
            bytes: Vec::new(),
        };
        while let Some(part) = parts.next_field().await.map_err(too_large)? {
            if part.name() == Some("file") {
                sent.name = tidy_name(part.file_name().unwrap_or_default());
                sent.bytes = part.bytes().await.map_err(too_large)?.to_vec();
            }
        }
        Ok(sent)
    }
}

/// Without folders and control characters.
fn tidy_name(name: &str) -> String {
    name.rsplit(['/', '\\'])
        .next()
        .unwrap_or(name)
        .chars()
        .filter(|letter| !letter.is_control())
        .take(LONGEST_NAME)
        .collect()
}

fn wrong(said: Said) -> FieldErrors {
    let mut errors = FieldErrors::default();
    errors.add("file", said);
    errors
}

pub(super) async fn submit(ask: Ask, sent: RegisterSent) -> Answer {
    let refuse = |errors: FieldErrors| {
        let form = Form::default().refused(errors);
        render(&ask, StatusCode::UNPROCESSABLE_ENTITY, form)
    };
    if sent.bytes.is_empty() {
        return refuse(wrong(Said::new("imports-file-missing")));
    }
    if sent.bytes.len() > MOST_BYTES {
        let said = Said::new("imports-file-large").with("most", MOST_BYTES / 1024 / 1024);
        return refuse(wrong(said));
    }
    match try_file(&ask.app, &ask.viewer, &sent.name, sent.bytes).await {
        Ok(tried) if tried.again => {
            redirect(&format!("{}?done=imports-again-done", tried.import.path()))
        }
        Ok(tried) => redirect(&tried.import.path()),
        Err(Fault::Invalid(errors)) => refuse(errors),
        Err(other) => Err(other.into()),
    }
}
