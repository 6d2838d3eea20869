//! One event: whom to ring, what to do, what happened, and whose it is.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use tongli_kernel::{Fault, Said, StaffId};
use tongli_store::history;
use tongli_web::{Answer, Ask, Form, FormBody, Refusal, Shell, page, page_with, redirect};

use crate::access;
use crate::actions::{self, Whom, read_event, reads_words};
use crate::call::{Call, Job, POLICE};
use crate::event::{DutyEvent, Tick, Try, Written, may_undo};
use crate::lines::{EventLine, Happened, StaffNames, event_lines, happened, try_text};
use crate::plans::{Plan, plan, plans};
use crate::store;

/// No event's history is longer by far.
const MOST_LINKS: i64 = 2_000;
/// More wards than these stand behind a fold.
const FEW_WARDS: usize = 3;

#[derive(Template)]
#[template(path = "event.html")]
struct EventPage {
    shell: Shell,
    line: EventLine,
    form: Form,
    plans: &'static [Plan],
    plan: Option<&'static Plan>,
    calls: Vec<CallShown>,
    /// The wards, where there are many.
    wards: Vec<CallShown>,
    listed: bool,
    tries: Vec<Shown>,
    steps: Vec<StepShown>,
    happened: Vec<Happened>,
    may_act: bool,
    may_take: bool,
    may_keep: bool,
    /// What is written on it is open to this viewer.
    open: bool,
}

impl EventPage {
    fn event(&self) -> &DutyEvent {
        &self.line.event
    }

    fn title_of(&self, plan: &Plan) -> String {
        plan.title(self.shell.ask.lang).to_owned()
    }

    fn is_here_said(&self) -> Option<String> {
        let key = match self.event().still_here? {
            true => "duty-still-here-yes",
            false => "duty-still-here-no",
        };
        Some(self.shell.say(key).to_string())
    }
}

/// One number to ring.
struct CallShown {
    /// The id of the line; `police` where the list has none.
    id: String,
    job: String,
    name: String,
    phone: String,
    dial: String,
    hours: Option<String>,
}

/// A try as it stands in the list.
struct Shown {
    id: String,
    at: String,
    text: String,
    who: String,
    undone: bool,
    may_undo: bool,
}

struct StepShown {
    code: String,
    text: String,
    source: String,
    /// When and by whom it was done.
    done: Option<(String, String)>,
    undo: Option<String>,
}

pub async fn show(ask: Ask, Path(number): Path<String>) -> Answer {
    page(&render(&ask, &number, None).await?)
}

async fn render(ask: &Ask, number: &str, form: Option<Form>) -> Result<EventPage, Refusal> {
    let tenant = ask.viewer.tenant;
    let mut tx = ask.app.db.read().await?;
    let event = read_event(&mut tx, &ask.viewer, access::READ, number).await?;
    let open = reads_words(&mut tx, &ask.viewer, &event).await?;
    let event = if open { event } else { event.veiled() };
    let tries = store::marks::tries(&mut tx, tenant, event.id).await?;
    let ticks = store::marks::ticks(&mut tx, tenant, event.id).await?;
    let list = store::calls::list(&mut tx, tenant).await?;
    let links = history::list(&mut tx, tenant, event.subject(), 0, MOST_LINKS).await?;
    let by: Vec<StaffId> = tries
        .iter()
        .map(|one| one.by)
        .chain(ticks.iter().map(|one| one.by))
        .collect();
    let names = tongli_people::staff_names(&mut tx, tenant, &by).await?;
    let title = Said::new("duty-event-title").with("number", event.number.as_str());
    let shell = Shell::new(ask, title);
    let chosen = event.plan.as_deref().and_then(plan);
    let (calls, wards) = calls_shown(&shell, &list, chosen);
    let form = form.unwrap_or_else(|| filled(&event));
    let line = event_lines(ask, &shell, &mut tx, vec![event]).await?.pop();
    Ok(EventPage {
        line: line.ok_or(Fault::NotFound)?,
        form,
        plans: plans(),
        plan: chosen,
        calls,
        wards,
        listed: !list.is_empty(),
        tries: tries
            .iter()
            .map(|one| try_shown(ask, &shell, &names, one))
            .collect(),
        steps: chosen.map_or_else(Vec::new, |plan| steps_shown(ask, &names, plan, &ticks)),
        happened: happened(&shell, &links, (&tries, &ticks), open),
        may_act: ask.viewer.may(access::ACT),
        may_take: ask.viewer.may(access::TAKE_OVER),
        may_keep: ask.viewer.may(access::KEEP_CALLS),
        open,
        shell,
    })
}

