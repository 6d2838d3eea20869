//! What is sent from a statement's page: given, sent back, let go, added to. Whatever
//! is not taken comes back as it was typed.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use tongli_cases::{Case, Verb};
use tongli_kernel::{Fault, FieldErrors, Said};
use tongli_store::{Tx, drafts};
use tongli_web::{Answer, Ask, Form, FormBody, no_store, redirect};

use super::sheet::Sheet;
use super::statement::render;
use super::{end_of_day, version};
use crate::statement::{Account, State, Statement, StatementId};
use crate::{access, actions};

pub async fn give(ask: Ask, Path(id): Path<i64>, FormBody(form): FormBody) -> Answer {
    let id = StatementId::new(id);
    let typed = Account {
        condition: form.value("condition").to_owned(),
        course: form.value("course").to_owned(),
        communication: form.value("communication").to_owned(),
        text: form.value("text").to_owned(),
    };
    let outcome = match typed.check() {
        Err(errors) => Err(Fault::Invalid(errors)),
        Ok(account) => {
            let (ask, account, version) = (&ask, &account, version(&form).unwrap_or(0));
            ask.app
                .db
                .write(async |tx| {
                    actions::give_statement(tx, &ask.app, &ask.viewer, id, version, account).await
                })
                .await
        }
    };
    finish(&ask, id, form, outcome.map(|_| ()), "inquiry-given-done").await
}

/// The statement for a verb, if it still is what the page showed.
async fn as_seen(
    tx: &mut Tx,
    ask: &Ask,
    verb: Verb,
    id: StatementId,
    seen: Option<i64>,
) -> Result<(Statement, Case), Fault> {
    let (statement, case) = actions::read(tx, &ask.app, &ask.viewer, verb, id).await?;
    if seen.is_some_and(|seen| seen != statement.version) {
        return Err(Fault::Conflict(Said::new("fault-somebody-was-faster")));
    }
    Ok((statement, case))
}

pub async fn send_back(ask: Ask, Path(id): Path<i64>, FormBody(form): FormBody) -> Answer {
    let id = StatementId::new(id);
    let mut errors = FieldErrors::default();
    let due_at = end_of_day(&ask.app, &form, "due_on", &mut errors);
    let outcome = if errors.is_empty() {
        let (ask, reason, seen) = (&ask, form.value("reason"), version(&form));
        ask.app
            .db
            .write(async |tx| {
                let (statement, case) = as_seen(tx, ask, Verb::ReturnStatement, id, seen).await?;
                if statement.state != State::Given {
                    return Err(Fault::Conflict(Said::new("fault-somebody-was-faster")));
                }
                let back = actions::Return {
                    department: statement.department,
                    reason,
                    due_at,
                };
                actions::return_statement(tx, &ask.app, &ask.viewer, &case.number, None, &back)
                    .await
            })
            .await
            .map(|_| ())
    } else {
        Err(Fault::Invalid(errors))
    };
    finish(&ask, id, form, outcome, "inquiry-returned-done").await
}

pub async fn excuse(ask: Ask, Path(id): Path<i64>, FormBody(form): FormBody) -> Answer {
    let id = StatementId::new(id);
    let (asking, reason, seen) = (&ask, form.value("excuse"), version(&form));
    let outcome = asking
        .app
        .db
        .write(async |tx| {
            as_seen(tx, asking, Verb::ExcuseStatement, id, seen).await?;
            actions::excuse_statement(tx, &asking.app, &asking.viewer, id, reason).await
        })
        .await
        .map(|_| ());
    finish(&ask, id, form, outcome, "inquiry-excused-done").await
}

pub async fn amend(ask: Ask, Path(id): Path<i64>, FormBody(form): FormBody) -> Answer {
    let id = StatementId::new(id);
    let (asking, text) = (&ask, form.value("amendment"));
    let outcome = asking
        .app
        .db
        .write(async |tx| actions::amend_statement(tx, &asking.app, &asking.viewer, id, text).await)
        .await;
    finish(&ask, id, form, outcome, "inquiry-amended-done").await
}

/// The page again with what was typed, or the page with the good news. Who may not
/// send it still keeps their words, and the page says why.
async fn finish(
    ask: &Ask,
    id: StatementId,
    form: Form,
    outcome: Result<(), Fault>,
    done: &'static str,
) -> Answer {
    let sheet = match outcome {
        Ok(()) => return redirect(&format!("/statements/{id}?done={done}")),
        Err(Fault::Forbidden(_)) => Sheet::forbidden(form),
        Err(fault) => Sheet::refused(form, fault)?,
    };
    render(ask, id, sheet).await
}

/// Keeps half-written words.
pub async fn keep_draft(ask: Ask, Path(id): Path<i64>, FormBody(form): FormBody) -> Answer {
    let id = StatementId::new(id);
    let (asking, fields) = (&ask, form.draft());
    let fields = &fields;
    asking
        .app
        .db
        .write(async |tx| {
            actions::read(tx, &asking.app, &asking.viewer, Verb::SubmitStatement, id).await?;
            if let Some(staff) = asking.viewer.staff() {
                let name = access::draft_name(id);
                let tenant = asking.viewer.tenant;
                drafts::keep(tx, tenant, staff, &name, fields, asking.now).await?;
            }
            Ok(())
        })
        .await?;
    Ok(no_store(StatusCode::NO_CONTENT.into_response()))
}
