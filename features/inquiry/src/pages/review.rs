//! A second person lets the findings stand or sends them back.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use tongli_cases::Verb;
use tongli_kernel::{Fault, Said};
use tongli_web::{Answer, Ask, Form, FormBody, Shell, page_with, redirect};

use super::version;
use crate::actions::{self, Review};
use crate::investigation::Record;
use crate::lines::{AllegationLine, Names, StatementLine, allegation_line, statement_line};
use crate::store::{investigations, statements};
use crate::verdict::{own_department_gate, same_hand_gate};

#[derive(Template)]
#[template(path = "review.html")]
struct ReviewPage {
    shell: Shell,
    form: Form,
    number: String,
    case_path: String,
    version: i64,
    allegations: Vec<AllegationLine>,
    statements: Vec<StatementLine>,
    record: Record,
    finders: String,
    barred: Vec<String>,
}

pub async fn show(ask: Ask, Path(number): Path<String>) -> Answer {
    render(&ask, &number, Form::default(), StatusCode::OK).await
}

async fn render(ask: &Ask, number: &str, form: Form, status: StatusCode) -> Answer {
    let shell = Shell::new(ask, Said::new("inquiry-review"));
    let viewer = &ask.viewer;
    let tenant = viewer.tenant;
    let mut tx = ask.app.db.read().await?;
    let case = tongli_cases::read(&mut tx, viewer, Verb::Review, number).await?;
    let id = case.id.raw();
    let allegations = tongli_cases::allegations(&mut tx, tenant, case.id).await?;
    let list = statements::list_of_case(&mut tx, &ask.app, tenant, id).await?;
    let found = investigations::find(&mut tx, &ask.app, tenant, id).await?;
    let finders = found
        .as_ref()
        .map(|form| form.finders.clone())
        .unwrap_or_default();
    let names = Names::of(&mut tx, ask, &finders).await?;
    let barred = [
        same_hand_gate(viewer, &finders),
        own_department_gate(viewer, &allegations),
    ];
    let page = ReviewPage {
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
        barred: barred
            .into_iter()
            .flatten()
            .map(|gate| shell.said(gate.say).to_string())
            .collect(),
        form,
        shell,
    };
    page_with(status, &page)
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
        Err(Fault::Invalid(errors)) => {
            let form = form.refused(errors);
            render(&ask, &number, form, StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(fault) => Err(fault.into()),
    }
}
