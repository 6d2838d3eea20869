//! How far it is, for whoever has the code. The code is sent in a form and never
//! stands in an address.

use askama::Template;
use axum::http::StatusCode;
use tongli_kernel::{FieldErrors, Said};
use tongli_web::{Answer, Ask, Form, FormBody, Shell, page_with};

use super::{Frame, cookies, switched, too_many};
use crate::actions::away::is_away;
use crate::actions::look_up::{Status, look_up};
use crate::code::ReceiptCode;
use crate::progress::{Progress, StepState};
use crate::promise::day_said;

/// Enough for a family; far too few to guess.
const MOST_A_MINUTE: u32 = 20;

#[derive(Template)]
#[template(path = "status.html")]
struct StatusPage {
    shell: Shell,
    frame: Frame,
    form: Form,
    notice: Option<Said>,
    found: Option<Found>,
}

/// A matter as the page shows it.
struct Found {
    status: Status,
    kind: String,
    received: Said,
    steps: Vec<StepLine>,
    /// Said instead of steps where it left the way.
    aside: Option<&'static str>,
    /// Answered or finished: whoever heard nothing is told where to ask.
    is_over: bool,
}

struct StepLine {
    word: &'static str,
    class: &'static str,
    is_now: bool,
}

pub(super) async fn show(ask: Ask) -> Answer {
    render(&ask, StatusCode::OK, Form::default(), None, None).await
}

async fn render(
    ask: &Ask,
    status: StatusCode,
    form: Form,
    notice: Option<Said>,
    found: Option<Status>,
) -> Answer {
    let frame = {
        let mut tx = ask.app.db.read().await?;
        Frame::read(&mut tx, ask).await?
    };
    page_with(
        status,
        &StatusPage {
            shell: Shell::new(ask, Said::new("public-status-title")),
            frame,
            form,
            notice,
            found: found.map(shown),
        },
    )
}

fn shown(status: Status) -> Found {
    let steps = status.progress.steps(status.kind);
    Found {
        is_over: matches!(status.progress, Progress::On(_)) && !status.progress.is_waiting(),
        kind: format!("public-kind-{}", status.kind.code()),
        received: day_said(status.received_on),
        steps: steps
            .into_iter()
            .map(|(step, state)| StepLine {
                word: step.word(),
                class: match state {
                    StepState::Done => " stage-done",
                    StepState::Now => " stage-now",
                    StepState::Coming => "",
                },
                is_now: state == StepState::Now,
            })
            .collect(),
        aside: match status.progress {
            Progress::Aside(aside) => Some(aside.word()),
            Progress::On(_) => None,
        },
        status,
    }
}

pub(super) async fn ask_for(ask: Ask, FormBody(form): FormBody) -> Answer {
    let switched = switched(&ask, &form);
    let is_switched = switched.is_some();
    let ask = switched.unwrap_or(ask);
    let mut response = answer(&ask, form, is_switched).await?;
    if is_switched {
        cookies::choices(&ask, &mut response)?;
    }
    Ok(response)
}

/// A page that is only shown anew in other letters and without a code asks nothing.
async fn answer(ask: &Ask, form: Form, is_switched: bool) -> Answer {
    if is_switched && form.value("code").is_empty() {
        return render(ask, StatusCode::OK, form, None, None).await;
    }
    let app = &ask.app;
    if let Err(fault) = app
        .limits
        .count(&app.db, "receipt", ask.from, MOST_A_MINUTE, ask.now)
        .await
    {
        let notice = too_many(fault)?;
        return render(ask, StatusCode::TOO_MANY_REQUESTS, form, Some(notice), None).await;
    }
    let code = match ReceiptCode::read(form.value("code")) {
        Ok(code) => code,
        Err(fault) => return refused(ask, form, fault.said()).await,
    };
    let found = {
        let mut tx = ask.app.db.read().await?;
        look_up(&mut tx, &ask.app, &code, ask.now).await?
    };
    if let Some(status) = found {
        return render(ask, StatusCode::OK, form, None, Some(status)).await;
    }
    let away = {
        let mut tx = ask.app.db.read().await?;
        is_away(&mut tx, &ask.app, &code, ask.now).await?
    };
    match away {
        true => {
            let notice = Said::new("public-code-away");
            render(ask, StatusCode::OK, form, Some(notice), None).await
        }
        false => refused(ask, form, Said::new("public-code-unknown")).await,
    }
}

async fn refused(ask: &Ask, form: Form, said: Said) -> Answer {
    let mut errors = FieldErrors::default();
    errors.add("code", said);
    let form = form.refused(errors);
    render(ask, StatusCode::UNPROCESSABLE_ENTITY, form, None, None).await
}
