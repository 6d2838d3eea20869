//! My files: what I asked for, how far each is, and one button for what I ask now.

use askama::Template;
use axum::extract::Path;
use axum::http::{HeaderValue, StatusCode, header};
use tongli_cases::list_address;
use tongli_kernel::{Fault, Said};
use tongli_store::jobs::JobId;
use tongli_tables::Format;
use tongli_web::{Answer, Ask, Form, FormBody, Shell, page_with, redirect};

use crate::actions::{self, Ending};
use crate::api::file;
use crate::export::{Export, Standing};

/// How often the page comes again while something is under way.
const AGAIN: HeaderValue = HeaderValue::from_static("3");

struct Row {
    export: Export,
    standing: Standing,
    format: &'static str,
    size: String,
    /// The list it is of.
    list: String,
}

#[derive(Template)]
#[template(path = "exports.html")]
struct ExportsPage {
    shell: Shell,
    form: Form,
    /// What is asked for now: the fields of the form, and the list it is of.
    wished: Option<(Vec<(String, String)>, String)>,
    formats: Vec<(String, String)>,
    /// Why it is not begun now, though the form holds.
    put_off: Option<Said>,
    rows: Vec<Row>,
}

const fn format_word(format: Format) -> &'static str {
    match format {
        Format::Xlsx => "exports-format-xlsx",
        Format::Csv => "exports-format-csv",
        Format::Jsonl => "exports-format-jsonl",
    }
}

/// Bytes as people read them, in the one unit that both languages have.
fn size(bytes: i64) -> String {
    match bytes {
        ..104_858 => "< 0.1 MB".to_owned(),
        _ => format!("{}.{} MB", bytes >> 20, ((bytes & 0xf_ffff) * 10) >> 20),
    }
}

async fn render(ask: &Ask, status: StatusCode, form: Form, put_off: Option<Said>) -> Answer {
    let mut tx = ask.app.db.read().await?;
    let found = actions::list(&mut tx, &ask.viewer).await?;
    drop(tx);
    let busy = found.iter().any(Export::is_open);
    let shell = Shell::new(ask, Said::new("exports-title"));
    let rows = found.into_iter().map(|export| Row {
        standing: export.standing(ask.now),
        format: format_word(export.format),
        size: size(export.bytes),
        list: format!("/cases?{}", export.filter),
        export,
    });
    let formats = Format::ALL.iter().map(|one| {
        let word = shell.say(format_word(*one)).to_string();
        (one.code().to_owned(), word)
    });
    let wished = wished(&form);
    let is_asked = wished.is_some();
    let mut response = page_with(
        status,
        &ExportsPage {
            wished,
            formats: formats.collect(),
            put_off,
            rows: rows.collect(),
            form,
            shell,
        },
    )?;
    if busy && !is_asked {
        // Without a script the page itself comes again, unless somebody is choosing on it.
        response.headers_mut().insert(header::REFRESH, AGAIN);
    }
    Ok(response)
}

/// The list that the address of this page speaks of.
fn wished(form: &Form) -> Option<(Vec<(String, String)>, String)> {
    form.text("format")?;
    let address = list_address(form);
    let fields = Form::from_encoded(&address).fields().to_vec();
    Some((fields, format!("/cases?{address}")))
}

pub(super) async fn show(ask: Ask) -> Answer {
    let form = Form::from_encoded(&ask.query);
    render(&ask, StatusCode::OK, form, None).await
}

pub(super) async fn submit(ask: Ask, FormBody(form): FormBody) -> Answer {
    match actions::ask(&ask.app, &ask.viewer, ask.now, &form).await {
        Ok(_) => redirect("/exports?done=exports-asked-done"),
        Err(Fault::Invalid(errors)) => {
            let form = form.refused(errors);
            render(&ask, StatusCode::UNPROCESSABLE_ENTITY, form, None).await
        }
        Err(Fault::Conflict(said)) => render(&ask, StatusCode::CONFLICT, form, Some(said)).await,
        Err(other) => Err(other.into()),
    }
}

pub(super) async fn erase(ask: Ask, Path(id): Path<JobId>) -> Answer {
    let ending = actions::erase(&ask.app, &ask.viewer, ask.now, id).await?;
    redirect(match ending {
        Ending::Cancelled => "/exports?done=exports-cancelled-done",
        Ending::Erased | Ending::Withdrawn => "/exports?done=exports-erased-done",
    })
}

pub(super) async fn download(ask: Ask, Path(id): Path<JobId>) -> Answer {
    file(&ask, id).await
}
