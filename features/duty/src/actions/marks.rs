//! One tap each: whom one tried to reach, what was done, and taking a slip back.

use serde_json::json;
use tongli_kernel::{Fault, Moment, Said, Viewer};
use tongli_store::Tx;
use tongli_web::App;

use super::{actor, faster, note, read_event, reads_words, save};
use crate::access;
use crate::call::{CallId, Job, POLICE};
use crate::event::{DutyEvent, Tick, TickId, Try, TryId, Written, may_undo};
use crate::plans::plan;
use crate::store;

/// Whom one tried to reach.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whom {
    Listed(CallId),
    Police,
}

/// Writes down a try.
pub async fn record_try(
    app: &App,
    viewer: &Viewer,
    now: Moment,
    number: &str,
    whom: Whom,
    reached: bool,
) -> Result<DutyEvent, Fault> {
    let by = actor(viewer, access::ACT)?;
    app.db
        .write(async |tx| {
            let event = read_event(tx, viewer, access::ACT, number).await?;
            let (job, name, phone) = named(tx, viewer, whom).await?;
            let new = Try {
                id: app.ids.next(now),
                job,
                name,
                phone,
                reached,
                at: now,
                by,
                undone_at: None,
            };
            store::marks::insert_try(tx, viewer.tenant, event.id, &new).await?;
            let payload = json!({ "try": new.id, "job": job.code(), "reached": reached });
            note(tx, app, viewer, now, &event, "try", payload).await?;
            touched(tx, viewer, event).await
        })
        .await
}

async fn named(tx: &mut Tx, viewer: &Viewer, whom: Whom) -> Result<(Job, String, String), Fault> {
    match whom {
        Whom::Police => Ok((Job::Police, String::new(), POLICE.to_owned())),
        Whom::Listed(id) => {
            let call = store::calls::find(tx, viewer.tenant, id)
                .await?
                .ok_or(Fault::NotFound)?;
            Ok((call.job, call.name, call.phone))
        }
    }
}

/// The row's version moves with every tap, so that a second danger is not taken for
/// the same tap.
async fn touched(tx: &mut Tx, viewer: &Viewer, mut event: DutyEvent) -> Result<DutyEvent, Fault> {
    save(tx, viewer, &mut event).await?;
    Ok(event)
}

/// Takes a try back that was tapped by mistake; both stay in the history.
pub async fn undo_try(
    app: &App,
    viewer: &Viewer,
    now: Moment,
    number: &str,
    id: TryId,
) -> Result<DutyEvent, Fault> {
    actor(viewer, access::ACT)?;
    app.db
        .write(async |tx| {
            let event = read_event(tx, viewer, access::ACT, number).await?;
            let tries = store::marks::tries(tx, viewer.tenant, event.id).await?;
            let at = tries.iter().find(|one| one.id == id).map(|one| one.at);
            still_undoable(at, now)?;
            if store::marks::undo_try(tx, viewer.tenant, id, now).await? {
                note(
                    tx,
                    app,
                    viewer,
                    now,
                    &event,
                    "undo_try",
                    json!({ "try": id }),
                )
                .await?;
            }
            Ok(event)
        })
        .await
}

fn still_undoable(at: Option<Moment>, now: Moment) -> Result<(), Fault> {
    match at {
        None => Err(Fault::NotFound),
        Some(at) if may_undo(at, now) => Ok(()),
        Some(_) => Err(Fault::Conflict(Said::new("duty-undo-late"))),
    }
}

/// Ticks a step; a second time changes nothing.
pub async fn tick(
    app: &App,
    viewer: &Viewer,
    now: Moment,
    number: &str,
    code: &str,
    step: &str,
) -> Result<DutyEvent, Fault> {
    let by = actor(viewer, access::ACT)?;
    plan(code)
        .and_then(|plan| plan.step(step))
        .ok_or(Fault::NotFound)?;
    app.db
        .write(async |tx| {
            let event = read_event(tx, viewer, access::ACT, number).await?;
            let new = Tick {
                id: app.ids.next(now),
                plan: code.to_owned(),
                step: step.to_owned(),
                at: now,
                by,
                undone_at: None,
            };
            if !store::marks::insert_tick(tx, viewer.tenant, event.id, &new).await? {
                return Ok(event);
            }
            let payload = json!({ "tick": new.id, "plan": code, "step": step });
            note(tx, app, viewer, now, &event, "tick", payload).await?;
            touched(tx, viewer, event).await
        })
        .await
}

/// Takes a tick back; both stay in the history.
pub async fn undo_tick(
    app: &App,
    viewer: &Viewer,
    now: Moment,
    number: &str,
    id: TickId,
) -> Result<DutyEvent, Fault> {
    actor(viewer, access::ACT)?;
    app.db
        .write(async |tx| {
            let event = read_event(tx, viewer, access::ACT, number).await?;
            let ticks = store::marks::ticks(tx, viewer.tenant, event.id).await?;
            let found = ticks.iter().find(|one| one.id == id);
            still_undoable(found.map(|one| one.at), now)?;
            if store::marks::undo_tick(tx, viewer.tenant, id, now).await? {
                let payload = json!({
                    "tick": id,
                    "plan": found.map(|one| &one.plan),
                    "step": found.map(|one| &one.step),
                });
                note(tx, app, viewer, now, &event, "undo_tick", payload).await?;
            }
            Ok(event)
        })
        .await
}

/// Says what it is: the plan's steps and numbers come first from then on.
pub async fn choose_plan(
    app: &App,
    viewer: &Viewer,
    now: Moment,
    number: &str,
    code: &str,
) -> Result<DutyEvent, Fault> {
    actor(viewer, access::ACT)?;
    let chosen = plan(code).ok_or(Fault::NotFound)?;
    app.db
        .write(async |tx| {
            let mut event = read_event(tx, viewer, access::ACT, number).await?;
            if event.plan.as_deref() == Some(code) {
                return Ok(event);
            }
            event.plan = Some(code.to_owned());
            save(tx, viewer, &mut event).await?;
            let payload = json!({ "plan": code, "version": chosen.version });
            note(tx, app, viewer, now, &event, "plan", payload).await?;
            Ok(event)
        })
        .await
}

/// Writes down where it is and what happened; what stood there stays in the history.
pub async fn write_down(
    app: &App,
    viewer: &Viewer,
    now: Moment,
    number: &str,
    version: i64,
    written: &Written,
) -> Result<DutyEvent, Fault> {
    actor(viewer, access::ACT)?;
    written.check()?;
    app.db
        .write(async |tx| {
            let mut event = read_event(tx, viewer, access::ACT, number).await?;
            if event.version != version {
                return Err(faster());
            }
            if !reads_words(tx, viewer, &event).await? {
                return Err(Fault::NotFound);
            }
            let was = json!({
                "place": event.place,
                "words": event.words,
                "promised": event.promised,
            });
            event.place.clone_from(&written.place);
            event.words.clone_from(&written.words);
            event.promised.clone_from(&written.promised);
            save(tx, viewer, &mut event).await?;
            note(tx, app, viewer, now, &event, "write", json!({ "was": was })).await?;
            Ok(event)
        })
        .await
}
