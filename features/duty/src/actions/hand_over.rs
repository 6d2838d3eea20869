//! The morning: item by item somebody else takes it over, or gives it back with a
//! reason. What is not taken over stays the giver's.

use serde_json::json;
use tongli_cases::Stage;
use tongli_kernel::{Fault, Gate, Moment, Said, StaffId, Viewer};
use tongli_store::Tx;
use tongli_store::history::{self, Event};
use tongli_store::outbox::{self, Message, To};
use tongli_web::App;
use tongli_work::Owner;

use super::{TAKE_OVER_ITEM, actor, faster, knows_case, note, read_event, save};
use crate::access;
use crate::event::DutyEvent;

/// Takes one over: from now on it is the taker's.
pub async fn take_over(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    now: Moment,
    number: &str,
    version: Option<i64>,
) -> Result<DutyEvent, Fault> {
    let taker = actor(viewer, access::TAKE_OVER)?;
    let mut event = read_open(tx, viewer, taker, number, version).await?;
    event.taken_at = Some(now);
    event.taker = Some(taker);
    save(tx, viewer, &mut event).await?;
    note(
        tx,
        app,
        viewer,
        now,
        &event,
        "take_over",
        json!({ "giver": event.giver }),
    )
    .await?;
    let kind = Some(TAKE_OVER_ITEM);
    tongli_work::close_items(tx, app, viewer, event.subject(), kind, None).await?;
    hand_case(tx, app, viewer, now, &event, taker).await?;
    Ok(event)
}

/// Takes several over in one transaction: all, or none.
pub async fn take_over_several(
    app: &App,
    viewer: &Viewer,
    now: Moment,
    numbers: &[(String, i64)],
) -> Result<usize, Fault> {
    app.db
        .write(async |tx| {
            for (number, version) in numbers {
                take_over(tx, app, viewer, now, number, Some(*version)).await?;
            }
            Ok(numbers.len())
        })
        .await
}

/// An event that still waits, for somebody other than its giver.
async fn read_open(
    tx: &mut Tx,
    viewer: &Viewer,
    taker: StaffId,
    number: &str,
    version: Option<i64>,
) -> Result<DutyEvent, Fault> {
    let event = read_event(tx, viewer, access::TAKE_OVER, number).await?;
    if !event.is_open() {
        return Err(Fault::Conflict(Said::new("duty-taken-already")));
    }
    if version.is_some_and(|version| version != event.version) {
        return Err(faster());
    }
    if event.giver == taker {
        let gate = Gate::new("other_person", Said::new("duty-gate-other-person"));
        return Err(Fault::Gated(vec![gate]));
    }
    Ok(event)
}

/// The case's first work goes to the taker, unless somebody has taken the case on in
/// the meantime: then its work has gone its own way.
async fn hand_case(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    now: Moment,
    event: &DutyEvent,
    taker: StaffId,
) -> Result<(), Fault> {
    let Some(id) = event.case else {
        return Ok(());
    };
    let case = tongli_cases::find_case(tx, viewer.tenant, id)
        .await?
        .ok_or(Fault::NotFound)?;
    let link = Event::new("night_taken_over").with(json!({ "duty": event.number }));
    history::append(tx, viewer, now, &*app.chance, case.subject(), link).await?;
    // Work is given to nobody who may not know of the file.
    let knows = knows_case(tx, viewer, event).await?;
    if knows && case.stage == Stage::Registered && case.owner.is_none() {
        let owner = Owner::staff(taker);
        tongli_work::reassign_items(tx, viewer, case.subject(), None, &owner).await?;
    }
    Ok(())
}

const LONGEST_REASON: usize = 500;

/// Gives one back with a reason; it stays the giver's, who hears of it.
pub async fn give_back(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    now: Moment,
    number: &str,
    version: Option<i64>,
    reason: &str,
) -> Result<DutyEvent, Fault> {
    let by = actor(viewer, access::TAKE_OVER)?;
    let reason = reason.trim();
    if reason.is_empty() {
        return Err(Fault::field("reason", Said::new("duty-reason-missing")));
    }
    if reason.chars().count() > LONGEST_REASON {
        let said = Said::new("duty-text-long").with("most", LONGEST_REASON);
        return Err(Fault::field("reason", said));
    }
    let mut event = read_open(tx, viewer, by, number, version).await?;
    event.returned_at = Some(now);
    event.returned_by = Some(by);
    event.return_reason = Some(reason.to_owned());
    save(tx, viewer, &mut event).await?;
    note(
        tx,
        app,
        viewer,
        now,
        &event,
        "give_back",
        json!({ "reason": reason }),
    )
    .await?;
    let said = Said::new("duty-message-given-back")
        .with("number", event.number.as_str())
        .with("path", event.path());
    let word = Message::new("duty", event.subject(), To::Staff(event.giver), said);
    outbox::put(tx, viewer, &app.ids, now, word).await?;
    Ok(event)
}
