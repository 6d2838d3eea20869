//! One page for each thing done with an order.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use tongli_kernel::{Fault, Moment, Said};
use tongli_web::{Answer, Ask, Form, FormBody, Refusal, Shell, page, page_with, redirect};

use super::{version, with_sent};
use crate::access;
use crate::actions::{as_told, perform, read_order};
use crate::order::{Order, OrderId, Solved, Verb, Way};
use crate::typed;

#[derive(Template)]
#[template(path = "form.html")]
struct FormPage {
    shell: Shell,
    order: Order,
    verb: Verb,
    form: Form,
    choices: Vec<(String, String)>,
    /// What the caller wanted until when, where an answer to it is written down.
    asked: Option<(String, String)>,
    /// Somebody was faster, or something stands in the way.
    stale: Option<String>,
}

impl FormPage {
    fn is(&self, code: &str) -> bool {
        self.verb.code() == code
    }
}

async fn render(
    ask: &Ask,
    id: OrderId,
    verb: Verb,
    form: Option<Form>,
    stale: Option<Said>,
) -> Result<FormPage, Refusal> {
    let mut tx = ask.app.db.read().await?;
    let (order, case) = read_order(&mut tx, &ask.viewer, access::WRITE, id).await?;
    let order = as_told(&mut tx, &ask.viewer, &order).await?;
    drop(tx);
    tongli_cases::note_reading(&ask.app, &ask.viewer, ask.now, &case, false).await?;
    let shell = Shell::new(
        ask,
        Said {
            key: verb.word().into(),
            args: Vec::new(),
        },
    );
    let named = |code: &str, word: String| (code.to_owned(), shell.say_key(word).to_string());
    let asked = order.course.extensions.last();
    let form = form.unwrap_or_else(|| begun(ask, &order, verb));
    Ok(FormPage {
        choices: match verb {
            Verb::Contact => Way::ALL
                .iter()
                .map(|one| named(one.code(), one.word()))
                .collect(),
            Verb::FillBack => Solved::ALL
                .iter()
                .map(|one| named(one.code(), one.word()))
                .collect(),
            _ => Vec::new(),
        },
        asked: asked.filter(|_| verb == Verb::AnswerExtension).map(|one| {
            let until = Moment::from_millis(one.until);
            (ask.app.time.show(until), one.reason.clone())
        }),
        // The latest version is what the reader has before their eyes now.
        form: match &stale {
            Some(_) => with_version(form, order.version),
            None => form,
        },
        stale: stale.map(|said| shell.said(said).to_string()),
        verb,
        order,
        shell,
    })
}

fn with_version(form: Form, version: i64) -> Form {
    let rest = form.fields().iter().filter(|(name, _)| name != "version");
    Form::from_fields(rest.cloned().collect()).with("version", version.to_string())
}

fn begun(ask: &Ask, order: &Order, verb: Verb) -> Form {
    let form = Form::default().with("version", order.version.to_string());
    let waits = order
        .course
        .extensions
        .last()
        .filter(|_| order.extension_waits());
    match verb {
        Verb::Sign | Verb::Contact => form.with("at", ask.app.time.field(ask.now)),
        Verb::AnswerExtension => form.with(
            "until",
            waits.map_or(String::new(), |one| {
                ask.app.time.field(Moment::from_millis(one.until))
            }),
        ),
        _ => form,
    }
}

pub async fn show(ask: Ask, Path((id, verb)): Path<(OrderId, String)>) -> Answer {
    let verb = Verb::from_path(&verb).ok_or(Fault::NotFound)?;
    page(&render(&ask, id, verb, None, None).await?)
}

pub async fn submit(
    ask: Ask,
    Path((id, verb)): Path<(OrderId, String)>,
    FormBody(form): FormBody,
) -> Answer {
    let verb = Verb::from_path(&verb).ok_or(Fault::NotFound)?;
    let done = match with_sent(&ask, &form, |sent| typed::step(verb, sent, ask.now)) {
        Err(errors) => Err(Fault::Invalid(errors)),
        Ok(step) => {
            let (ask, form, step) = (&ask, &form, &step);
            ask.app
                .db
                .write(async |tx| {
                    let seen = (id, version(form));
                    perform(tx, &ask.app, &ask.viewer, ask.now, seen, step).await
                })
                .await
        }
    };
    let (form, stale, status) = match done {
        Ok(order) => return redirect(&format!("{}?done=orders-saved-done", order.path())),
        Err(Fault::Invalid(errors)) => {
            (form.refused(errors), None, StatusCode::UNPROCESSABLE_ENTITY)
        }
        Err(Fault::Gated(gates)) => {
            let say = gates.into_iter().next().map(|gate| gate.say);
            (form, say, StatusCode::UNPROCESSABLE_ENTITY)
        }
        Err(Fault::Conflict(said)) => (form, Some(said), StatusCode::CONFLICT),
        Err(other) => return Err(other.into()),
    };
    page_with(status, &render(&ask, id, verb, Some(form), stale).await?)
}
