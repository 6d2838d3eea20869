//! What is done on duty, one transaction each.

mod calls;
mod hand_over;
mod marks;
mod open;
mod take_in;

pub use calls::{keep_call, remove_call, set_hand_over_by};
pub use hand_over::{give_back, take_over, take_over_several};
pub use marks::{Whom, choose_plan, record_try, tick, undo_tick, undo_try, write_down};
pub use open::open_danger;
pub use take_in::{TakingIn, take_in};

use serde_json::Value as Json;
use tongli_kernel::{Fault, Moment, Permission, Said, StaffId, Tenant, Viewer};
use tongli_store::history::{self, Event};
use tongli_store::{Tx, settings};
use tongli_web::App;

use crate::event::{DutyEvent, HAND_OVER_BY, read_time};
use crate::store;

/// The hospital's own time of day by which the night is taken over.
pub(crate) const SETTING: &str = "duty-hand-over-by";
/// The work item of what waits to be taken over.
pub(crate) const TAKE_OVER_ITEM: &str = "take-over";

pub(crate) fn faster() -> Fault {
    Fault::Conflict(Said::new("fault-somebody-was-faster"))
}

/// Who acts; a round or the command line is on no duty.
fn actor(viewer: &Viewer, permission: Permission) -> Result<StaffId, Fault> {
    if !viewer.may(permission) {
        return Err(Fault::Forbidden(permission));
    }
    viewer.staff().ok_or(Fault::Forbidden(permission))
}

/// The event of a number, for somebody who may do this.
pub async fn read_event(
    tx: &mut Tx,
    viewer: &Viewer,
    permission: Permission,
    number: &str,
) -> Result<DutyEvent, Fault> {
    let event = store::events::by_number(tx, viewer.tenant, number)
        .await?
        .ok_or(Fault::NotFound)?;
    if viewer.may(permission) {
        Ok(event)
    } else {
        Err(Fault::Forbidden(permission))
    }
}

/// Whether the viewer may know of the case an event led to. A file that is closed to
/// them closes what was written on its event as well.
pub async fn knows_case(tx: &mut Tx, viewer: &Viewer, event: &DutyEvent) -> Result<bool, Fault> {
    match event.case {
        None => Ok(true),
        Some(id) => Ok(!tongli_cases::known_among(tx, viewer, [id])
            .await?
            .is_empty()),
    }
}

/// Whether the viewer reads what was written on an event: not where its case is closed to
/// them, nor where a clue was found in it later.
pub async fn reads_words(tx: &mut Tx, viewer: &Viewer, event: &DutyEvent) -> Result<bool, Fault> {
    let Some(case) = event.case else {
        return Ok(true);
    };
    Ok(knows_case(tx, viewer, event).await?
        && !tongli_cases::is_veiled(tx, viewer, case, event.opened_at).await?)
}

/// By when the night is taken over.
pub async fn hand_over_by(tx: &mut Tx, tenant: Tenant) -> Result<(i8, i8), Fault> {
    let set = settings::find(tx, tenant, SETTING).await?;
    Ok(set.as_deref().and_then(read_time).unwrap_or(HAND_OVER_BY))
}

/// The next number of duty events, taken before the transaction.
async fn reserve_number(app: &App, now: Moment) -> Result<String, Fault> {
    let series = format!("ZB-{}", app.time.day_of(now).compact());
    let next = app
        .numbers
        .next(&app.db, app.tenant, &series, app.server, now)
        .await?;
    Ok(format!("{series}-{next:04}"))
}

/// Writes a link into the event's own chain.
async fn note(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    now: Moment,
    event: &DutyEvent,
    verb: &'static str,
    payload: Json,
) -> Result<(), Fault> {
    let link = Event::new(verb).with(payload);
    history::append(tx, viewer, now, &*app.chance, event.subject(), link).await?;
    Ok(())
}

/// Writes the event's row, or says that somebody was faster.
async fn save(tx: &mut Tx, viewer: &Viewer, event: &mut DutyEvent) -> Result<(), Fault> {
    if !store::events::update(tx, viewer.tenant, event).await? {
        return Err(faster());
    }
    event.version += 1;
    Ok(())
}
