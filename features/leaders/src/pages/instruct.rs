//! What a leader said by word is written down.

use askama::Template;
use axum::extract::Path;
use tongli_cases::{Case, Verb};
use tongli_kernel::{Fault, Said};
use tongli_web::{Answer, Ask, Form, FormBody, Refusal, Shell, page, page_with, redirect};

use super::{again, moment, version};
use crate::actions;
use crate::instruction::{Instruction, NewInstruction, UrgentStep};

#[derive(Template)]
#[template(path = "instruct.html")]
struct InstructPage {
    shell: Shell,
    case: Case,
    leaders: Vec<(String, String)>,
    steps: Vec<(String, String)>,
    form: Form,
    said: Vec<String>,
}

async fn render(
    ask: &Ask,
    number: &str,
    form: Form,
    said: Vec<Said>,
) -> Result<InstructPage, Refusal> {
    let mut tx = ask.app.db.read().await?;
    let case = tongli_cases::read(&mut tx, &ask.viewer, Verb::Read, number).await?;
    let leaders = actions::leaders_for(&mut tx, &ask.app, &ask.viewer, &case).await?;
    drop(tx);
    tongli_cases::note_reading(&ask.app, &ask.viewer, ask.now, &case, false).await?;
    let title = Said::new("leaders-instruct-title").with("number", case.number.as_str());
    let shell = Shell::new(ask, title);
    Ok(InstructPage {
        leaders: leaders
            .into_iter()
            .map(|(id, name)| (id.to_string(), name))
            .collect(),
        steps: UrgentStep::ALL
            .iter()
            .filter(|one| one.is_urgent())
            .map(|one| (one.code().to_owned(), shell.say_key(one.word()).to_string()))
            .collect(),
        said: said.iter().map(|one| shell.said(one).to_string()).collect(),
        form: if form.fields().is_empty() {
            form.with("given_at", ask.app.time.field(ask.now))
        } else {
            form
        },
        case,
        shell,
    })
}

pub async fn show(ask: Ask, Path(number): Path<String>) -> Answer {
    page(&render(&ask, &number, Form::default(), Vec::new()).await?)
}

async fn attempt(ask: &Ask, number: &str, form: &Form) -> Result<Instruction, Fault> {
    let new = NewInstruction {
        leader: form.value("leader").parse().ok(),
        words: form.value("words").to_owned(),
        given_at: moment(ask, form, "given_at")?,
        step: UrgentStep::from_code(form.value("step")),
    };
    let (new, seen) = (&new, (number, version(form)));
    let (one, _) = ask
        .app
        .db
        .write(async |tx| actions::instruct(tx, &ask.app, &ask.viewer, ask.now, seen, new).await)
        .await?;
    Ok(one)
}

pub async fn submit(ask: Ask, Path(number): Path<String>, FormBody(form): FormBody) -> Answer {
    match attempt(&ask, &number, &form).await {
        Ok(one) => redirect(&format!("{}?done=leaders-instructed-done", one.path())),
        Err(fault) => {
            let (form, said, status) = again(fault, form)?;
            page_with(status, &render(&ask, &number, form, said).await?)
        }
    }
}