fn filled(event: &DutyEvent) -> Form {
    Form::default()
        .with("version", event.version.to_string())
        .with("place", event.place.clone().unwrap_or_default())
        .with("words", event.words.clone().unwrap_or_default())
        .with("promised", event.promised.clone().unwrap_or_default())
}

/// The numbers in the order of the plan; those it does not name come after.
fn calls_shown(
    shell: &Shell,
    list: &[Call],
    plan: Option<&Plan>,
) -> (Vec<CallShown>, Vec<CallShown>) {
    let first = plan.map_or_else(Vec::new, Plan::calls);
    let rest = Job::ALL.iter().copied().filter(|job| !first.contains(job));
    let order: Vec<Job> = first.iter().copied().chain(rest).collect();
    let many_wards = list.iter().filter(|call| call.job == Job::Ward).count() > FEW_WARDS;
    let (mut calls, mut wards) = (Vec::new(), Vec::new());
    for job in order {
        let of_job: Vec<&Call> = list.iter().filter(|call| call.job == job).collect();
        if job == Job::Police && of_job.is_empty() {
            calls.push(police(shell));
        }
        for call in of_job {
            let place = if job == Job::Ward && many_wards {
                &mut wards
            } else {
                &mut calls
            };
            place.push(call_shown(shell, call));
        }
    }
    (calls, wards)
}

fn call_shown(shell: &Shell, call: &Call) -> CallShown {
    CallShown {
        id: call.id.to_string(),
        job: shell.say_key(call.job.word()).to_string(),
        name: call.name.clone(),
        dial: call.dial(),
        phone: call.phone.clone(),
        hours: call.hours.clone(),
    }
}

/// The police are rung whether or not anybody has written them down.
fn police(shell: &Shell) -> CallShown {
    CallShown {
        id: Job::Police.code().to_owned(),
        job: shell.say_key(Job::Police.word()).to_string(),
        name: String::new(),
        phone: POLICE.to_owned(),
        dial: POLICE.to_owned(),
        hours: None,
    }
}

fn try_shown(ask: &Ask, shell: &Shell, names: &StaffNames, one: &Try) -> Shown {
    Shown {
        id: one.id.to_string(),
        at: shell.show(&one.at),
        text: try_text(shell, one),
        who: names.get(&one.by).cloned().unwrap_or_default(),
        undone: one.undone_at.is_some(),
        may_undo: one.undone_at.is_none() && may_undo(one.at, ask.now),
    }
}

fn steps_shown(ask: &Ask, names: &StaffNames, plan: &Plan, ticks: &[Tick]) -> Vec<StepShown> {
    plan.steps
        .iter()
        .map(|step| {
            let done = ticks.iter().find(|tick| {
                tick.plan == plan.code && tick.step == step.code && tick.undone_at.is_none()
            });
            StepShown {
                code: step.code.clone(),
                text: step.text(ask.lang).to_owned(),
                source: step.source(ask.lang).to_owned(),
                done: done.map(|tick| {
                    let who = names.get(&tick.by).cloned().unwrap_or_default();
                    (ask.show(tick.at), who)
                }),
                undo: done
                    .filter(|tick| may_undo(tick.at, ask.now))
                    .map(|tick| tick.id.to_string()),
            }
        })
        .collect()
}

