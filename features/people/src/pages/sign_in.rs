//! Signing in and out.

use askama::Template;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use tongli_kernel::{Fault, Private, Said};
use tongli_store::settings;
use tongli_web::{Answer, Ask, Form, FormBody, Refusal, Shell, page_with, redirect};

use super::cookies;
use crate::actions::{self, Opened, SignIn};
use crate::session::local_path;
use crate::settings::HOSPITAL_NAME;
use crate::store::staff;

/// So many tries a minute from one address.
pub(super) const MOST_A_MINUTE: u32 = 30;

#[derive(Template)]
#[template(path = "sign_in.html")]
struct SignInPage {
    shell: Shell,
    hospital: Option<String>,
    form: Form,
    back: String,
}

pub(super) async fn show(ask: Ask) -> Answer {
    let query = Form::from_encoded(&ask.query);
    let back = local_path(query.value("back")).to_owned();
    if ask.signed_in() {
        return redirect(&back);
    }
    render(&ask, StatusCode::OK, Form::default(), back).await
}

async fn render(ask: &Ask, status: StatusCode, form: Form, back: String) -> Answer {
    let mut tx = ask.app.db.read().await?;
    if !staff::anybody(&mut tx, ask.app.tenant).await? {
        return redirect("/set-up");
    }
    let hospital = settings::find(&mut tx, ask.app.tenant, HOSPITAL_NAME).await?;
    let shell = Shell::new(ask, Said::new("people-sign-in"));
    page_with(
        status,
        &SignInPage {
            shell,
            hospital,
            form,
            back,
        },
    )
}

pub(super) async fn submit(ask: Ask, headers: HeaderMap, FormBody(form): FormBody) -> Answer {
    let app = &ask.app;
    app.limits
        .count(&app.db, "sign-in", ask.from, MOST_A_MINUTE, ask.now)
        .await?;
    let back = local_path(form.value("back")).to_owned();
    let typed = SignIn {
        login: form.value("login").to_owned(),
        password: Private::new(form.value("password").to_owned()),
        from: ask.from.to_string(),
        user_agent: cookies::user_agent(&headers),
    };
    match actions::sign_in(&ask.app, typed).await {
        Ok(opened) => opened_at(&ask, &opened, &back),
        Err(Fault::Invalid(errors)) => {
            let form = form.refused(errors);
            render(&ask, StatusCode::UNPROCESSABLE_ENTITY, form, back).await
        }
        Err(other) => Err(other.into()),
    }
}

/// Leads to where somebody wanted to go, or first to a password of his own.
pub(super) fn opened_at(ask: &Ask, opened: &Opened, back: &str) -> Answer {
    let target = if opened.must_change {
        "/me/password"
    } else {
        back
    };
    let mut response = redirect(target)?;
    set(ask, &mut response, opened)?;
    Ok(response)
}

fn set(ask: &Ask, response: &mut Response, opened: &Opened) -> Result<(), Refusal> {
    cookies::open(&ask.app, response, opened.secret.open())?;
    match opened.lang {
        Some(lang) => cookies::language(&ask.app, response, lang),
        None => Ok(()),
    }
}

pub(super) async fn sign_out(ask: Ask, headers: HeaderMap) -> Answer {
    let sent = cookies::sent(&ask.app, &headers);
    actions::sign_out(&ask.app, &ask.viewer, &sent).await?;
    let mut response = redirect("/sign-in?done=people-signed-out-done")?;
    cookies::close(&ask.app, &mut response)?;
    Ok(response)
}
