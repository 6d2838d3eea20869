//! Money is asked for: what for, how much, why.

use askama::Template;
use axum::extract::Path;
use tongli_cases::{Case, Verb};
use tongli_kernel::Said;
use tongli_web::{Answer, Ask, Form, FormBody, Refusal, Shell, page, page_with, redirect};

use super::{again, version};
use crate::actions::ask_money;
use crate::money::{NewMoney, Purpose, fen};

#[derive(Template)]
#[template(path = "money.html")]
struct MoneyPage {
    shell: Shell,
    case: Case,
    purposes: Vec<(String, String)>,
    form: Form,
    said: Vec<String>,
}

async fn render(
    ask: &Ask,
    number: &str,
    form: Form,
    said: Vec<Said>,
) -> Result<MoneyPage, Refusal> {
    let mut tx = ask.app.db.read().await?;
    let case = tongli_cases::read(&mut tx, &ask.viewer, Verb::Handle, number).await?;
    drop(tx);
    tongli_cases::note_reading(&ask.app, &ask.viewer, ask.now, &case, false).await?;
    let title = Said::new("leaders-money-title").with("number", case.number.as_str());
    let shell = Shell::new(ask, title);
    Ok(MoneyPage {
        purposes: Purpose::ALL
            .iter()
            .map(|one| (one.code().to_owned(), shell.say_key(one.word()).to_string()))
            .collect(),
        said: said.iter().map(|one| shell.said(one).to_string()).collect(),
        form,
        case,
        shell,
    })
}

pub async fn show(ask: Ask, Path(number): Path<String>) -> Answer {
    page(&render(&ask, &number, Form::default(), Vec::new()).await?)
}

pub async fn submit(ask: Ask, Path(number): Path<String>, FormBody(form): FormBody) -> Answer {
    let new = NewMoney {
        purpose: Purpose::from_code(form.value("purpose")),
        amount_fen: fen(form.value("amount")),
        reason: form.value("reason").to_owned(),
    };
    let done = {
        let (ask, number, new) = (&ask, number.as_str(), &new);
        let seen = (number, version(&form));
        ask.app
            .db
            .write(async |tx| ask_money(tx, &ask.app, &ask.viewer, ask.now, seen, new).await)
            .await
    };
    match done {
        Ok((request, _)) => redirect(&format!("{}?done=leaders-asked-done", request.path())),
        Err(fault) => {
            let (form, said, status) = again(fault, form)?;
            page_with(status, &render(&ask, &number, form, said).await?)
        }
    }
}
