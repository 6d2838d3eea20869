//! A department is entered, changed, closed.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use tongli_kernel::{DepartmentId, Fault, Said};
use tongli_web::{Answer, Ask, Form, FormBody, Shell, page_with, redirect};

use super::choices;
use crate::actions;
use crate::department::{Department, NewDepartment};
use crate::store::{departments, staff};

#[derive(Template)]
#[template(path = "department_form.html")]
struct DepartmentPage {
    shell: Shell,
    form: Form,
    known: Option<Department>,
    contacts: Vec<(String, String)>,
}

fn typed(form: &Form) -> NewDepartment {
    NewDepartment {
        code: form.value("code").to_owned(),
        name: form.value("name").to_owned(),
        is_ward: form.ticked("is_ward"),
        is_window: form.ticked("is_window"),
        is_clinical: form.ticked("is_clinical"),
        contact: form.value("contact").parse().ok(),
    }
}

fn filled(known: &Department) -> Form {
    let mut form = Form::default()
        .with("version", known.version.to_string())
        .with("code", &known.code)
        .with("name", &known.name);
    let flags = [
        ("is_ward", known.is_ward),
        ("is_window", known.is_window),
        ("is_clinical", known.is_clinical),
    ];
    for (name, _) in flags.iter().filter(|(_, set)| *set) {
        form = form.with(name, "1");
    }
    if let Some(contact) = known.contact {
        form = form.with("contact", contact.to_string());
    }
    form
}

async fn render(
    ask: &Ask,
    status: StatusCode,
    id: Option<DepartmentId>,
    refused: Option<Form>,
) -> Answer {
    let tenant = ask.viewer.tenant;
    let mut tx = ask.app.db.read().await?;
    let known = match id {
        Some(id) => Some(
            departments::find_department(&mut tx, tenant, id)
                .await?
                .ok_or(Fault::NotFound)?,
        ),
        None => None,
    };
    let contacts = staff::active_staff(&mut tx, tenant, ask.now).await?;
    drop(tx);
    let title = match known {
        Some(_) => "people-department-one",
        None => "people-department-new",
    };
    let form = refused.unwrap_or_else(|| known.as_ref().map(filled).unwrap_or_default());
    let page = DepartmentPage {
        shell: Shell::new(ask, Said::new(title)),
        form,
        known,
        contacts: choices::pairs_of_staff(&contacts),
    };
    page_with(status, &page)
}

async fn again(ask: &Ask, id: Option<DepartmentId>, form: Form, fault: Fault) -> Answer {
    match fault {
        Fault::Invalid(errors) => {
            let form = form.refused(errors);
            render(ask, StatusCode::UNPROCESSABLE_ENTITY, id, Some(form)).await
        }
        other => Err(other.into()),
    }
}

pub(super) async fn new(ask: Ask) -> Answer {
    let form = Form::default().with("is_clinical", "1");
    render(&ask, StatusCode::OK, None, Some(form)).await
}

pub(super) async fn add(ask: Ask, FormBody(form): FormBody) -> Answer {
    match actions::add_department(&ask.app, &ask.viewer, typed(&form)).await {
        Ok(_) => redirect("/admin/departments?done=people-department-added-done"),
        Err(fault) => again(&ask, None, form, fault).await,
    }
}

pub(super) async fn show(ask: Ask, Path(id): Path<i64>) -> Answer {
    let id = DepartmentId::new(id);
    render(&ask, StatusCode::OK, Some(id), None).await
}

fn version(form: &Form) -> i64 {
    form.value("version").parse().unwrap_or(0)
}

pub(super) async fn change(ask: Ask, Path(id): Path<i64>, FormBody(form): FormBody) -> Answer {
    let id = DepartmentId::new(id);
    let changed =
        actions::change_department(&ask.app, &ask.viewer, id, typed(&form), version(&form)).await;
    match changed {
        Ok(()) => redirect("/admin/departments?done=people-department-changed-done"),
        Err(fault) => again(&ask, Some(id), form, fault).await,
    }
}

pub(super) async fn close(ask: Ask, Path(id): Path<i64>, FormBody(form): FormBody) -> Answer {
    let id = DepartmentId::new(id);
    actions::close_department(&ask.app, &ask.viewer, id, version(&form)).await?;
    redirect("/admin/departments?done=people-department-closed-done")
}

pub(super) async fn reopen(ask: Ask, Path(id): Path<i64>, FormBody(form): FormBody) -> Answer {
    let id = DepartmentId::new(id);
    actions::reopen_department(&ask.app, &ask.viewer, id, version(&form)).await?;
    redirect("/admin/departments?done=people-department-reopened-done")
}
