//! A colleague takes over this computer.

use askama::Template;
use axum::http::{HeaderMap, StatusCode};
use tongli_kernel::{Fault, Private, Said};
use tongli_web::{Answer, Ask, Form, FormBody, Shell, page_with};

use super::cookies;
use super::sign_in::{MOST_A_MINUTE, opened_at};
use crate::actions::{self, TakeOver};

#[derive(Template)]
#[template(path = "take_over.html")]
struct TakeOverPage {
    shell: Shell,
    form: Form,
}

fn render(ask: &Ask, status: StatusCode, form: Form) -> Answer {
    let shell = Shell::new(ask, Said::new("people-take-over"));
    page_with(status, &TakeOverPage { shell, form })
}

pub(super) async fn show(ask: Ask) -> Answer {
    render(&ask, StatusCode::OK, Form::default())
}

pub(super) async fn submit(ask: Ask, headers: HeaderMap, FormBody(form): FormBody) -> Answer {
    let app = &ask.app;
    app.limits
        .count(&app.db, "sign-in", ask.from, MOST_A_MINUTE, ask.now)
        .await?;
    let typed = TakeOver {
        number: form.value("number").to_owned(),
        pin: Private::new(form.value("pin").to_owned()),
        cookie: cookies::sent(&ask.app, &headers),
        from: ask.from.to_string(),
        user_agent: cookies::user_agent(&headers),
    };
    match actions::take_over(&ask.app, &ask.viewer, typed).await {
        Ok(opened) => opened_at(&ask, &opened, "/"),
        Err(Fault::Invalid(errors)) => {
            render(&ask, StatusCode::UNPROCESSABLE_ENTITY, form.refused(errors))
        }
        Err(other) => Err(other.into()),
    }
}
