//! A second person lets the findings stand or sends them back.

use askama::Template;
use axum::extract::Path;
use tongli_cases::Verb;
use tongli_kernel::{Gate, Said};
use tongli_web::{Answer, Ask, Form, FormBody, Shell, page_with, redirect};

use super::sheet::{Above, Sheet, read_noted};
use super::version;
use crate::actions::{self, Review};
use crate::investigation::Record;
use crate::lines::{AllegationLine, Names, StatementLine, allegation_line, statement_line};
use crate::verdict::{own_department_gate, review_gates, same_hand_gate};

#[derive(Template)]
#[template(path = "review.html")]
struct ReviewPage {
    shell: Shell,
    form: Form,
    above: Above,
    number: String,
    case_path: String,
    version: i64,
    allegations: Vec<AllegationLine>,
    statements: Vec<StatementLine>,
    record: Record,
    finders: String,
    barred: Vec<String>,
    /// What has to be written or found before anybody can agree.
    lacking: Vec<String>,
}

pub async fn show(ask: Ask, Path(number): Path<String>) -> Answer {
    render(&ask, &number, Sheet::fresh()).await
}

async fn render(ask: &Ask, number: &str, sheet: Sheet) -> Answer {
    let shell = Shell::new(ask, Said::new("inquiry-review"));
    let viewer = &ask.viewer;
    let tenant = viewer.tenant;
    let case = read_noted(ask, Verb::Review, number).await?;
    let mut tx = ask.app.db.read().await?;
    let allegations = tongli_cases::allegations(&mut tx, tenant, case.id).await?;
    let list = actions::statements_read(&mut tx, &ask.app, viewer, &case).await?;
    let found = actions::form_read(&mut tx, &ask.app, viewer, &case).await?;
    let finders = found
        .as_ref()
        .map(|form| form.finders.clone())
        .unwrap_or_default();
    let names = Names::of(&mut tx, ask, &finders).await?;
    let say = |gate: Gate| shell.said(gate.say).to_string();
    let barred: Vec<String> = [
        same_hand_gate(viewer, &finders),
        own_department_gate(viewer, &allegations),
    ]
    .into_iter()
    .flatten()
    .map(say)
    .collect();
    let lacking: Vec<String> = review_gates(&case, found.as_ref())
        .into_iter()
        .map(say)
        .collect();
    let page = ReviewPage {
        above: sheet.above(&shell, &[barred.as_slice(), &lacking].concat()),
        number: case.number.clone(),
        case_path: case.path(),
        version: case.version,
        allegations: allegations
            .iter()
            .map(|one| allegation_line(&shell, &names, one))
            .collect(),
        statements: list
            .iter()
            .map(|one| statement_line(&shell, &names, one))
            .collect(),
        record: found
            .map(|form| form.record.into_inner())
            .unwrap_or_default(),
        finders: finders
            .iter()
            .map(|id| names.staff(Some(*id)))
            .collect::<Vec<_>>()
            .join(&shell.say("inquiry-comma").to_string()),
        barred,
        lacking,
        form: sheet.form.unwrap_or_default(),
        shell,
    };
    page_with(sheet.status, &page)
}

pub async fn submit(ask: Ask, Path(number): Path<String>, FormBody(form): FormBody) -> Answer {
    let said = Review {
        ok: form.value("ok") == "yes",
        reason: form.value("reason").to_owned(),
    };
    let done = if said.ok {
        "inquiry-reviewed-done"
    } else {
        "inquiry-sent-back-done"
    };
    let version = version(&form);
    let outcome = {
        let (ask, number, said) = (&ask, &number, &said);
        ask.app
            .db
            .write(async |tx| {
                actions::review(tx, &ask.app, &ask.viewer, number, version, said).await
            })
            .await
    };
    match outcome {
        Ok(case) => redirect(&format!("{}?done={done}", case.path())),
        Err(fault) => render(&ask, &number, Sheet::refused(form, fault)?).await,
    }
}
