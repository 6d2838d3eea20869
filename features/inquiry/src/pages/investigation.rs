//! The investigation form, beside what the departments say and the documents.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use tongli_cases::Verb;
use tongli_kernel::{Fault, Said, StaffId};
use tongli_store::{attachments, drafts};
use tongli_web::{Answer, Ask, Form, FormBody, Shell, no_store, page_with, redirect};

use crate::investigation::{CourseStep, Investigation, Record};
use crate::lines::{DocumentLine, Names, StatementLine, documents, statement_line};
use crate::store::{investigations, statements};
use crate::verdict::own_department_gate;
use crate::{access, actions};

#[derive(Template)]
#[template(path = "investigation.html")]
struct InvestigationPage {
    shell: Shell,
    form: Form,
    number: String,
    case_path: String,
    version: i64,
    rows: Vec<Row>,
    is_locked: bool,
    /// Why this viewer may read but not write.
    barred: Option<String>,
    changed: Option<String>,
    statements: Vec<SaidLine>,
    documents: Vec<DocumentLine>,
}

/// One row of the course as the form shows it.
struct Row {
    at: usize,
    step: CourseStep,
    error: Option<String>,
}

/// A statement with its newest words.
struct SaidLine {
    line: StatementLine,
    sections: Vec<(String, String)>,
}

pub async fn show(ask: Ask, Path(number): Path<String>) -> Answer {
    render(&ask, &number, None, StatusCode::OK).await
}

async fn render(ask: &Ask, number: &str, typed: Option<Form>, status: StatusCode) -> Answer {
    let shell = Shell::new(ask, Said::new("inquiry-investigation"));
    let viewer = &ask.viewer;
    let tenant = viewer.tenant;
    let mut tx = ask.app.db.read().await?;
    let case = tongli_cases::read(&mut tx, viewer, Verb::Find, number).await?;
    let id = case.id.raw();
    let found = investigations::find(&mut tx, &ask.app, tenant, id).await?;
    let form = match typed {
        Some(form) => form,
        None => begin(ask, &mut tx, &case.number, found.as_ref()).await?,
    };
    let allegations = tongli_cases::allegations(&mut tx, tenant, case.id).await?;
    let list = statements::list_of_case(&mut tx, &ask.app, tenant, id).await?;
    let newest = statements::newest_givings(&mut tx, &ask.app, tenant, id).await?;
    let files = attachments::list(&mut tx, tenant, case.subject()).await?;
    let staff: Vec<StaffId> = files
        .iter()
        .filter_map(|file| file.by.map(StaffId::new))
        .chain(found.as_ref().and_then(|form| form.changed_by))
        .collect();
    let names = Names::of(&mut tx, ask, &staff).await?;
    let said = list
        .iter()
        .map(|one| SaidLine {
            line: statement_line(&shell, &names, one),
            sections: newest.get(&one.id).map_or_else(Vec::new, |giving| {
                giving
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
                    .collect()
            }),
        })
        .collect();
    let page = InvestigationPage {
        number: case.number.clone(),
        case_path: case.path(),
        version: found.as_ref().map_or(0, |form| form.version),
        rows: rows(&shell, &form),
        is_locked: found.as_ref().is_some_and(Investigation::is_locked),
        barred: own_department_gate(viewer, &allegations)
            .map(|gate| shell.said(gate.say).to_string()),
        changed: found.as_ref().map(|form| {
            shell
                .say("inquiry-changed")
                .with("name", names.staff(form.changed_by))
                .with("at", ask.show(form.changed_at))
                .to_string()
        }),
        statements: said,
        documents: documents(ask, &names, &files),
        form,
        shell,
    };
    page_with(status, &page)
}

