//! One statement: the form while it is owed, the locked text afterwards, what was
//! added, and what the office may do with it.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use tongli_cases::{Case, Verb};
use tongli_kernel::{Fault, Said};
use tongli_store::{access_log, drafts};
use tongli_web::{Answer, Ask, Form, FormBody, Shell, no_store, page_with, redirect};

use super::{end_of_day, version};
use crate::lines::{Names, StatementLine, statement_line};
use crate::statement::{Account, Amendment, Giving, State, Statement, StatementId};
use crate::store::statements;
use crate::{access, actions};

#[derive(Template)]
#[template(path = "statement.html")]
struct StatementPage {
    shell: Shell,
    form: Form,
    line: StatementLine,
    case_path: String,
    asked: String,
    return_reason: Option<String>,
    excuse: Option<String>,
    version: i64,
    id: String,
    may_give: bool,
    may_amend: bool,
    may_return: bool,
    may_excuse: bool,
    givings: Vec<GivingView>,
    amendments: Vec<AmendmentView>,
}

struct GivingView {
    number: i64,
    by: String,
    at: String,
    digest: String,
    /// Word key and text of each section that says something.
    sections: Vec<(String, String)>,
    /// An earlier one, sent back since.
    is_past: bool,
}

struct AmendmentView {
    by: String,
    at: String,
    text: String,
}

pub async fn show(ask: Ask, Path(id): Path<i64>) -> Answer {
    let form = draft(&ask, StatementId::new(id)).await?;
    render(&ask, StatementId::new(id), form, StatusCode::OK).await
}

/// What was typed before and not given yet.
async fn draft(ask: &Ask, id: StatementId) -> Result<Form, Fault> {
    let Some(staff) = ask.viewer.staff() else {
        return Ok(Form::default());
    };
    let mut tx = ask.app.db.read().await?;
    let kept = drafts::find(&mut tx, ask.viewer.tenant, staff, &access::draft_name(id)).await?;
    Ok(kept.map_or_else(Form::default, |(fields, _)| Form::from_fields(fields)))
}

async fn render(ask: &Ask, id: StatementId, form: Form, status: StatusCode) -> Answer {
    note_reading(ask, id).await?;
    let shell = Shell::new(ask, Said::new("inquiry-statement"));
    let mut tx = ask.app.db.read().await?;
    let (statement, case) = actions::read(&mut tx, &ask.app, &ask.viewer, Verb::Read, id).await?;
    let tenant = ask.viewer.tenant;
    let givings = statements::givings(&mut tx, &ask.app, tenant, id).await?;
    let amendments = statements::amendments(&mut tx, &ask.app, tenant, id).await?;
    let staff: Vec<_> = givings
        .iter()
        .filter_map(|one| one.given_by)
        .chain(amendments.iter().filter_map(|one| one.by))
        .collect();
    let names = Names::of(&mut tx, ask, &staff).await?;
    let form = begin_with_last(form, &statement, &givings);
    let page = view(
        shell,
        form,
        &statement,
        &case,
        &names,
        &givings,
        &amendments,
    );
    page_with(status, &page)
}

/// Reading medical text is written down before it is shown.
async fn note_reading(ask: &Ask, id: StatementId) -> Result<(), Fault> {
    let subject = tongli_store::Subject::new(crate::statement::SUBJECT, id.raw());
    let mut tx = ask.app.db.read().await?;
    if access_log::noted(&mut tx, &ask.viewer, ask.now, subject, "statement").await? {
        return Ok(());
    }
    drop(tx);
    let ask = &ask;
    ask.app
        .db
        .write(async |tx| {
            actions::read(tx, &ask.app, &ask.viewer, Verb::Read, id).await?;
            access_log::note(tx, &ask.viewer, ask.now, subject, "statement").await?;
            Ok(())
        })
        .await
}

/// A statement sent back begins with what was given, so that nobody types it twice.
fn begin_with_last(form: Form, statement: &Statement, givings: &[Giving]) -> Form {
    let untouched = form.fields().is_empty() && !form.is_refused();
    match givings.last() {
        Some(last) if untouched && statement.state == State::Returned => last
            .account
            .open()
            .sections()
            .iter()
            .fold(form, |form, (name, text)| form.with(name, *text)),
        _ => form,
    }
}

fn view(
    shell: Shell,
    form: Form,
    statement: &Statement,
    case: &Case,
    names: &Names,
    givings: &[Giving],
    amendments: &[Amendment],
) -> StatementPage {
    let ask = shell.ask.clone();
    let viewer = &ask.viewer;
    let open = |text: &Option<tongli_kernel::Private<String>>| {
        text.as_ref().map(|text| text.open().clone())
    };
    let own = access::may_give(viewer, statement.department);
    let office = viewer.may(access::ASK);
    StatementPage {
        line: statement_line(&shell, names, statement),
        form,
        case_path: case.path(),
        asked: ask.show(statement.asked_at),
        return_reason: open(&statement.return_reason),
        excuse: open(&statement.excuse),
        version: statement.version,
        id: statement.id.to_string(),
        may_give: own && statement.state.is_open(),
        may_amend: own && statement.state == State::Given,
        may_return: office && statement.state == State::Given && case.stage.is_open(),
        may_excuse: office && statement.state.is_open(),
        givings: givings
            .iter()
            .map(|one| giving_view(&shell, names, one, givings.len()))
            .collect(),
        amendments: amendments
            .iter()
            .map(|one| AmendmentView {
                by: names.staff(one.by),
                at: ask.show(one.added_at),
                text: one.text.open().clone(),
            })
            .collect(),
        shell,
    }
}

fn giving_view(shell: &Shell, names: &Names, giving: &Giving, count: usize) -> GivingView {
    GivingView {
        number: giving.number,
        by: names.staff(giving.given_by),
        at: shell.ask.show(giving.given_at),
        digest: giving.digest.chars().take(12).collect(),
        sections: giving
            .account
            .open()
            .sections()
            .iter()
            .filter(|(_, text)| !text.trim().is_empty())
            .map(|(name, text)| {
                (
                    shell.say_key(format!("inquiry-section-{name}")).to_string(),
                    (*text).to_owned(),
                )
            })
            .collect(),
        is_past: usize::try_from(giving.number).is_ok_and(|number| number < count),
    }
}

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

pub async fn send_back(ask: Ask, Path(id): Path<i64>, FormBody(form): FormBody) -> Answer {
    let id = StatementId::new(id);
    let mut errors = tongli_kernel::FieldErrors::default();
    let due_at = end_of_day(&ask.app, &form, "due_on", &mut errors);
    let outcome = if errors.is_empty() {
        let (ask, reason) = (&ask, form.value("reason"));
        ask.app
            .db
            .write(async |tx| {
                let (statement, case) =
                    actions::read(tx, &ask.app, &ask.viewer, Verb::ReturnStatement, id).await?;
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
    let (asking, reason) = (&ask, form.value("excuse"));
    let outcome = asking
        .app
        .db
        .write(async |tx| {
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

/// The page again with what was typed, or the page with the good news.
async fn finish(
    ask: &Ask,
    id: StatementId,
    form: Form,
    outcome: Result<(), Fault>,
    done: &'static str,
) -> Answer {
    match outcome {
        Ok(()) => redirect(&format!("/statements/{id}?done={done}")),
        Err(Fault::Invalid(errors)) => {
            render(
                ask,
                id,
                form.refused(errors),
                StatusCode::UNPROCESSABLE_ENTITY,
            )
            .await
        }
        Err(fault) => Err(fault.into()),
    }
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
