//! A new password of one's own.

use askama::Template;
use axum::http::{HeaderMap, StatusCode};
use tongli_kernel::{Fault, Private, Said};
use tongli_web::{Answer, Ask, Form, FormBody, Shell, page_with, redirect};

use super::cookies;
use crate::actions::{self, ChangePassword};
use crate::store::credentials;

#[derive(Template)]
#[template(path = "me_password.html")]
struct PasswordPage {
    shell: Shell,
    form: Form,
    /// Somebody else gave the present one.
    must_change: bool,
}

async fn render(ask: &Ask, status: StatusCode, form: Form) -> Answer {
    let own = ask.viewer.staff().ok_or(Fault::SignedOut)?;
    let mut tx = ask.app.db.read().await?;
    let secrets = credentials::find(&mut tx, ask.viewer.tenant, own).await?;
    let shell = Shell::new(ask, Said::new("people-password-change"));
    let must_change = secrets.is_some_and(|secrets| secrets.must_change);
    page_with(
        status,
        &PasswordPage {
            shell,
            form,
            must_change,
        },
    )
}

pub(super) async fn show(ask: Ask) -> Answer {
    render(&ask, StatusCode::OK, Form::default()).await
}

pub(super) async fn submit(ask: Ask, headers: HeaderMap, FormBody(form): FormBody) -> Answer {
    let text = |name: &str| Private::new(form.value(name).to_owned());
    let typed = ChangePassword {
        old: text("old_password"),
        new: text("new_password"),
        again: text("again_password"),
        cookie: cookies::sent(&ask.app, &headers),
    };
    match actions::change_password(&ask.app, &ask.viewer, typed).await {
        Ok(()) => redirect("/me?done=people-password-changed-done"),
        Err(Fault::Invalid(errors)) => {
            let form = form.refused(errors);
            render(&ask, StatusCode::UNPROCESSABLE_ENTITY, form).await
        }
        Err(other) => Err(other.into()),
    }
}