/// The form as it was last written, or what was typed since.
async fn begin(
    ask: &Ask,
    tx: &mut tongli_store::Tx,
    number: &str,
    found: Option<&Investigation>,
) -> Result<Form, Fault> {
    if let Some(staff) = ask.viewer.staff() {
        let name = access::investigation_draft(number);
        if let Some((fields, _)) = drafts::find(tx, ask.viewer.tenant, staff, &name).await? {
            return Ok(Form::from_fields(fields));
        }
    }
    let Some(found) = found else {
        return Ok(Form::default());
    };
    let record = found.record.open();
    let form = Form::default()
        .with("condition", record.condition.as_str())
        .with("communication", record.communication.as_str());
    Ok(record
        .course
        .iter()
        .enumerate()
        .fold(form, |form, (at, step)| {
            form.with(&format!("time[{at}]"), step.time.as_str())
                .with(&format!("place[{at}]"), step.place.as_str())
                .with(&format!("who[{at}]"), step.who.as_str())
                .with(&format!("what[{at}]"), step.what.as_str())
                .with(&format!("source[{at}]"), step.source.as_str())
        }))
}

/// The rows as typed, with one empty row at the end where there is none.
fn rows(shell: &Shell, form: &Form) -> Vec<Row> {
    let mut steps = steps(form);
    if steps.is_empty() || form.value("add_row") == "course" {
        steps.push(CourseStep::default());
    }
    steps
        .into_iter()
        .enumerate()
        .map(|(at, step)| Row {
            at,
            error: form.error(&format!("what[{at}]"), shell),
            step,
        })
        .collect()
}

/// Rows by their numbers, which have gaps where a row was removed.
fn steps(form: &Form) -> Vec<CourseStep> {
    let mut numbers: Vec<usize> = form
        .fields()
        .iter()
        .filter_map(|(name, _)| name.strip_prefix("what[")?.strip_suffix(']')?.parse().ok())
        .collect();
    numbers.sort_unstable();
    numbers.dedup();
    numbers
        .into_iter()
        .map(|at| {
            let value = |field: &str| form.value(&format!("{field}[{at}]")).to_owned();
            CourseStep {
                time: value("time"),
                place: value("place"),
                who: value("who"),
                what: value("what"),
                source: value("source"),
            }
        })
        .filter(|step| !step.is_empty())
        .collect()
}

fn record(form: &Form) -> Record {
    Record {
        condition: form.value("condition").to_owned(),
        course: steps(form),
        communication: form.value("communication").to_owned(),
    }
}

pub async fn submit(ask: Ask, Path(number): Path<String>, FormBody(form): FormBody) -> Answer {
    // Without a script, "one more row" sends the form; it comes back with the row.
    if form.value("add_row") == "course" {
        return render(&ask, &number, Some(form), StatusCode::OK).await;
    }
    let outcome = match record(&form).check() {
        Err(errors) => Err(Fault::Invalid(errors)),
        Ok(record) => {
            let version = super::version(&form).unwrap_or(0);
            let (ask, number, record) = (&ask, &number, &record);
            ask.app
                .db
                .write(async |tx| {
                    actions::record_investigation(
                        tx,
                        &ask.app,
                        &ask.viewer,
                        number,
                        version,
                        record,
                    )
                    .await
                })
                .await
        }
    };
    match outcome {
        Ok(case) => redirect(&format!(
            "/cases/{}/investigation?done=inquiry-recorded-done",
            case.number
        )),
        Err(Fault::Invalid(errors)) => {
            let form = form.refused(errors);
            render(&ask, &number, Some(form), StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(fault) => Err(fault.into()),
    }
}

/// Keeps half-written words.
pub async fn keep_draft(ask: Ask, Path(number): Path<String>, FormBody(form): FormBody) -> Answer {
    let fields = form.draft();
    let (asking, number, fields) = (&ask, &number, &fields);
    asking
        .app
        .db
        .write(async |tx| {
            let case = tongli_cases::read(tx, &asking.viewer, Verb::Find, number).await?;
            if let Some(staff) = asking.viewer.staff() {
                let name = access::investigation_draft(&case.number);
                let tenant = asking.viewer.tenant;
                drafts::keep(tx, tenant, staff, &name, fields, asking.now).await?;
            }
            Ok(())
        })
        .await?;
    Ok(no_store(StatusCode::NO_CONTENT.into_response()))
}
