//! A case becomes a dispute: why, and what follows from it.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use tongli_cases::{Case, Verb};
use tongli_kernel::{Fault, Said};
use tongli_web::{Answer, Ask, Form, FormBody, Refusal, Shell, page, page_with, redirect};

use super::version;
use crate::actions::{open_dispute, reserve_number};
use crate::store;

#[derive(Template)]
#[template(path = "open.html")]
struct OpenPage {
    shell: Shell,
    case: Case,
    form: Form,
    missing: Vec<String>,
}

pub async fn show(ask: Ask, Path(number): Path<String>) -> Answer {
    let page_shown = render(&ask, &number, Form::default(), Vec::new()).await?;
    let mut tx = ask.app.db.read().await?;
    let there = store::disputes::of_case(&mut tx, ask.viewer.tenant, page_shown.case.id).await?;
    match there {
        Some(dispute) => redirect(&dispute.path()),
        None => page(&page_shown),
    }
}

async fn render(
    ask: &Ask,
    number: &str,
    form: Form,
    missing: Vec<Said>,
) -> Result<OpenPage, Refusal> {
    let mut tx = ask.app.db.read().await?;
    let case = tongli_cases::read(&mut tx, &ask.viewer, Verb::ToDispute, number).await?;
    drop(tx);
    tongli_cases::note_reading(&ask.app, &ask.viewer, ask.now, &case, false).await?;
    let title = Said::new("disputes-open-title").with("number", case.number.as_str());
    let shell = Shell::new(ask, title);
    Ok(OpenPage {
        missing: missing
            .iter()
            .map(|said| shell.said(said).to_string())
            .collect(),
        case,
        form,
        shell,
    })
}

pub async fn submit(ask: Ask, Path(number): Path<String>, FormBody(form): FormBody) -> Answer {
    let jf = reserve_number(&ask.app, ask.now).await?;
    let done = {
        let (ask, number, form, jf) = (&ask, &number, &form, &jf);
        ask.app
            .db
            .write(async |tx| {
                let (app, viewer) = (&ask.app, &ask.viewer);
                let case = (number.as_str(), version(form));
                open_dispute(tx, app, viewer, ask.now, case, form.value("reason"), jf).await
            })
            .await
    };
    let (form, missing, status) = match done {
        Ok((dispute, _)) => {
            return redirect(&format!("{}?done=disputes-opened-done", dispute.path()));
        }
        Err(Fault::Gated(gates)) => (
            form,
            gates.into_iter().map(|gate| gate.say).collect(),
            StatusCode::UNPROCESSABLE_ENTITY,
        ),
        Err(Fault::Invalid(errors)) => (
            form.refused(errors),
            Vec::new(),
            StatusCode::UNPROCESSABLE_ENTITY,
        ),
        Err(Fault::Conflict(said)) => (form, vec![said], StatusCode::CONFLICT),
        Err(other) => return Err(other.into()),
    };
    page_with(status, &render(&ask, &number, form, missing).await?)
}
