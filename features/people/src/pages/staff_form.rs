//! A new account.

use askama::Template;
use axum::http::StatusCode;
use tongli_kernel::{Fault, Private, Said};
use tongli_web::{Answer, Ask, Form, FormBody, Shell, page, page_with};

use super::choices::{self, Choice};
use crate::actions;
use crate::password;
use crate::staff::NewStaff;
use crate::store::departments;

#[derive(Template)]
#[template(path = "staff_new.html")]
struct NewStaffPage {
    shell: Shell,
    form: Form,
    backgrounds: Vec<Choice>,
    departments: Vec<Choice>,
}

/// The password somebody gets from the administrator, shown once.
#[derive(Template)]
#[template(path = "one_time.html")]
pub(super) struct OneTimePage {
    pub shell: Shell,
    pub name: String,
    pub login: String,
    pub password: String,
    pub back: String,
}

async fn render(ask: &Ask, status: StatusCode, form: Form) -> Answer {
    let mut tx = ask.app.db.read().await?;
    let all = departments::departments(&mut tx, ask.viewer.tenant).await?;
    drop(tx);
    let page = NewStaffPage {
        shell: Shell::new(ask, Said::new("people-staff-new")),
        backgrounds: choices::of_backgrounds(&form),
        departments: choices::of_departments(&all, &form),
        form,
    };
    page_with(status, &page)
}

pub(super) async fn new(ask: Ask) -> Answer {
    render(&ask, StatusCode::OK, Form::default()).await
}

pub(super) async fn add(ask: Ask, FormBody(form): FormBody) -> Answer {
    let one_time = password::one_time(&*ask.app.chance);
    let profile = choices::profile(&ask.app, &form);
    let new = NewStaff {
        background: profile.background.into_iter().collect(),
        departments: profile.departments,
        valid_until: profile.valid_until,
        must_change: true,
        ..NewStaff::new(
            form.value("login"),
            profile.number,
            profile.name.clone(),
            one_time.clone(),
        )
    };
    match actions::add_staff(&ask.app, &ask.viewer, new).await {
        Ok(id) => page(&OneTimePage {
            shell: Shell::new(&ask, Said::new("people-one-time")),
            name: profile.name,
            login: crate::staff::plain_login(form.value("login")),
            password: Private::into_inner(one_time),
            back: format!("/admin/staff/{id}"),
        }),
        Err(Fault::Invalid(errors)) => {
            let form = form.refused(errors);
            render(&ask, StatusCode::UNPROCESSABLE_ENTITY, form).await
        }
        Err(other) => Err(other.into()),
    }
}
