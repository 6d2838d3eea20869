//! The first tap: an event is there before anything is typed.

use serde_json::json;
use tongli_kernel::{Fault, Moment, Said, StaffId, Viewer};
use tongli_people::roles::DIRECTOR;
use tongli_store::Tx;
use tongli_store::outbox::{self, Message, To};
use tongli_web::App;
use tongli_work::{Item, Owner};

use super::{TAKE_OVER_ITEM, actor, hand_over_by, note, reserve_number};
use crate::access;
use crate::event::{DutyEvent, EventId, Written, hand_over_due};
use crate::store;

/// Two taps within so many seconds are one.
const SAME_TAP_SECONDS: i64 = 60;

/// Somebody is in danger. Nothing is asked first: the event is opened, the director
/// hears of it, and the numbers to ring stand on its page.
pub async fn open_danger(app: &App, viewer: &Viewer, now: Moment) -> Result<DutyEvent, Fault> {
    let giver = actor(viewer, access::ACT)?;
    let since = now.plus_seconds(-SAME_TAP_SECONDS);
    let tenant = viewer.tenant;
    let before = {
        let mut tx = app.db.read().await?;
        store::events::just_opened(&mut tx, tenant, giver, since).await?
    };
    if let Some(event) = before {
        return Ok(event);
    }
    let number = reserve_number(app, now).await?;
    let number = &number;
    app.db
        .write(async |tx| {
            if let Some(event) = store::events::just_opened(tx, tenant, giver, since).await? {
                return Ok(event);
            }
            let event = begun(app, now, giver, number, true, &Written::default());
            open_in(tx, app, viewer, now, &event).await?;
            let said = Said::new("duty-message-danger")
                .with("number", event.number.as_str())
                .with("path", event.path());
            let word = Message::new("duty", event.subject(), To::Role(DIRECTOR), said).urgent(true);
            outbox::put(tx, viewer, &app.ids, now, word).await?;
            Ok(event)
        })
        .await
}

/// An event as it begins.
pub(super) fn begun(
    app: &App,
    now: Moment,
    giver: StaffId,
    number: &str,
    danger: bool,
    written: &Written,
) -> DutyEvent {
    let id: EventId = app.ids.next(now);
    DutyEvent {
        id,
        number: number.to_owned(),
        version: 1,
        danger,
        plan: None,
        place: written.place.clone(),
        words: written.words.clone(),
        promised: written.promised.clone(),
        still_here: written.still_here,
        case: None,
        opened_at: now,
        giver,
        taken_at: None,
        taker: None,
        returned_at: None,
        returned_by: None,
        return_reason: None,
    }
}

/// Keeps an event that begins, and puts it into the giver's work until somebody else
/// takes it over; from the set time on it is overdue, and the director hears of it.
pub(super) async fn open_in(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    now: Moment,
    event: &DutyEvent,
) -> Result<(), Fault> {
    store::events::insert(tx, viewer.tenant, event).await?;
    note(
        tx,
        app,
        viewer,
        now,
        event,
        "open",
        json!({ "danger": event.danger }),
    )
    .await?;
    let by = hand_over_by(tx, viewer.tenant).await?;
    let due = hand_over_due(&app.time, event.opened_at, by);
    let item = Item {
        subject: event.subject(),
        kind: TAKE_OVER_ITEM,
        owner: Owner::staff(event.giver),
        due_at: Some(due),
        near_at: Some(due.plus_hours(-1)),
        label: event.number.clone(),
        path: event.path(),
    };
    tongli_work::open_item(tx, app, viewer, item).await?;
    Ok(())
}
