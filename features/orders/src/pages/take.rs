//! An order is written down on a case.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use tongli_cases::{Case, Verb};
use tongli_kernel::{Fault, Said};
use tongli_web::{Answer, Ask, Form, FormBody, Refusal, Shell, page, page_with, redirect};

use super::{version, with_sent};
use crate::actions::take_order;
use crate::order::{Nature, Platform};
use crate::typed;

#[derive(Template)]
#[template(path = "take.html")]
struct TakePage {
    shell: Shell,
    case: Case,
    form: Form,
    platforms: Vec<(String, String)>,
    natures: Vec<(String, String)>,
    stale: Option<String>,
}

pub async fn show(ask: Ask, Path(number): Path<String>) -> Answer {
    let begun = Form::default()
        .with("platform", Platform::Hotline12345.code())
        .with("received_at", ask.app.time.field(ask.now));
    page(&render(&ask, &number, begun, None).await?)
}

async fn render(
    ask: &Ask,
    number: &str,
    form: Form,
    stale: Option<Said>,
) -> Result<TakePage, Refusal> {
    let mut tx = ask.app.db.read().await?;
    let case = tongli_cases::read(&mut tx, &ask.viewer, Verb::TakeOrder, number).await?;
    drop(tx);
    tongli_cases::note_reading(&ask.app, &ask.viewer, ask.now, &case, false).await?;
    let title = Said::new("orders-take-title").with("number", case.number.as_str());
    let shell = Shell::new(ask, title);
    let named = |code: &str, word: String| (code.to_owned(), shell.say_key(word).to_string());
    Ok(TakePage {
        platforms: Platform::ALL
            .iter()
            .map(|one| named(one.code(), one.word()))
            .collect(),
        natures: Nature::ALL
            .iter()
            .map(|one| named(one.code(), one.word()))
            .collect(),
        stale: stale.map(|said| shell.said(said).to_string()),
        case,
        form,
        shell,
    })
}

pub async fn submit(ask: Ask, Path(number): Path<String>, FormBody(form): FormBody) -> Answer {
    let done = match with_sent(&ask, &form, |sent| typed::printed(sent, ask.now)) {
        Err(errors) => Err(Fault::Invalid(errors)),
        Ok(printed) => {
            let (ask, number, form) = (&ask, &number, &form);
            ask.app
                .db
                .write(async |tx| {
                    let case = (number.as_str(), version(form));
                    let printed = printed.clone();
                    take_order(tx, &ask.app, &ask.viewer, ask.now, case, printed).await
                })
                .await
        }
    };
    match done {
        Ok((order, _)) => redirect(&format!("{}?done=orders-taken-done", order.path())),
        Err(Fault::Invalid(errors)) => {
            let page = render(&ask, &number, form.refused(errors), None).await?;
            page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
        Err(Fault::Gated(gates)) => {
            let say = gates.into_iter().next().map(|gate| gate.say);
            let page = render(&ask, &number, form, say).await?;
            page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
        Err(Fault::Conflict(said)) => {
            let page = render(&ask, &number, form, Some(said)).await?;
            page_with(StatusCode::CONFLICT, &page)
        }
        Err(other) => Err(other.into()),
    }
}
