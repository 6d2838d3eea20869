//! Requests of persons about their own information: the list, and taking one down.

use askama::Template;
use axum::http::StatusCode;
use tongli_kernel::{Fault, Said};
use tongli_web::{Answer, Ask, Form, FormBody, Shell, page, page_with, redirect};

use super::moment;
use crate::actions::{Asking, cases_of, list_requests, open_request, reserve_number};
use crate::codes::{About, AskerStanding, Asks};
use crate::lines::{Choice, choices, names_of};
use crate::request::{Asked, AskedTyped, Request, SUBJECT, check_asked};

const PAGE: usize = 50;
#[derive(Template)]
#[template(path = "requests.html")]
struct ListPage {
    shell: Shell,
    rows: Vec<Row>,
    open_only: bool,
    more: Option<String>,
}

struct Row {
    request: Request,
    asks: String,
    stage: String,
    received_at: String,
    due: Option<String>,
    keeper: String,
}

pub async fn list(ask: Ask) -> Answer {
    let form = Form::from_encoded(&ask.query);
    let open_only = form.value("show") != "all";
    let before = form.value("before").parse().ok();
    let (found, next) = list_requests(&ask.app, &ask.viewer, open_only, before, PAGE).await?;
    let mut tx = ask.app.db.read().await?;
    let keepers = found.iter().map(|one| Some(one.keeper));
    let names = names_of(&mut tx, &ask.viewer, keepers).await?;
    let shell = Shell::new(&ask, Said::new("privacy-requests-title"));
    let ids: Vec<i64> = found.iter().map(|one| one.id.raw()).collect();
    let open = tongli_work::open_of_many(&mut tx, ask.viewer.tenant, SUBJECT, &ids).await?;
    let mut rows = Vec::new();
    for request in found {
        let first = open.get(&request.id.raw()).and_then(|items| items.first());
        rows.push(Row {
            asks: shell.say_key(request.told.asks.word()).to_string(),
            stage: shell.say_key(request.stage.word()).to_string(),
            received_at: shell.show(&request.told.received_at),
            due: first
                .and_then(|line| line.due_at)
                .map(|due| tongli_work::due_text(&ask.app.time, due)),
            keeper: names.get(&request.keeper).cloned().unwrap_or_default(),
            request,
        });
    }
    let show = if open_only { "open" } else { "all" };
    page(&ListPage {
        more: next.map(|next| format!("/privacy/requests?show={show}&before={next}")),
        open_only,
        rows,
        shell,
    })
}

#[derive(Template)]
#[template(path = "request_new.html")]
struct NewPage {
    shell: Shell,
    form: Form,
    asks: Vec<Choice>,
    standings: Vec<Choice>,
    abouts: Vec<Choice>,
}

fn new_page(ask: &Ask, form: Form) -> NewPage {
    let shell = Shell::new(ask, Said::new("privacy-request-new"));
    NewPage {
        asks: choices(&shell, Asks::ALL, Asks::code, Asks::word),
        standings: choices(
            &shell,
            AskerStanding::ALL,
            AskerStanding::code,
            AskerStanding::word,
        ),
        abouts: choices(&shell, About::ALL, About::code, About::word),
        form,
        shell,
    }
}

/// `?case=` fills in the case from whose page somebody comes.
pub async fn new(ask: Ask) -> Answer {
    let query = Form::from_encoded(&ask.query);
    let form = Form::default().with("cases", query.value("case"));
    page(&new_page(&ask, form))
}

fn read(ask: &Ask, form: &Form) -> Result<Asked, Fault> {
    let typed = AskedTyped {
        asks: form.value("asks"),
        asker: form.value("asker"),
        phone: form.value("phone"),
        standing: form.value("standing"),
        about: form.value("about"),
        what: form.value("what"),
        received_at: moment(ask, form, "received_at")?,
    };
    Ok(check_asked(typed, ask.now)?)
}

/// Numbers of cases, however they are separated.
pub fn numbers(typed: &str) -> Vec<String> {
    typed
        .split(|one: char| one.is_whitespace() || ",，、;；".contains(one))
        .filter(|one| !one.is_empty())
        .map(str::to_owned)
        .collect()
}

async fn attempt(ask: &Ask, form: &Form) -> Result<Request, Fault> {
    let asked = read(ask, form)?;
    let cases = numbers(form.value("cases"));
    {
        // Asked before a number is taken: what is refused leaves no gap.
        let mut tx = ask.app.db.read().await?;
        cases_of(&mut tx, &ask.viewer, &cases).await?;
    }
    let number = reserve_number(&ask.app, ask.now).await?;
    let asking = Asking {
        asked: &asked,
        cases: &cases,
        number: &number,
    };
    ask.app
        .db
        .write(async |tx| open_request(tx, &ask.app, &ask.viewer, ask.now, asking).await)
        .await
}

pub async fn submit(ask: Ask, FormBody(form): FormBody) -> Answer {
    match attempt(&ask, &form).await {
        Ok(request) => redirect(&format!("{}?done=privacy-request-done", request.path())),
        Err(Fault::Invalid(errors)) => page_with(
            StatusCode::UNPROCESSABLE_ENTITY,
            &new_page(&ask, form.refused(errors)),
        ),
        Err(other) => Err(other.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::numbers;

    #[test]
    fn numbers_may_be_separated_in_any_way() {
        assert_eq!(
            numbers("TS-1， TS-2;TS-3\nTS-4"),
            ["TS-1", "TS-2", "TS-3", "TS-4"]
        );
        assert!(numbers("  ").is_empty());
    }
}
