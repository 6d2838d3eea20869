//! Keeping the call list and the hour of the handover.

use serde_json::json;
use tongli_kernel::{Fault, Moment, Said, Viewer};
use tongli_store::history::{self, Event};
use tongli_store::{Subject, settings};
use tongli_web::App;

use super::{SETTING, actor, faster};
use crate::access;
use crate::call::{CallId, NewCall};
use crate::event::{read_time, show_time};
use crate::store;

/// The kind of subject of a line of the list.
const LINE: &str = "duty_call";

/// Adds a line, or changes the one of an id at the version that was seen.
pub async fn keep_call(
    app: &App,
    viewer: &Viewer,
    now: Moment,
    known: Option<(CallId, i64)>,
    new: &NewCall,
) -> Result<CallId, Fault> {
    if !viewer.may(access::KEEP_CALLS) {
        return Err(Fault::Forbidden(access::KEEP_CALLS));
    }
    app.db
        .write(async |tx| {
            let (id, verb) = match known {
                Some((id, version)) => {
                    let there = store::calls::find(tx, viewer.tenant, id).await?;
                    there.ok_or(Fault::NotFound)?;
                    if !store::calls::update(tx, viewer.tenant, id, version, new).await? {
                        return Err(faster());
                    }
                    (id, "change")
                }
                None => {
                    let id = app.ids.next(now);
                    store::calls::insert(tx, viewer.tenant, id, new).await?;
                    (id, "add")
                }
            };
            let link = Event::new(verb).with(json!({
                "job": new.job.code(),
                "name": new.name,
                "phone": new.phone,
                "hours": new.hours,
                "position": new.position,
            }));
            let subject = Subject::new(LINE, id.raw());
            history::append(tx, viewer, now, &*app.chance, subject, link).await?;
            Ok(id)
        })
        .await
}

/// Takes a line off the list; tries that used it keep its name and number.
pub async fn remove_call(app: &App, viewer: &Viewer, now: Moment, id: CallId) -> Result<(), Fault> {
    actor(viewer, access::KEEP_CALLS)?;
    app.db
        .write(async |tx| {
            if !store::calls::remove(tx, viewer.tenant, id, now).await? {
                return Err(Fault::NotFound);
            }
            let subject = Subject::new(LINE, id.raw());
            let link = Event::new("remove");
            history::append(tx, viewer, now, &*app.chance, subject, link).await?;
            Ok(())
        })
        .await
}

/// Sets by when the night is taken over; what came in before keeps its hour.
pub async fn set_hand_over_by(
    app: &App,
    viewer: &Viewer,
    now: Moment,
    typed: &str,
) -> Result<(), Fault> {
    actor(viewer, access::KEEP_CALLS)?;
    let time = read_time(typed)
        .ok_or_else(|| Fault::field("hand_over_by", Said::new("duty-time-wrong")))?;
    app.db
        .write(async |tx| {
            settings::set(tx, viewer, SETTING, &show_time(time), now).await?;
            Ok(())
        })
        .await
}
