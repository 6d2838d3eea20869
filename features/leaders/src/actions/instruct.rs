//! Somebody writes down what a leader said by word, and acts on it.

use serde_json::json;
use tongli_cases::{Case, Verb};
use tongli_kernel::{Fault, FieldErrors, Gate, Moment, Said, StaffId, Viewer};
use tongli_people::roles::LEADERS;
use tongli_store::Tx;
use tongli_store::history::{self, Event};
use tongli_store::outbox::{self, Message, To};
use tongli_web::App;
use tongli_work::{Item, Owner};

use super::faster;
use crate::access::RECORD;
use crate::instruction::{Checked, Instruction, NewInstruction, RULE, State};
use crate::store;

/// The leader's work of signing; its times come from the clock.
const ITEM: &str = "sign-instruction";

pub async fn instruct(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    now: Moment,
    (number, version): (&str, i64),
    new: &NewInstruction,
) -> Result<(Instruction, Case), Fault> {
    let case = tongli_cases::read(tx, viewer, Verb::Read, number).await?;
    let recorder = viewer.staff().filter(|_| viewer.may(RECORD));
    let Some(recorder) = recorder.filter(|_| !case.complains_of(viewer)) else {
        return Err(Fault::Forbidden(RECORD));
    };
    if case.version != version {
        return Err(faster());
    }
    let said = new.check(case.received_at, now)?;
    if let Some(gate) = said.step.gate() {
        return Err(Fault::Gated(vec![gate]));
    }
    if !case.stage.is_open() || case.is_restricted() {
        let gate = Gate::new("stage", Said::new("leaders-gate-closed"));
        return Err(Fault::Gated(vec![gate]));
    }
    check_leader(tx, app, viewer, &case, said.leader).await?;
    let one = made(app, now, &case, said, recorder);
    store::insert(tx, app, viewer.tenant, &one).await?;
    let item = Item {
        subject: one.subject(),
        kind: ITEM,
        owner: Owner::staff(one.leader),
        due_at: None,
        near_at: None,
        label: case.number.clone(),
        path: one.path(),
    };
    tongli_work::start_clock_for(tx, app, viewer, RULE, one.given_at, None, item).await?;
    let event = Event::new("leader_instructed")
        .with(json!({ "instruction": one.id, "leader": one.leader, "step": one.step.code() }));
    history::append(tx, viewer, now, &*app.chance, case.subject(), event).await?;
    let event = Event::new("record").with(json!({ "leader": one.leader, "step": one.step.code() }));
    history::append(tx, viewer, now, &*app.chance, one.subject(), event).await?;
    let said = Said::new("leaders-message-instruction")
        .with("number", case.number.as_str())
        .with("path", one.path());
    let message = Message::new("leaders", one.subject(), To::Staff(one.leader), said).urgent(true);
    outbox::put(tx, viewer, &app.ids, now, message).await?;
    Ok((one, case))
}

fn made(app: &App, now: Moment, case: &Case, said: Checked, recorder: StaffId) -> Instruction {
    Instruction {
        id: app.ids.next(now),
        version: 1,
        case: case.id,
        leader: said.leader,
        words: said.words,
        given_at: said.given_at,
        step: said.step,
        recorded_by: recorder,
        recorded_at: now,
        state: State::Open,
        answer: None,
        answered_at: None,
        answered_by: None,
        file: None,
    }
}

/// Those whose word may be written down on this case: leaders who may know of it and
/// whom it is not about.
pub async fn leaders_for(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    case: &Case,
) -> Result<Vec<(StaffId, String)>, Fault> {
    let mut found: Vec<(StaffId, String)> = Vec::new();
    for role in LEADERS {
        for one in tongli_people::holders_of(tx, viewer.tenant, *role, None, app.now()).await? {
            let known = found.iter().any(|(id, _)| *id == one.id);
            if !known && check_leader(tx, app, viewer, case, one.id).await.is_ok() {
                found.push((one.id, one.name));
            }
        }
    }
    Ok(found)
}

async fn check_leader(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    case: &Case,
    leader: StaffId,
) -> Result<(), Fault> {
    let wrong = |key: &'static str| {
        let mut errors = FieldErrors::default();
        errors.add("leader", Said::new(key));
        Fault::Invalid(errors)
    };
    if viewer.staff() == Some(leader) {
        return Err(wrong("leaders-leader-oneself"));
    }
    let known = tongli_people::viewer_of(tx, app, leader).await?;
    let leads = |viewer: &Viewer| LEADERS.iter().any(|role| viewer.has(*role));
    let Some(known) = known.filter(leads) else {
        return Err(wrong("leaders-leader-unknown"));
    };
    if case.complains_of(&known) {
        return Err(wrong("leaders-leader-respondent"));
    }
    match tongli_cases::read(tx, &known, Verb::Read, &case.number).await {
        Ok(_) => Ok(()),
        // Whom the case is kept from is not told of it to sign.
        Err(Fault::NotFound | Fault::Forbidden(_)) => Err(wrong("leaders-leader-may-not-see")),
        Err(other) => Err(other),
    }
}
