//! The register of what was handed outside, and its file.

use askama::Template;
use axum::body::Body;
use tongli_kernel::{Fault, Said};
use tongli_tables::Format;
use tongli_web::{Answer, Ask, Form, Shell, file_answer, page};

use crate::actions;
use crate::codes::Recipient;
use crate::disclosure::Line;
use crate::filter::{address, read_filter};
use crate::lines::{Choice, GivenLine, choices, given_line};

const PAGE: usize = 50;

#[derive(Template)]
#[template(path = "register.html")]
struct RegisterPage {
    shell: Shell,
    form: Form,
    rows: Vec<(String, GivenLine)>,
    recipients: Vec<Choice>,
    /// The filter as an address has it.
    kept: String,
    next: Option<String>,
    /// The viewer opens cases; the audit administrator does not.
    links: bool,
}

pub async fn show(ask: Ask) -> Answer {
    let mut form = Form::from_encoded(&ask.query);
    let (mut lines, mut more): (Vec<Line>, bool) = (Vec::new(), false);
    match read_filter(&form, &ask.app.time) {
        Ok(filter) => {
            (lines, more) = actions::register(&ask.app, &ask.viewer, &filter, PAGE).await?;
        }
        Err(errors) => form = form.refused(errors),
    }
    let kept = address(&form);
    let next = lines
        .last()
        .filter(|_| more)
        .map(|last| format!("{kept}&before={}", last.place().code()));
    let shell = Shell::new(&ask, Said::new("privacy-register-title"));
    page(&RegisterPage {
        rows: lines
            .iter()
            .map(|one| {
                (
                    one.case.clone(),
                    given_line(&shell, &one.line, &one.approver),
                )
            })
            .collect(),
        recipients: choices(&shell, Recipient::ALL, Recipient::code, Recipient::word),
        links: ask.viewer.may(tongli_cases::access::READ),
        form,
        kept,
        next,
        shell,
    })
}

pub async fn download(ask: Ask) -> Answer {
    let form = Form::from_encoded(&ask.query);
    let format = Format::sheet(form.value("format")).ok_or(Fault::NotFound)?;
    let filter = read_filter(&form, &ask.app.time).map_err(Fault::Invalid)?;
    let bytes = actions::export(&ask.app, &ask.viewer, ask.now, format, &filter).await?;
    let day = ask.app.time.day_of(ask.now);
    let name = format!("disclosures-{day}.{}", format.code());
    file_answer(Body::from(bytes), format.media_type(), &name)
}