pub async fn choose(ask: Ask, Path(number): Path<String>, FormBody(form): FormBody) -> Answer {
    let code = form.value("plan");
    actions::choose_plan(&ask.app, &ask.viewer, ask.now, &number, code).await?;
    redirect(&format!("/duty/events/{number}"))
}

pub async fn tried(ask: Ask, Path(number): Path<String>, FormBody(form): FormBody) -> Answer {
    let whom = if form.value("call") == Job::Police.code() {
        Whom::Police
    } else {
        Whom::Listed(form.value("call").parse().map_err(|_| Fault::NotFound)?)
    };
    let reached = form.value("reached") == "yes";
    actions::record_try(&ask.app, &ask.viewer, ask.now, &number, whom, reached).await?;
    redirect(&format!("/duty/events/{number}#tries"))
}

pub async fn untried(ask: Ask, Path(number): Path<String>, FormBody(form): FormBody) -> Answer {
    let id = form.value("try").parse().map_err(|_| Fault::NotFound)?;
    actions::undo_try(&ask.app, &ask.viewer, ask.now, &number, id).await?;
    redirect(&format!("/duty/events/{number}#tries"))
}

pub async fn ticked(ask: Ask, Path(number): Path<String>, FormBody(form): FormBody) -> Answer {
    let (plan, step) = (form.value("plan"), form.value("step"));
    actions::tick(&ask.app, &ask.viewer, ask.now, &number, plan, step).await?;
    redirect(&format!("/duty/events/{number}#steps"))
}

pub async fn unticked(ask: Ask, Path(number): Path<String>, FormBody(form): FormBody) -> Answer {
    let id = form.value("tick").parse().map_err(|_| Fault::NotFound)?;
    actions::undo_tick(&ask.app, &ask.viewer, ask.now, &number, id).await?;
    redirect(&format!("/duty/events/{number}#steps"))
}

pub async fn written(ask: Ask, Path(number): Path<String>, FormBody(form): FormBody) -> Answer {
    let written = Written {
        place: form.text("place"),
        words: form.text("words"),
        promised: form.text("promised"),
        still_here: None,
    };
    let version = form.value("version").parse().unwrap_or_default();
    let (app, viewer) = (&ask.app, &ask.viewer);
    match actions::write_down(app, viewer, ask.now, &number, version, &written).await {
        Ok(_) => redirect(&format!("/duty/events/{number}?done=duty-written-done")),
        Err(fault) => again(&ask, &number, form, fault).await,
    }
}

/// The same page with what was typed, saying what is wrong.
async fn again(ask: &Ask, number: &str, form: Form, fault: Fault) -> Answer {
    match fault {
        Fault::Invalid(errors) => {
            let page = render(ask, number, Some(form.refused(errors))).await?;
            page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
        other => Err(other.into()),
    }
}

pub async fn taken(ask: Ask, Path(number): Path<String>, FormBody(form): FormBody) -> Answer {
    let version = Some(form.value("version").parse().unwrap_or_default());
    let (ask, number) = (&ask, &number);
    ask.app
        .db
        .write(async |tx| {
            actions::take_over(tx, &ask.app, &ask.viewer, ask.now, number, version).await
        })
        .await?;
    redirect(&format!("/duty/events/{number}?done=duty-taken-done"))
}

pub async fn given_back(ask: Ask, Path(number): Path<String>, FormBody(form): FormBody) -> Answer {
    let version = Some(form.value("version").parse().unwrap_or_default());
    let reason = form.value("reason").to_owned();
    let done = {
        let (ask, number, reason) = (&ask, &number, &reason);
        ask.app
            .db
            .write(async |tx| {
                let (app, viewer) = (&ask.app, &ask.viewer);
                actions::give_back(tx, app, viewer, ask.now, number, version, reason).await
            })
            .await
    };
    match done {
        Ok(_) => redirect(&format!("/duty/events/{number}?done=duty-given-back-done")),
        Err(fault) => again(&ask, &number, form, fault).await,
    }
}
