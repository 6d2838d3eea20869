//! Asks several departments at once.

use askama::Template;
use axum::extract::Path;
use tongli_cases::{Allegation, Case, Verb};
use tongli_kernel::{DepartmentId, Fault, FieldErrors, Said};
use tongli_store::Tx;
use tongli_web::{Answer, Ask, Form, FormBody, Shell, page_with, redirect};

use super::sheet::{Above, Sheet, draft, read_noted};
use super::{end_of_day, version};
use crate::statement::{NewRequest, check_question};
use crate::store::statements;
use crate::verdict::{closed_file_gate, own_department_gate};
use crate::{access, actions};

#[derive(Template)]
#[template(path = "request.html")]
struct RequestPage {
    shell: Shell,
    form: Form,
    above: Above,
    /// Why nothing can be asked by this viewer, or in this case.
    barred: Vec<String>,
    draft: String,
    number: String,
    case_path: String,
    version: i64,
    /// Complained of or asked before, then everybody else.
    likely: Vec<Choice>,
    others: Vec<Choice>,
}

struct Choice {
    id: String,
    name: String,
    ticked: bool,
    /// Has still to answer an earlier question.
    is_asked: bool,
}

pub async fn show(ask: Ask, Path(number): Path<String>) -> Answer {
    render(&ask, &number, Sheet::fresh()).await
}

async fn render(ask: &Ask, number: &str, sheet: Sheet) -> Answer {
    let shell = Shell::new(ask, Said::new("inquiry-request"));
    let viewer = &ask.viewer;
    let case = read_noted(ask, Verb::RequestStatement, number).await?;
    let mut tx = ask.app.db.read().await?;
    let allegations = tongli_cases::allegations(&mut tx, viewer.tenant, case.id).await?;
    let draft_name = access::request_draft(&case);
    let typed = match &sheet.form {
        Some(form) => Some(form.clone()),
        None => draft(&mut tx, ask, &draft_name).await?,
    };
    let form = typed.unwrap_or_else(|| fresh(&shell, &allegations));
    let (likely, others) = choices(&mut tx, ask, &case, &allegations, &form).await?;
    let barred: Vec<String> = [
        closed_file_gate(&case),
        own_department_gate(viewer, &allegations),
    ]
    .into_iter()
    .flatten()
    .map(|gate| shell.said(gate.say).to_string())
    .collect();
    page_with(
        sheet.status,
        &RequestPage {
            above: sheet.above(&shell, &barred),
            barred,
            draft: draft_name,
            number: case.number.clone(),
            case_path: case.path(),
            version: case.version,
            likely,
            others,
            form,
            shell,
        },
    )
}

/// Begins with the allegations as questions, and with the departments they name.
fn fresh(shell: &Shell, allegations: &[Allegation]) -> Form {
    let mut question = shell.say("inquiry-request-begin").to_string();
    for one in allegations {
        question.push_str(&format!("\n{}. {}", one.seq, one.text));
    }
    allegations
        .iter()
        .flat_map(|one| &one.departments)
        .fold(Form::default().with("question", question), |form, id| {
            form.with("department", id.to_string())
        })
}

async fn choices(
    tx: &mut Tx,
    ask: &Ask,
    case: &Case,
    allegations: &[Allegation],
    form: &Form,
) -> Result<(Vec<Choice>, Vec<Choice>), Fault> {
    let tenant = ask.viewer.tenant;
    let statements = statements::list_of_case(tx, &ask.app, tenant, case.id.raw()).await?;
    let is_likely = |id: DepartmentId| {
        allegations.iter().any(|one| one.departments.contains(&id))
            || case.department_visited == Some(id)
            || statements.iter().any(|one| one.department == id)
    };
    let (mut likely, mut others) = (Vec::new(), Vec::new());
    for department in tongli_people::departments(tx, tenant).await? {
        let is_asked = statements
            .iter()
            .any(|one| one.department == department.id && one.state.is_open());
        let choice = Choice {
            id: department.id.to_string(),
            name: department.name,
            ticked: !is_asked && form.has("department", &department.id.to_string()),
            is_asked,
        };
        if is_likely(department.id) {
            likely.push(choice);
        } else {
            others.push(choice);
        }
    }
    Ok((likely, others))
}

pub async fn submit(ask: Ask, Path(number): Path<String>, FormBody(form): FormBody) -> Answer {
    let outcome = match check(&ask, &form) {
        Err(errors) => Err(Fault::Invalid(errors)),
        Ok(new) => {
            let (ask, new, version, number) = (&ask, &new, version(&form), &number);
            ask.app
                .db
                .write(async |tx| {
                    actions::request_statement(tx, &ask.app, &ask.viewer, number, version, new)
                        .await
                })
                .await
        }
    };
    match outcome {
        Ok(case) => redirect(&format!("{}?done=inquiry-asked-done", case.path())),
        Err(fault) => render(&ask, &number, Sheet::refused(form, fault)?).await,
    }
}

fn check(ask: &Ask, form: &Form) -> Result<NewRequest, FieldErrors> {
    let mut errors = FieldErrors::default();
    let departments: Vec<DepartmentId> = form
        .values("department")
        .filter_map(|value| value.parse().ok())
        .collect();
    if departments.is_empty() {
        errors.add("departments", Said::new("inquiry-departments-missing"));
    }
    let question = check_question(form.value("question"), &mut errors);
    let due_at = end_of_day(&ask.app, form, "due_on", &mut errors);
    errors.or_else(|| NewRequest {
        departments,
        question,
        due_at,
    })
}
