//! `/calendar/import`: a notice pasted or sent as a file, shown day by day, and
//! confirmed.

use askama::Template;
use axum::extract::Multipart;
use axum::http::StatusCode;
use tongli_kernel::{Fault, Said};
use tongli_web::{Answer, Ask, Form, FormBody, Shell, page, page_with, redirect};

use crate::actions::{Preview, confirm_year, preview_notice};
use crate::problem::TEXT;
use crate::sentences::weekday_said;
use crate::{Scope, Weight};

/// A notice has two thousand characters; a year file a few thousand.
const LONGEST: usize = 200_000;

#[derive(Template)]
#[template(path = "calendar_import.html")]
struct ImportPage {
    shell: Shell,
    form: Form,
}

#[derive(Template)]
#[template(path = "calendar_import_preview.html")]
struct PreviewPage {
    shell: Shell,
    preview: Preview,
    text: String,
}

impl PreviewPage {
    fn is_supplement(&self) -> bool {
        self.preview.proposal.draft.scope == Scope::Supplement
    }

    fn findings(&self, weight: Weight) -> Vec<&Said> {
        self.preview
            .proposal
            .findings
            .iter()
            .filter(|finding| finding.weight == weight)
            .map(|finding| &finding.said)
            .collect()
    }

    fn refusals(&self) -> Vec<&Said> {
        self.findings(Weight::Refuses)
    }

    fn doubts(&self) -> Vec<&Said> {
        self.findings(Weight::Doubt)
    }
}

fn shell(ask: &Ask) -> Shell {
    Shell::new(ask, Said::new("calendars-import-title"))
}

fn form_page(ask: &Ask, status: StatusCode, form: Form) -> Answer {
    let shell = shell(ask);
    page_with(status, &ImportPage { shell, form })
}

pub(super) async fn show(ask: Ask) -> Answer {
    form_page(&ask, StatusCode::OK, Form::default())
}

pub(super) async fn preview(ask: Ask, parts: Multipart) -> Answer {
    let text = match sent_text(parts).await {
        Ok(text) => text,
        Err((text, said)) => return refused_form(&ask, text, Fault::field(TEXT, said)),
    };
    match preview_notice(&ask.app, &ask.viewer, &text).await {
        Ok(preview) => page(&PreviewPage {
            shell: shell(&ask),
            preview,
            text,
        }),
        Err(fault) => refused_form(&ask, text, fault),
    }
}

pub(super) async fn confirm(ask: Ask, FormBody(form): FormBody) -> Answer {
    let text = form.value(TEXT);
    let seen = form.value("seen").parse().ok();
    match confirm_year(&ask.app, &ask.viewer, text, seen).await {
        Ok(stored) => redirect(&format!(
            "/calendar?year={}&done=calendars-year-imported-done",
            stored.year
        )),
        Err(fault) => refused_form(&ask, text.to_owned(), fault),
    }
}

/// What was typed stays, with each sentence about it.
fn refused_form(ask: &Ask, text: String, fault: Fault) -> Answer {
    match fault {
        Fault::Invalid(errors) => {
            let form = Form::default().with(TEXT, text).refused(errors);
            form_page(ask, StatusCode::UNPROCESSABLE_ENTITY, form)
        }
        other => Err(other.into()),
    }
}

/// The file where one was chosen, else what was pasted. Notices are text, which
/// the house's own reader of attachments does not take.
async fn sent_text(mut parts: Multipart) -> Result<String, (String, Said)> {
    let (mut pasted, mut file) = (String::new(), Vec::new());
    let broken = |_| (String::new(), Said::new("calendars-import-too-long"));
    while let Some(part) = parts.next_field().await.map_err(broken)? {
        let name = part.name().unwrap_or_default().to_owned();
        let bytes = part.bytes().await.map_err(broken)?;
        match name.as_str() {
            TEXT => pasted = String::from_utf8_lossy(&bytes).replace('\0', ""),
            "file" => file = bytes.to_vec(),
            _ => {}
        }
    }
    let text = match String::from_utf8(file) {
        Ok(text) if text.trim().is_empty() => pasted,
        Ok(text) => text.replace('\0', ""),
        Err(_) => return Err((pasted, Said::new("calendars-import-not-text"))),
    };
    if text.trim().is_empty() {
        return Err((text, Said::new("calendars-import-empty")));
    }
    if text.len() > LONGEST {
        return Err((String::new(), Said::new("calendars-import-too-long")));
    }
    Ok(text)
}
