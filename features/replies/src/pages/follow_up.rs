//! Calls the person after the answer: a script, the earlier tries, what was said.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use tongli_addressees::{MayLeave, Told};
use tongli_cases::{Names, Verb, read_for_page};
use tongli_kernel::{Fault, FieldErrors, Said};
use tongli_web::{Answer, Ask, Form, FormBody, Shell, page_with, redirect};

use super::{Above, discard, kept, moment, note_older, refused, version};
use crate::access::follow_up_draft;
use crate::actions;
use crate::follow_up::{NewTry, Outcome, Try, Words, standing_of};
use crate::lines::{TryLine, at_start, now_field, standing_text, told_lines, try_line};

#[derive(Template)]
#[template(path = "follow_up.html")]
struct FollowUpPage {
    shell: Shell,
    form: Form,
    above: Above,
    draft: String,
    number: String,
    case_path: String,
    version: i64,
    call: Option<Call>,
    tries: Vec<TryLine>,
    outcomes: Vec<(String, String)>,
    outcome: String,
    tried_at: String,
    standing: String,
    told: Vec<String>,
    script: Vec<String>,
    do_not_contact: bool,
    /// What was newly demanded and has found no place yet.
    demand: Option<String>,
    /// When it was demanded, as a field has it.
    demand_at: String,
    may_reopen: bool,
    may_register: bool,
}

/// Whom to call. A person who wishes no contact has no number here.
struct Call {
    who: String,
    phone: Option<String>,
    /// The number as a telephone dials it, for whoever sees it in full.
    dial: Option<String>,
}

fn call(shell: &Shell, told: &Told, may: bool) -> Call {
    let name = told.name.as_ref().map(|name| name.show(may));
    let relation = told
        .relation
        .map(|one| shell.say_key(one.word()).to_string());
    let phone = told.phone.as_ref().map(|phone| phone.open().as_str());
    Call {
        who: Vec::from_iter(name.into_iter().chain(relation)).join(" · "),
        phone: phone.map(|phone| phone_text(phone, may)),
        dial: phone.filter(|_| may).map(str::to_owned),
    }
}

pub async fn show(ask: Ask, Path(number): Path<String>) -> Answer {
    let before = kept(&ask, &follow_up_draft(&number)).await?;
    render(&ask, &number, before, StatusCode::OK).await
}

async fn render(
    ask: &Ask,
    number: &str,
    before: Option<(Form, Above)>,
    status: StatusCode,
) -> Answer {
    let shell = Shell::new(ask, Said::new("replies-follow-up"));
    let mut tx = ask.app.db.read().await?;
    let viewer = &ask.viewer;
    let (case, allegations, _) = read_for_page(&mut tx, viewer, Verb::FollowUp, number).await?;
    let tries = actions::tries_read(&mut tx, &ask.app, viewer, &case).await?;
    let today = ask.app.time.day_of(ask.now);
    let told = tongli_addressees::told(&mut tx, &ask.app, viewer.tenant, &case, today).await?;
    let names = Names::of(&mut tx, viewer.tenant, tries.iter().map(|one| one.by)).await?;
    let waits = actions::demand_waits(&mut tx, viewer, &case).await?;
    drop(tx);
    // The number is shown in full to whoever has to call it.
    let may = tongli_cases::access::may_see_contact(viewer);
    tongli_cases::note_reading(
        &ask.app,
        viewer,
        ask.now,
        &case,
        may && told.phone.is_some(),
    )
    .await?;
    let (typed, mut above) = match before {
        Some((form, above)) => (Some(form), above),
        None => (None, Above::default()),
    };
    if let Some(form) = &typed {
        note_older(form, &mut above, case.version);
    }
    let shown = tongli_cases::access::shown_verbs(viewer, &case, &allegations);
    let page = FollowUpPage {
        number: case.number.clone(),
        case_path: case.path(),
        version: case.version,
        call: Some(&told)
            .filter(|_| !case.do_not_contact && case.contact.is_some())
            .map(|told| call(&shell, told, may)),
        told: told_lines(&shell, &told),
        script: script(&shell, &told),
        tries: tries
            .iter()
            .map(|one| try_line(&shell, &names, one, case.round))
            .collect(),
        outcomes: Outcome::ALL
            .iter()
            .map(|one| {
                let word = format!("replies-outcome-{}", one.code());
                (
                    one.code().to_owned(),
                    at_start(&shell.say_key(word).to_string()),
                )
            })
            .collect(),
        outcome: typed
            .as_ref()
            .map_or_else(String::new, |form| form.value("outcome").to_owned()),
        tried_at: typed
            .as_ref()
            .map_or_else(|| now_field(ask), |form| form.value("tried_at").to_owned()),
        standing: standing_text(&shell, standing_of(&tries, case.round, &ask.app.time)),
        do_not_contact: case.do_not_contact,
        demand_at: newest_demand(&tries)
            .map(|one| ask.app.time.field(one.tried_at))
            .unwrap_or_default(),
        demand: newest_demand(&tries)
            .filter(|_| waits)
            .map(|one| one.words.open().new_demand.trim().to_owned()),
        may_reopen: shown.contains(&Verb::Reopen),
        may_register: viewer.may(tongli_cases::access::REGISTER),
        draft: follow_up_draft(&case.number),
        above,
        form: typed.unwrap_or_default(),
        shell,
    };
    page_with(status, &page)
}

/// The number as people write it, or its mask.
fn phone_text(phone: &str, may: bool) -> String {
    if may {
        tongli_patients::display_phone(phone)
    } else {
        tongli_kernel::masked_phone(phone)
    }
}

/// What to say: nobody bereaved is asked how they are, and whoever may hear of the
/// process only is not asked about findings.
fn script(shell: &Shell, told: &Told) -> Vec<String> {
    let opening = if told.is_bereaved() {
        "replies-script-bereaved"
    } else {
        "replies-script-1"
    };
    let mut keys = vec![opening];
    if told.spoken.leaves < MayLeave::All {
        keys.push("replies-script-process");
    }
    keys.extend(["replies-script-2", "replies-script-3"]);
    keys.push(if told.is_bereaved() {
        "replies-script-bereaved-rating"
    } else {
        "replies-script-4"
    });
    keys.push("replies-script-5");
    keys.into_iter()
        .map(|key| shell.say(key).to_string())
        .collect()
}

/// The talk in which the person asked for something new.
fn newest_demand(tries: &[Try]) -> Option<&Try> {
    tries
        .iter()
        .rev()
        .find(|one| !one.words.open().new_demand.trim().is_empty())
}

pub async fn submit(ask: Ask, Path(number): Path<String>, FormBody(form): FormBody) -> Answer {
    if form.ticked("discard") {
        discard(&ask, &follow_up_draft(&number)).await?;
        return redirect(&format!("/cases/{number}/follow-up"));
    }
    if form.ticked("placed") {
        return place(&ask, &number).await;
    }
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
        Err(fault) => {
            let (form, above, status) = refused(fault, form)?;
            render(&ask, &number, Some((form, above)), status).await
        }
    }
}

/// The new demand stands in another case now, or needs none.
async fn place(ask: &Ask, number: &str) -> Answer {
    let case = ask
        .app
        .db
        .write(async |tx| actions::place_demand(tx, &ask.app, &ask.viewer, number).await)
        .await?;
    redirect(&format!("{}?done=replies-placed-done", case.path()))
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
