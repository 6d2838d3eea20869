//! The first screen of a fresh installation.

use askama::Template;
use axum::http::{HeaderMap, StatusCode};
use tongli_kernel::{Fault, Private, Said};
use tongli_web::{Answer, Ask, Form, FormBody, Shell, page_with, redirect};

use super::cookies;
use super::sign_in::{MOST_A_MINUTE, opened_at};
use crate::actions::{self, SetUp, SignIn};
use crate::store::staff;

#[derive(Template)]
#[template(path = "set_up.html")]
struct SetUpPage {
    shell: Shell,
    form: Form,
}

async fn render(ask: &Ask, status: StatusCode, form: Form) -> Answer {
    let over = {
        let mut tx = ask.app.db.read().await?;
        staff::anybody(&mut tx, ask.app.tenant).await?
    };
    if over {
        return redirect("/sign-in");
    }
    let shell = Shell::new(ask, Said::new("people-set-up"));
    page_with(status, &SetUpPage { shell, form })
}

pub(super) async fn show(ask: Ask) -> Answer {
    render(&ask, StatusCode::OK, Form::default()).await
}

pub(super) async fn submit(ask: Ask, headers: HeaderMap, FormBody(form): FormBody) -> Answer {
    let app = &ask.app;
    app.limits
        .count(&app.db, "set-up", ask.from, MOST_A_MINUTE, ask.now)
        .await?;
    let text = |name: &str| form.value(name).to_owned();
    let typed = SetUp {
        code: Private::new(text("code")),
        hospital: text("hospital"),
        login: text("login"),
        number: form.text("number").unwrap_or_else(|| text("login")),
        name: text("name"),
        password: Private::new(text("password")),
    };
    let sign_in = SignIn {
        login: typed.login.clone(),
        password: typed.password.clone(),
        from: ask.from.to_string(),
        user_agent: cookies::user_agent(&headers),
    };
    match actions::set_up(&ask.app, typed).await {
        Ok(_) => {
            let opened = actions::sign_in(&ask.app, sign_in).await?;
            opened_at(&ask, &opened, "/admin/staff?done=people-set-up-done")
        }
        Err(Fault::Invalid(errors)) => {
            let form = form.refused(errors);
            render(&ask, StatusCode::UNPROCESSABLE_ENTITY, form).await
        }
        Err(other) => Err(other.into()),
    }
}
