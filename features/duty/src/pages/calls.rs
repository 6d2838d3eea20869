//! The call list: kept by the office, printed for the wall.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use tongli_kernel::{Fault, FieldErrors, Said};
use tongli_web::{Answer, Ask, Form, FormBody, Refusal, Shell, page, page_with, redirect};

use crate::access;
use crate::actions::{hand_over_by, keep_call, remove_call, set_hand_over_by};
use crate::call::{Call, CallId, Job, NewCall, check_call};
use crate::event::show_time;
use crate::store;

#[derive(Template)]
#[template(path = "calls.html")]
struct CallsPage {
    shell: Shell,
    form: Form,
    lines: Vec<(Call, String)>,
    jobs: Vec<(String, String)>,
    may_keep: bool,
}

#[derive(Template)]
#[template(path = "call.html")]
struct CallPage {
    shell: Shell,
    form: Form,
    id: CallId,
    jobs: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "calls_print.html")]
struct CallsPrint {
    shell: Shell,
    lines: Vec<(Call, String)>,
    day: String,
}

fn jobs(shell: &Shell) -> Vec<(String, String)> {
    Job::ALL
        .iter()
        .map(|job| (job.code().to_owned(), shell.say_key(job.word()).to_string()))
        .collect()
}

async fn lines(ask: &Ask, shell: &Shell) -> Result<Vec<(Call, String)>, Refusal> {
    let mut tx = ask.app.db.read().await?;
    let list = store::calls::list(&mut tx, ask.viewer.tenant).await?;
    Ok(list
        .into_iter()
        .map(|call| {
            let job = shell.say_key(call.job.word()).to_string();
            (call, job)
        })
        .collect())
}

async fn render(ask: &Ask, form: Form) -> Result<CallsPage, Refusal> {
    let shell = Shell::new(ask, Said::new("duty-calls-title"));
    let by = hand_over_by(&mut ask.app.db.read().await?, ask.viewer.tenant).await?;
    let form = if form.value("hand_over_by").is_empty() {
        form.with("hand_over_by", show_time(by))
    } else {
        form
    };
    Ok(CallsPage {
        lines: lines(ask, &shell).await?,
        jobs: jobs(&shell),
        may_keep: ask.viewer.may(access::KEEP_CALLS),
        form,
        shell,
    })
}

pub async fn show(ask: Ask) -> Answer {
    page(&render(&ask, Form::default()).await?)
}

pub async fn print(ask: Ask) -> Answer {
    let shell = Shell::new(&ask, Said::new("duty-calls-title"));
    page(&CallsPrint {
        lines: lines(&ask, &shell).await?,
        day: ask.app.time.day_of(ask.now).to_string(),
        shell,
    })
}

fn typed(form: &Form) -> Result<NewCall, FieldErrors> {
    check_call(
        form.value("job"),
        form.value("name"),
        form.value("phone"),
        form.value("hours"),
        form.value("position"),
    )
}

pub async fn add(ask: Ask, FormBody(form): FormBody) -> Answer {
    match typed(&form) {
        Ok(new) => {
            keep_call(&ask.app, &ask.viewer, ask.now, None, &new).await?;
            redirect("/duty/calls?done=duty-call-kept-done")
        }
        Err(errors) => {
            let page = render(&ask, form.refused(errors)).await?;
            page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
}

pub async fn set_time(ask: Ask, FormBody(form): FormBody) -> Answer {
    let typed = form.value("hand_over_by").to_owned();
    match set_hand_over_by(&ask.app, &ask.viewer, ask.now, &typed).await {
        Ok(()) => redirect("/duty/calls?done=duty-time-done"),
        Err(Fault::Invalid(errors)) => {
            let page = render(&ask, form.refused(errors)).await?;
            page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
        Err(fault) => Err(fault.into()),
    }
}

fn edit_page(ask: &Ask, id: CallId, form: Form) -> CallPage {
    let shell = Shell::new(ask, Said::new("duty-call-edit"));
    CallPage {
        jobs: jobs(&shell),
        form,
        id,
        shell,
    }
}

pub async fn edit(ask: Ask, Path(id): Path<String>) -> Answer {
    let id: CallId = id.parse().map_err(|_| Fault::NotFound)?;
    let mut tx = ask.app.db.read().await?;
    let call = store::calls::find(&mut tx, ask.viewer.tenant, id)
        .await?
        .ok_or(Fault::NotFound)?;
    let form = Form::default()
        .with("version", call.version.to_string())
        .with("job", call.job.code())
        .with("name", call.name)
        .with("phone", call.phone)
        .with("hours", call.hours.unwrap_or_default())
        .with("position", call.position.to_string());
    page(&edit_page(&ask, id, form))
}

pub async fn change(ask: Ask, Path(id): Path<String>, FormBody(form): FormBody) -> Answer {
    let id: CallId = id.parse().map_err(|_| Fault::NotFound)?;
    match typed(&form) {
        Ok(new) => {
            let version = form.value("version").parse().unwrap_or_default();
            keep_call(&ask.app, &ask.viewer, ask.now, Some((id, version)), &new).await?;
            redirect("/duty/calls?done=duty-call-kept-done")
        }
        Err(errors) => {
            let page = edit_page(&ask, id, form.refused(errors));
            page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
}

pub async fn remove(ask: Ask, Path(id): Path<String>) -> Answer {
    let id: CallId = id.parse().map_err(|_| Fault::NotFound)?;
    remove_call(&ask.app, &ask.viewer, ask.now, id).await?;
    redirect("/duty/calls?done=duty-call-removed-done")
}
