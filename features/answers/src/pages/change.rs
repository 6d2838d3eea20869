//! Taking an entry out of use, and putting it back.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use tongli_kernel::{Fault, Said};
use tongli_web::{Answer, Ask, Form, FormBody, Shell, page, page_with, redirect};

use super::show::id_of;
use crate::actions::{self, find_entry};
use crate::entry::{Entry, EntryId, State};

#[derive(Template)]
#[template(path = "answer_withdraw.html")]
struct ChangePage {
    shell: Shell,
    form: Form,
    entry: Entry,
    is_withdrawn: bool,
    /// What somebody else did meanwhile.
    conflict: Option<Said>,
}

async fn render(
    ask: &Ask,
    id: EntryId,
    form: Form,
    conflict: Option<Said>,
) -> Result<ChangePage, Fault> {
    let mut tx = ask.app.db.read().await?;
    let entry = find_entry(&mut tx, &ask.viewer, id).await?;
    drop(tx);
    Ok(ChangePage {
        shell: Shell::new(ask, Said::new("answers-withdraw-title")),
        is_withdrawn: entry.state == State::Withdrawn,
        form,
        entry,
        conflict,
    })
}

/// Of a withdrawn entry it is the way back.
pub async fn withdrawing(ask: Ask, Path(id): Path<String>) -> Answer {
    page(&render(&ask, id_of(&id)?, Form::default(), None).await?)
}

pub async fn withdraw(ask: Ask, Path(id): Path<String>, FormBody(form): FormBody) -> Answer {
    turn(ask, id_of(&id)?, form, true).await
}

pub async fn put_back(ask: Ask, Path(id): Path<String>, FormBody(form): FormBody) -> Answer {
    turn(ask, id_of(&id)?, form, false).await
}

async fn turn(ask: Ask, id: EntryId, form: Form, withdraws: bool) -> Answer {
    let seen: i64 = form.value("version").parse().unwrap_or(0);
    let (app, viewer, reason) = (&ask.app, &ask.viewer, form.value("reason"));
    let done = app
        .db
        .write(async |tx| match withdraws {
            true => actions::withdraw(tx, app, viewer, ask.now, (id, seen), reason).await,
            false => actions::put_back(tx, app, viewer, ask.now, (id, seen), reason).await,
        })
        .await;
    match done {
        Ok(entry) if withdraws => {
            redirect(&format!("{}?done=answers-withdrawn-done", entry.path()))
        }
        Ok(entry) => redirect(&format!("{}?done=answers-put-back-done", entry.path())),
        Err(Fault::Invalid(errors)) => {
            let page = render(&ask, id, form.refused(errors), None).await?;
            page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
        Err(Fault::Conflict(said)) => {
            let page = render(&ask, id, form, Some(said)).await?;
            page_with(StatusCode::CONFLICT, &page)
        }
        Err(other) => Err(other.into()),
    }
}
