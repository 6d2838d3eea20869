//! Calls the person after the answer: a script, the earlier tries, what was said.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use tongli_cases::{Names, Verb};
use tongli_kernel::{Fault, FieldErrors, Said};
use tongli_web::{Answer, Ask, Form, FormBody, Shell, page_with, redirect};

use super::{moment, version};
use crate::actions;
use crate::follow_up::{NewTry, Outcome, Words, standing_of};
use crate::lines::{TryLine, now_field, standing_text, try_line};
use crate::store::follow_ups;

#[derive(Template)]
#[template(path = "follow_up.html")]
struct FollowUpPage {
    shell: Shell,
    form: Form,
    number: String,
    case_path: String,
    version: i64,
    phone: Option<String>,
    tries: Vec<TryLine>,
    outcomes: Vec<(String, String)>,
    outcome: String,
    tried_at: String,
    standing: String,
    do_not_contact: bool,
}

pub async fn show(ask: Ask, Path(number): Path<String>) -> Answer {
    render(&ask, &number, None, StatusCode::OK).await
}

async fn render(ask: &Ask, number: &str, typed: Option<Form>, status: StatusCode) -> Answer {
    let shell = Shell::new(ask, Said::new("replies-follow-up"));
    let mut tx = ask.app.db.read().await?;
    let viewer = &ask.viewer;
    let case = tongli_cases::read(&mut tx, viewer, Verb::FollowUp, number).await?;
    let tries = follow_ups::list(&mut tx, &ask.app, viewer.tenant, case.id.raw()).await?;
    let contact = match case.contact {
        Some(id) => tongli_patients::find_contact(&mut tx, &ask.app, viewer.tenant, id).await?,
        None => None,
    };
    let names = Names::of(&mut tx, viewer.tenant, tries.iter().map(|one| one.by)).await?;
    drop(tx);
    // The number is shown in full to whoever has to call it.
    let may = tongli_cases::access::may_see_contact(viewer);
    tongli_cases::note_reading(&ask.app, viewer, ask.now, &case, may && contact.is_some()).await?;
    let page = FollowUpPage {
        number: case.number.clone(),
        case_path: case.path(),
        version: case.version,
        phone: contact.and_then(|one| one.phone_shown(may)),
        tries: tries
            .iter()
            .map(|one| try_line(&shell, &names, one))
            .collect(),
        outcomes: Outcome::ALL
            .iter()
            .map(|one| {
                let word = format!("replies-outcome-{}", one.code());
                (one.code().to_owned(), shell.say_key(word).to_string())
            })
            .collect(),
        outcome: typed
            .as_ref()
            .map_or_else(String::new, |form| form.value("outcome").to_owned()),
        tried_at: typed
            .as_ref()
            .map_or_else(|| now_field(ask), |form| form.value("tried_at").to_owned()),
        standing: standing_text(&shell, standing_of(&tries, &ask.app.time)),
        do_not_contact: case.do_not_contact,
        form: typed.unwrap_or_default(),
        shell,
    };
    page_with(status, &page)
}

pub async fn submit(ask: Ask, Path(number): Path<String>, FormBody(form): FormBody) -> Answer {
    let outcome = match check(&ask, &form) {
        Err(errors) => Err(Fault::Invalid(errors)),
        Ok(new) => {
            let tries = &[new];
            let (ask, number, version) = (&ask, &number, version(&form));
            ask.app
                .db
                .write(async |tx| {
                    actions::follow_up(tx, &ask.app, &ask.viewer, number, version, tries).await
                })
                .await
        }
    };
    match outcome {
        Ok(case) => redirect(&format!(
            "/cases/{}/follow-up?done=replies-followed-done",
            case.number
        )),
        Err(Fault::Invalid(errors)) => {
            let form = form.refused(errors);
            render(&ask, &number, Some(form), StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(fault) => Err(fault.into()),
    }
}

fn check(ask: &Ask, form: &Form) -> Result<NewTry, FieldErrors> {
    let mut errors = FieldErrors::default();
    let outcome = Outcome::from_code(form.value("outcome"));
    if outcome.is_none() {
        errors.add("outcome", Said::new("replies-outcome-missing"));
    }
    let tried_at = moment(&ask.app, form, "tried_at", &mut errors).unwrap_or(ask.now);
    let yes_no = |name: &str| match form.value(name) {
        "yes" => Some(true),
        "no" => Some(false),
        _ => None,
    };
    let new = NewTry {
        outcome: outcome.unwrap_or(Outcome::NoAnswer),
        tried_at,
        identity_checked: form.ticked("identity_checked"),
        rated_by_patient: form.ticked("rated_by_patient"),
        satisfaction: form.value("satisfaction").parse().ok(),
        understood: yes_no("understood"),
        measures_done: yes_no("measures_done"),
        words: Words {
            reason: form.value("reason").to_owned(),
            new_demand: form.value("new_demand").to_owned(),
            note: form.value("note").to_owned(),
        },
    };
    errors.or_else(|| ())?;
    new.check(ask.now)
}
