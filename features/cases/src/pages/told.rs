//! What somebody complained of is told, and where they say that they have read it and
//! how it was for them.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use tongli_kernel::{Fault, Said};
use tongli_web::{Answer, Ask, Form, FormBody, Refusal, Shell, page, page_with, redirect};

use crate::actions::{Told, acknowledge, give_account, told};
use crate::store::respondents::ToldId;

#[derive(Template)]
#[template(path = "told.html")]
struct ToldPage {
    shell: Shell,
    form: Form,
    told: Told,
}

pub async fn show(ask: Ask, Path(id): Path<String>) -> Answer {
    page(&render(&ask, &id, Form::default()).await?)
}

fn id_of(id: &str) -> Result<ToldId, Fault> {
    id.parse().map_err(|_| Fault::NotFound)
}

async fn render(ask: &Ask, id: &str, form: Form) -> Result<ToldPage, Refusal> {
    let mut tx = ask.app.db.read().await?;
    let told = told(&mut tx, &ask.viewer, id_of(id)?).await?;
    Ok(ToldPage {
        shell: Shell::new(ask, Said::new("cases-told-title")),
        form,
        told,
    })
}

pub async fn read(ask: Ask, Path(id): Path<String>) -> Answer {
    let (ask, id) = (&ask, id_of(&id)?);
    ask.app
        .db
        .write(async |tx| acknowledge(tx, &ask.app, &ask.viewer, ask.now, id).await)
        .await?;
    redirect(&format!("/told/{id}?done=cases-told-read-done"))
}

pub async fn account(ask: Ask, Path(id): Path<String>, FormBody(form): FormBody) -> Answer {
    let (ask, told) = (&ask, id_of(&id)?);
    let text = form.value("text");
    let outcome = ask
        .app
        .db
        .write(async |tx| give_account(tx, &ask.app, &ask.viewer, ask.now, (told, text)).await)
        .await;
    match outcome {
        Ok(()) => redirect(&format!("/told/{id}?done=cases-told-account-done")),
        Err(Fault::Invalid(errors)) => {
            let page = render(ask, &id, form.refused(errors)).await?;
            page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
        Err(other) => Err(other.into()),
    }
}
